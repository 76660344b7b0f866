"""From a game to its reduced system: unknown beliefs, strategies and values as functions of them, and Newton's step.

The unknowns are the distinct beliefs that matter, and the clock t in [0, 1] of the ray t (lambda_1 ... lambda_n). Given
beliefs, strategies follow by one backward pass; given strategies, Bayes' rule gives beliefs back; a logit point is
where the two agree. Derivatives go forward with the pass, as sparse rows.

All payoffs are scaled by their player's precision first, so that options are chosen with weight w exp(t u).
"""

from enum import Enum
from typing import NamedTuple

from standoff.game.arrays import CHANCE, TERMINAL
from standoff.game.game import Game
from standoff.solvers.logit.beliefs import Beliefs, Chain, Factor, Factors, chain_of, distinct_beliefs
from standoff.solvers.logit.newton import Row, accumulate, bordered_step
from standoff.solvers.logit.program import Builder, Op, Program

MOST_INSTRUCTIONS = 250_000
"""Beyond this, straight-line code no longer fits the second-level cache and takes minutes to compile."""

_TINY = 1e-300
"""Stands in for a zero in logarithms."""


class Unknowns(Enum):
    """The coordinates of a belief."""

    PROBABILITIES = "all classes but the first; cheap, and smooth while precision times payoff range is moderate"
    LOG_ODDS = "against the first class; keeps small beliefs apart at high precision"
    TILTED = "log-odds; base weights and strategies are given by their logarithms, for limits of high precision"


class Unreducible(Exception):
    """The game is not for straight-line code: its information sets are not ordered, or it is too large."""


class Sizes(NamedTuple):
    """Sizes of the compiled tables."""

    unknowns: int
    constants: int
    """Numbers of a row that stay fixed along its path."""
    actions: int


class Reduction(NamedTuple):
    """Two programs for a game.

    `setup` reads the columns `reads` of the concatenation [quantities (K) | priors (M) | precisions (P)], to which
    TILTED adds [logarithms of base weights (A)]. It writes the fixed numbers of a row, then the beliefs at t = 0 (n),
    the greatest disagreement of beliefs taken as equal, and the greatest precision times payoff range.

    `step` reads the fixed numbers, and from block 1 the unknowns (n), t, and the border (n + 1). It writes Newton's
    step (n + 1), the tangent (n + 1), the smallest pivot, and the strategies (A), their logarithms if TILTED.
    """

    sizes: Sizes
    reads: tuple[int, ...]
    setup: Program
    step: Program


class _Strategy(NamedTuple):
    """One information set: probabilities, utilities against the first option, and their derivatives."""

    probabilities: list[int]
    utilities: list[int]
    slopes: list[Row]
    logarithms: list[int]
    """Of the probabilities, when asked for."""


class _Value(NamedTuple):
    value: int
    slope: Row


def reduce(game: Game, unknowns: Unknowns) -> Reduction:
    """Return the reduced system of a game as programs.

    Raises
    ------
    Unreducible
        If some information set is decided both before and after another, or the code would be too long.
    """
    return Writer(game, plan_of(game), unknowns, slopes=True).reduction()


class Plan(NamedTuple):
    """Which beliefs of a game are unknowns, in an order in which what follows from another comes after it."""

    beliefs: Beliefs
    parts: dict[int, tuple[int, ...]]
    """For each unknown belief, the part that each class belongs to."""
    chains: dict[int, Chain]


def plan_of(game: Game) -> Plan:
    """Return which beliefs are unknowns; raises `Unreducible` as `reduce`."""
    beliefs = distinct_beliefs(game.arrays, certain=_certain(game))
    open_ = [number for number, belief in enumerate(beliefs.distinct) if len(belief.choices) > 1]
    apart = {number: tuple(range(len(beliefs.distinct[number].choices))) for number in open_}
    draft = Writer(game, Plan(beliefs, apart, {}), Unknowns.PROBABILITIES, slopes=False)
    draft.strategies()
    kept = _with_origins(beliefs, [number for number in open_ if number in draft.used])
    chains = _chains(beliefs, kept)
    origins = {chain.origin for chain in chains.values()}
    parts = {number: apart[number] if number in origins else _parts(draft.used[number]) for number in kept}
    return Plan(beliefs, parts, chains)


def _parts(utilities: list[list[int]]) -> tuple[int, ...]:
    """Number the classes of a belief so that classes between which no option ever differs share a number."""
    found: dict[tuple[int, ...], int] = {}
    return tuple(found.setdefault(row, len(found)) for row in zip(*utilities, strict=True))


def _chains(beliefs: Beliefs, kept: list[int]) -> dict[int, Chain]:
    found = {number: chain_of(beliefs, number, kept) for number in kept}
    return {number: chain for number, chain in found.items() if chain is not None}


def _certain(game: Game) -> frozenset[int]:
    return frozenset(k for k, node in enumerate(game.quantities) if game.graph.constant(node) == 1.0)


def _with_origins(beliefs: Beliefs, kept: list[int]) -> list[int]:
    """Order the beliefs so that what follows from another comes after it."""

    def size(number: int) -> int:
        return sum(power for choices in beliefs.distinct[number].choices for _, power in choices)

    return sorted(kept, key=lambda number: (size(number), number))


class Writer:
    """Writes the system of one game into a builder."""

    def __init__(self, game: Game, plan: Plan, unknowns: Unknowns, *, slopes: bool) -> None:
        self.arrays = game.arrays
        self.beliefs, self.parts, self.chains = plan
        self.log_odds = unknowns is not Unknowns.PROBABILITIES
        self.tilted = unknowns is Unknowns.TILTED
        self.slopes = slopes
        self.builder = Builder()
        self.quantity_count = len(game.quantities)
        self.member_count = len(game.arrays.set_members)
        self.certain = {k: game.graph.constant(node) for k, node in enumerate(game.quantities)}
        self.first_unknown: dict[int, int] = {}
        count = 0
        for number, part_of in self.parts.items():
            self.first_unknown[number] = count
            count += max(part_of)
        self.count = count
        self.clock = self.builder.input(1, count)
        self.used: dict[int, list[list[int]]] = {}
        """For each belief that matters, the utilities of its classes wherever it does."""
        self._beliefs: dict[int, list[int]] = {}
        self._values: dict[tuple[int, int], _Value] = {}
        self._strategies: dict[int, _Strategy | None] = {}

    # -- numbers of the row ---------------------------------------------------------------------------------------

    def quantity(self, column: int) -> int:
        known = self.certain[column]
        return self.builder.input(0, column) if known is None else self.builder.constant(known)

    def prior(self, member: int) -> int:
        return self.builder.input(0, self.quantity_count + member)

    def precision(self, player: int) -> int:
        return self.builder.input(0, self.quantity_count + self.member_count + player)

    def members(self, infoset: int) -> range:
        starts = self.arrays.set_members_start
        return range(int(starts[infoset]), int(starts[infoset + 1]))

    def class_priors(self, infoset: int) -> list[int]:
        """Return the prior of each class of a set."""
        classes = len(self.beliefs.distinct[self.beliefs.belief_of[infoset]].choices)
        return [
            self.builder.total(self.prior(m) for m in self.members(infoset) if self.beliefs.class_of[m] == q)
            for q in range(classes)
        ]

    def shares(self, infoset: int) -> dict[int, int]:
        """Return each member's share of its class; equal shares where chance rules the class out."""
        b = self.builder
        totals = self.class_priors(infoset)
        sizes = [sum(self.beliefs.class_of[m] == q for m in self.members(infoset)) for q in range(len(totals))]
        result: dict[int, int] = {}
        for member in self.members(infoset):
            q = self.beliefs.class_of[member]
            if sizes[q] == 1:
                result[member] = b.constant(1.0)
            else:
                possible = b.less(b.constant(0.0), totals[q])
                share = b.divide(self.prior(member), b.select(possible, totals[q], b.constant(1.0)))
                result[member] = b.select(possible, share, b.constant(1.0 / sizes[q]))
        return result

    # -- beliefs ----------------------------------------------------------------------------------------------------

    def belief(self, number: int) -> list[int]:
        """Return the probabilities of the parts of a belief that is an unknown."""
        if number not in self._beliefs:
            self._beliefs[number] = self._belief(number)
        return self._beliefs[number]

    def _belief(self, number: int) -> list[int]:
        b, first = self.builder, self.first_unknown[number]
        unknown = [b.input(1, first + q) for q in range(max(self.parts[number]))]
        if not self.log_odds:
            return [b.subtract(b.constant(1.0), b.total(unknown)), *unknown]
        highest = b.constant(0.0)
        for odds in unknown:
            highest = b.maximum(odds, highest)
        weights = [b.exp(b.subtract(odds, highest)) for odds in (b.constant(0.0), *unknown)]
        inverse = b.divide(b.constant(1.0), b.total(weights))
        return [b.multiply(weight, inverse) for weight in weights]

    # -- values and strategies --------------------------------------------------------------------------------------

    def strategies(self) -> list[_Strategy]:
        return [self.strategy(infoset) for infoset in range(len(self.arrays.set_player))]

    def value(self, player: int, node: int) -> _Value:
        """Return a player's scaled expected payoff from a node on, as it sees chance."""
        key = (player, node)
        if key not in self._values:
            kind = self.arrays.kind[node]
            if kind == TERMINAL:
                payoff = self.quantity(int(self.arrays.payoff_quantity[self.arrays.terminal[node], player]))
                self._values[key] = _Value(self.builder.multiply(payoff, self.precision(player)), {})
            elif kind == CHANCE:
                self._values[key] = self._chance_value(player, node)
            else:
                self._values[key] = self._decision_value(player, node)
            if len(self.builder.instructions) > MOST_INSTRUCTIONS:
                raise Unreducible(f"more than {MOST_INSTRUCTIONS} instructions")
        return self._values[key]

    def _children(self, player: int, node: int) -> list[_Value]:
        first = int(self.arrays.first_child[node])
        return [self.value(player, first + k) for k in range(int(self.arrays.branches[node]))]

    def _chance_value(self, player: int, node: int) -> _Value:
        columns = self.arrays.believed_quantity[player]
        start = int(self.arrays.chance_start[node])
        children = self._children(player, node)
        return self._mean([self.quantity(int(columns[start + k])) for k in range(len(children))], children)

    def _mean(self, shares: list[int], values: list[_Value]) -> _Value:
        """Return the mean of values with shares that sum to 1; where all values are one, it is theirs."""
        b = self.builder
        weights: dict[int, int] = {}
        slopes: dict[int, Row] = {}
        for share, value in zip(shares, values, strict=True):
            weights[value.value] = b.add(weights[value.value], share) if value.value in weights else share
            slopes[value.value] = value.slope
        if len(weights) == 1:
            return values[0]
        mean, slope = b.constant(0.0), Row()
        for distinct, weight in weights.items():
            mean = b.add(mean, b.multiply(weight, distinct))
            self._add_scaled(slope, weight, slopes[distinct])
        return _Value(mean, slope)

    def _decision_value(self, player: int, node: int) -> _Value:
        """Return v_0 + Σ p_a (v_a - v_0).

        With d ln p_a = t (du_a - Σ p du), the strategy's own part of the slope is Σ t p_a (v_a - v) du_a.
        """
        b = self.builder
        strategy = self.strategy(int(self.arrays.infoset[node]))
        first, *others = self._children(player, node)
        value, slope = first.value, dict(first.slope)
        gaps = [b.subtract(other.value, first.value) for other in others]
        weighted = [b.multiply(p, gap) for p, gap in zip(strategy.probabilities[1:], gaps, strict=True)]
        for term in weighted:
            value = b.add(value, term)
        mean = b.total(weighted)
        for a, other in enumerate(others, start=1):
            p = strategy.probabilities[a]
            for column in sorted(other.slope.keys() | first.slope.keys()):
                accumulate(b, slope, column, b.multiply(p, self._gap(other.slope, first.slope, column)))
            own = b.multiply(b.multiply(p, b.subtract(gaps[a - 1], mean)), self.clock)
            self._add_scaled(slope, own, strategy.slopes[a])
            if self.slopes:
                rate = b.multiply(p, b.subtract(gaps[a - 1], mean))
                accumulate(b, slope, self.count, b.multiply(rate, strategy.utilities[a]))
        return _Value(value, slope)

    def strategy(self, infoset: int) -> _Strategy:
        """Return the logit response at a set."""
        if infoset not in self._strategies:
            self._strategies[infoset] = None
            self._strategies[infoset] = self._strategy(infoset)
        found = self._strategies[infoset]
        if found is None:
            raise Unreducible("some information set is decided both before and after another")
        return found

    def _strategy(self, infoset: int) -> _Strategy:
        b = self.builder
        first, last = int(self.arrays.set_start[infoset]), int(self.arrays.set_start[infoset + 1])
        utilities, slopes = [b.constant(0.0)], [Row()]
        for action in range(1, last - first):
            utility, slope = self._utility(infoset, action)
            utilities.append(utility)
            slopes.append(slope)
        exponents = [
            b.add(b.multiply(self.clock, utility), tilt)
            for utility, tilt in zip(utilities, self.tilts(infoset), strict=True)
        ]
        highest = exponents[0]
        if self.log_odds:
            for exponent in exponents[1:]:
                highest = b.maximum(exponent, highest)
        shifted = [b.subtract(exponent, highest) for exponent in exponents]
        ratios = self.weight_ratios(infoset)
        weights = [b.multiply(ratio, b.exp(exponent)) for ratio, exponent in zip(ratios, shifted, strict=True)]
        total = b.total(weights)
        inverse = b.divide(b.constant(1.0), total)
        logarithms: list[int] = []
        if self.log_odds:
            log_total = b.log(total)
            logarithms = [
                b.subtract(b.add(exponent, b.log(ratio)), log_total)
                for ratio, exponent in zip(ratios, shifted, strict=True)
            ]
        return _Strategy([b.multiply(weight, inverse) for weight in weights], utilities, slopes, logarithms)

    def tilts(self, infoset: int) -> list[int]:
        """Return the logarithms of the base weights against the first option's, where those are what is given."""
        b = self.builder
        first, last = int(self.arrays.set_start[infoset]), int(self.arrays.set_start[infoset + 1])
        if not self.tilted:
            return [b.constant(0.0)] * (last - first)
        start = self.quantity_count + self.member_count + self.arrays.payoff_quantity.shape[1]
        given = [b.input(0, start + k) for k in range(first, last)]
        return [b.subtract(tilt, given[0]) for tilt in given]

    def weight_ratios(self, infoset: int) -> list[int]:
        """Return the base weights against the first option's."""
        b = self.builder
        columns = range(int(self.arrays.set_start[infoset]), int(self.arrays.set_start[infoset + 1]))
        if self.tilted:
            return [b.constant(1.0)] * len(columns)
        quantities = [int(self.arrays.weight_quantity[k]) for k in columns]
        return [
            b.constant(1.0) if q == quantities[0] else b.divide(self.quantity(q), self.quantity(quantities[0]))
            for q in quantities
        ]

    def _utility(self, infoset: int, action: int) -> _Value:
        """Return the utility of an option against the first one, under the set's belief."""
        b = self.builder
        number = self.beliefs.belief_of[infoset]
        classes = self._class_utilities(infoset, action)
        if len(classes) == 1 or all(found.value == classes[0].value for found in classes):
            return classes[0]
        self.used.setdefault(number, []).append([found.value for found in classes])
        belief = self.belief(number)
        first, *others = dict(zip(self.parts[number], classes, strict=True)).values()
        gaps = [b.subtract(other.value, first.value) for other in others]
        utility, slope = first.value, Row()
        for probability, gap in zip(belief[1:], gaps, strict=True):
            utility = b.add(utility, b.multiply(probability, gap))
        for probability, found in zip(belief, (first, *others), strict=True):
            self._add_scaled(slope, probability, found.slope)
        if self.slopes:
            for q, gap in enumerate(gaps):
                unknown = self.first_unknown[number] + q
                if self.log_odds:
                    gap = b.multiply(belief[q + 1], b.subtract(others[q].value, utility))
                accumulate(b, slope, unknown, gap)
        return _Value(utility, slope)

    def _class_utilities(self, infoset: int, action: int) -> list[_Value]:
        """Return, for each class, the value of an option less that of the first."""
        player = int(self.arrays.set_player[infoset])
        classes = len(self.beliefs.distinct[self.beliefs.belief_of[infoset]].choices)
        shares: list[list[int]] = [[] for _ in range(classes)]
        gaps: list[list[_Value]] = [[] for _ in range(classes)]
        for member, share in self.shares(infoset).items():
            first = int(self.arrays.first_child[self.arrays.set_members[member]])
            low, high = self.value(player, first), self.value(player, first + action)
            slope = Row()
            for column in sorted(high.slope.keys() | low.slope.keys()):
                accumulate(self.builder, slope, column, self._gap(high.slope, low.slope, column))
            shares[self.beliefs.class_of[member]].append(share)
            gaps[self.beliefs.class_of[member]].append(_Value(self.builder.subtract(high.value, low.value), slope))
        return [self._mean(share, gap) for share, gap in zip(shares, gaps, strict=True)]

    # -- Bayes ------------------------------------------------------------------------------------------------------

    def equations(self) -> tuple[list[int], list[Row]]:
        """Return (unknown - Bayes' belief), and the derivative of its opposite: that spares a sign in every entry."""
        b = self.builder
        residual: list[int] = []
        matrix: list[Row] = []
        for number in self.parts:
            chain = self.chains.get(number)
            posterior, slopes = (self._log_odds if self.log_odds else self._posterior)(number, chain)
            for q, slope in enumerate(slopes):
                unknown = self.first_unknown[number] + q
                residual.append(b.subtract(b.input(1, unknown), posterior[q]))
                matrix.append({**slope, unknown: b.subtract(slope.get(unknown, b.constant(0.0)), b.constant(1.0))})
        return residual, matrix

    def _chances(self, number: int, chain: Chain | None) -> list[int]:
        """Return the chance part of each class's weight, beyond its origin's."""
        b = self.builder
        priors = self.class_priors(self.beliefs.distinct[number].infosets[0])
        if chain is None:
            return priors
        if not chain.chance_differs:
            return [b.constant(1.0)] * len(priors)
        origins = self.class_priors(self.beliefs.distinct[chain.origin].infosets[0])
        result = []
        for prior, q in zip(priors, chain.classes, strict=True):
            possible = b.less(b.constant(0.0), origins[q])
            ratio = b.divide(prior, b.select(possible, origins[q], b.constant(1.0)))
            result.append(b.select(possible, ratio, b.constant(0.0)))
        return result

    def _factors(self, number: int, chain: Chain | None) -> tuple[Factors, ...]:
        return self.beliefs.distinct[number].choices if chain is None else chain.more

    def _choice_slope(self, factors: Factors) -> Row:
        """Return the derivative of the logarithm of a product of choices; all but the clock's column is over t."""
        b, result = self.builder, Row()
        for (infoset, action), power in factors:
            for column, entry in self._log_slope(infoset, action).items():
                for _ in range(power):
                    accumulate(b, result, column, entry)
        return result

    def _log_slope(self, infoset: int, action: int) -> Row:
        """Return d ln p_a = t (du_a - Σ p du) over t, and for the clock t (du_a - Σ p du) + u_a - Σ p u."""
        b, strategy, result = self.builder, self.strategy(infoset), Row()
        mean = Row()
        for p, slope in zip(strategy.probabilities[1:], strategy.slopes[1:], strict=True):
            self._add_scaled(mean, p, slope)
        for column in sorted(strategy.slopes[action].keys() | mean.keys()):
            gap = self._gap(strategy.slopes[action], mean, column)
            accumulate(b, result, column, b.multiply(gap, self.clock) if column == self.count else gap)
        expected = b.total(b.multiply(p, u) for p, u in zip(strategy.probabilities, strategy.utilities, strict=True))
        accumulate(b, result, self.count, b.subtract(strategy.utilities[action], expected))
        return result

    def _add_choice(self, row: Row, factor: int, choice: Row) -> None:
        """Add `factor` times a choice slope."""
        with_clock = self.builder.multiply(factor, self.clock)
        for column, entry in choice.items():
            scale = factor if column == self.count else with_clock
            accumulate(self.builder, row, column, self.builder.multiply(scale, entry))

    def _posterior(self, number: int, chain: Chain | None) -> tuple[list[int], list[Row]]:
        """Return Bayes' probabilities of all parts but the first, and their derivatives."""
        b = self.builder
        factors = self._factors(number, chain)
        chosen = [
            b.multiply(chance, b.product(self._probability(factor) for factor, power in some for _ in range(power)))
            for chance, some in zip(self._chances(number, chain), factors, strict=True)
        ]
        carried = [b.constant(1.0)] * len(chosen)
        if chain is not None:
            carried = [self.belief(chain.origin)[q] for q in chain.classes]
        weights = [b.multiply(own, before) for own, before in zip(chosen, carried, strict=True)]
        inverse = b.divide(b.constant(1.0), b.total(weights))
        posterior = [b.multiply(weight, inverse) for weight in weights]
        slopes: list[Row] = []
        for q, probability in enumerate(posterior):
            slope = Row()
            if chain is not None:
                start, kin, own = self.first_unknown[chain.origin], chain.classes[q], b.multiply(chosen[q], inverse)
                if kin == 0:
                    for k in range(len(chosen) - 1):
                        accumulate(b, slope, start + k, b.negative(own))
                else:
                    accumulate(b, slope, start + kin - 1, own)
            self._add_choice(slope, probability, self._choice_slope(factors[q]))
            slopes.append(slope)
        return self._normalised(self._by_part(number, posterior), self._rows_by_part(number, slopes))

    def _probability(self, factor: Factor) -> int:
        infoset, action = factor
        return self.strategy(infoset).probabilities[action]

    def _normalised(self, posterior: list[int], slopes: list[Row]) -> tuple[list[int], list[Row]]:
        """Take from each derivative what keeps the probabilities' sum at 1; leave out the first part."""
        b, total = self.builder, Row()
        for slope in slopes:
            self._add_scaled(total, b.constant(1.0), slope)
        result: list[Row] = []
        for probability, slope in zip(posterior[1:], slopes[1:], strict=True):
            entries = Row()
            for column in sorted(slope.keys() | total.keys()):
                own_part = slope.get(column, b.constant(0.0))
                shared = b.multiply(probability, total.get(column, b.constant(0.0)))
                accumulate(b, entries, column, b.subtract(own_part, shared))
            result.append(entries)
        return posterior[1:], result

    def _by_part(self, number: int, weights: list[int]) -> list[int]:
        """Add up the weights of the classes of each part."""
        part_of = self.parts[number]
        return [
            self.builder.total(w for w, part in zip(weights, part_of, strict=True) if part == k)
            for k in range(max(part_of) + 1)
        ]

    def _rows_by_part(self, number: int, slopes: list[Row]) -> list[Row]:
        rows = [Row() for _ in range(max(self.parts[number]) + 1)]
        for slope, part in zip(slopes, self.parts[number], strict=True):
            self._add_scaled(rows[part], self.builder.constant(1.0), slope)
        return rows

    def _log_odds(self, number: int, chain: Chain | None) -> tuple[list[int], list[Row]]:
        """Return Bayes' log-odds of all classes against the first, and their derivatives."""
        b = self.builder
        logs: list[int] = []
        slopes: list[Row] = []
        for q, (chance, factors) in enumerate(
            zip(self._chances(number, chain), self._factors(number, chain), strict=True)
        ):
            logarithm = self._log_chance(chance)
            slope = Row()
            self._add_choice(slope, b.constant(1.0), self._choice_slope(factors))
            for (infoset, action), power in factors:
                for _ in range(power):
                    logarithm = b.add(logarithm, self.strategy(infoset).logarithms[action])
            if chain is not None and chain.classes[q] > 0:
                unknown = self.first_unknown[chain.origin] + chain.classes[q] - 1
                logarithm = b.add(logarithm, b.input(1, unknown))
                accumulate(b, slope, unknown, b.constant(1.0))
            logs.append(logarithm)
            slopes.append(slope)
        logs, slopes = self._logs_by_part(number, logs, slopes)
        odds = [b.subtract(logarithm, logs[0]) for logarithm in logs[1:]]
        result: list[Row] = []
        for slope in slopes[1:]:
            entries = Row()
            for column in sorted(slope.keys() | slopes[0].keys()):
                accumulate(b, entries, column, self._gap(slope, slopes[0], column))
            result.append(entries)
        return odds, result

    def _logs_by_part(self, number: int, logs: list[int], slopes: list[Row]) -> tuple[list[int], list[Row]]:
        """Return log Σ exp of the logarithms in each part, and its derivative."""
        b = self.builder
        merged: list[int] = []
        rows: list[Row] = []
        for part in range(max(self.parts[number]) + 1):
            inside = [k for k, other in enumerate(self.parts[number]) if other == part]
            highest = logs[inside[0]]
            for k in inside[1:]:
                highest = b.maximum(logs[k], highest)
            weights = [b.exp(b.subtract(logs[k], highest)) for k in inside]
            total = b.total(weights)
            inverse = b.divide(b.constant(1.0), total)
            merged.append(b.add(highest, b.log(total)))
            rows.append(Row())
            for k, weight in zip(inside, weights, strict=True):
                self._add_scaled(rows[-1], b.multiply(weight, inverse), slopes[k])
        return merged, rows

    def _log_chance(self, chance: int) -> int:
        b = self.builder
        if b.is_constant(chance, 1.0):
            return b.constant(0.0)
        return b.log(b.maximum(chance, b.constant(_TINY)))

    # -- outputs ----------------------------------------------------------------------------------------------------

    def reduction(self) -> Reduction:
        b = self.builder
        strategies = self.strategies()
        residual, matrix = self.equations()
        border = [b.input(1, self.count + 1 + k) for k in range(self.count + 1)]
        step = bordered_step(b, matrix, residual, border)
        probabilities = [p for s in strategies for p in (s.logarithms if self.tilted else s.probabilities)]
        outputs = [*step.newton, *step.tangent, step.pivot, *probabilities]
        start = self._start()
        check = [*start, self._disagreement(), self._sharpness()]
        return _split(b, outputs, check, Sizes(self.count, 0, len(probabilities)))

    def _start(self) -> list[int]:
        """Return the unknowns at t = 0, where every option has its base weight."""
        return [odds for number in self.parts for odds in (self._first_odds if self.log_odds else self._first)(number)]

    def _first(self, number: int) -> list[int]:
        b, belief = self.builder, self.beliefs.distinct[number]
        products = [
            b.product([prior, *(self._base(i)[a] for (i, a), power in factors for _ in range(power))])
            for prior, factors in zip(self.class_priors(belief.infosets[0]), belief.choices, strict=True)
        ]
        inverse = b.divide(b.constant(1.0), b.total(products))
        return [b.multiply(product, inverse) for product in self._by_part(number, products)[1:]]

    def _first_odds(self, number: int) -> list[int]:
        b, belief = self.builder, self.beliefs.distinct[number]
        logs = [
            b.total(
                [self._log_chance(prior), *(self._log_base(i)[a] for (i, a), power in factors for _ in range(power))]
            )
            for prior, factors in zip(self.class_priors(belief.infosets[0]), belief.choices, strict=True)
        ]
        first, *others = self._logs_by_part(number, logs, [Row()] * len(logs))[0]
        return [b.subtract(other, first) for other in others]

    def _base(self, infoset: int) -> list[int]:
        b = self.builder
        ratios = self.weight_ratios(infoset)
        inverse = b.divide(b.constant(1.0), b.total(ratios))
        return [b.multiply(ratio, inverse) for ratio in ratios]

    def _log_base(self, infoset: int) -> list[int]:
        b = self.builder
        logs = [b.add(t, b.log(r)) for t, r in zip(self.tilts(infoset), self.weight_ratios(infoset), strict=True)]
        highest = logs[0]
        for logarithm in logs[1:]:
            highest = b.maximum(logarithm, highest)
        total = b.add(highest, b.log(b.total(b.exp(b.subtract(logarithm, highest)) for logarithm in logs)))
        return [b.subtract(logarithm, total) for logarithm in logs]

    def _disagreement(self) -> int:
        """Return the greatest difference between class priors that the reduction takes as equal.

        Zero for every row without impossible events; where zeros are read as limits, one set may be conditioned on
        less likely events than another, and the row is for the full system.
        """
        b = self.builder
        greatest = b.constant(0.0)
        for number in self.parts:
            belief = self.beliefs.distinct[number]
            own = self.class_priors(belief.infosets[0])
            others = [(self.class_priors(infoset), tuple(range(len(own)))) for infoset in belief.infosets[1:]]
            chain = self.chains.get(number)
            if chain is not None:
                origin = self.class_priors(self.beliefs.distinct[chain.origin].infosets[0])
                if not chain.chance_differs:
                    others.append((origin, chain.classes))
                else:
                    for prior, q in zip(own, chain.classes, strict=True):
                        revived = b.multiply(b.less_equal(origin[q], b.constant(0.0)), prior)
                        greatest = b.maximum(revived, greatest)
            for priors, classes in others:
                for prior, q in zip(own, classes, strict=True):
                    greatest = b.maximum(b.absolute(b.subtract(prior, priors[q])), greatest)
        return greatest

    def _sharpness(self) -> int:
        """Return the greatest precision times payoff range among the players."""
        b = self.builder
        greatest = b.constant(0.0)
        for player in range(self.arrays.payoff_quantity.shape[1]):
            columns = sorted({int(k) for k in self.arrays.payoff_quantity[:, player]})
            high = low = self.quantity(columns[0])
            for column in columns[1:]:
                high, low = b.maximum(self.quantity(column), high), b.minimum(self.quantity(column), low)
            greatest = b.maximum(b.multiply(self.precision(player), b.subtract(high, low)), greatest)
        return greatest

    # -- sparse rows --------------------------------------------------------------------------------------------------

    def _add_scaled(self, row: Row, factor: int, other: Row) -> None:
        if self.slopes:
            for column, entry in other.items():
                accumulate(self.builder, row, column, self.builder.multiply(factor, entry))

    def _gap(self, high: Row, low: Row, column: int) -> int:
        zero = self.builder.constant(0.0)
        return self.builder.subtract(high.get(column, zero), low.get(column, zero))


def _split(b: Builder, outputs: list[int], check: list[int], sizes: Sizes) -> Reduction:
    """Move what is fixed along a path into the setup, and number the columns it reads."""
    frontier = b.frontier(outputs)
    setup = b.program([*frontier, *check])
    reads = sorted({i.args[1] for i in setup.instructions if i.op is Op.INPUT})
    place = {column: k for k, column in enumerate(reads)}
    renumbered = tuple(i._replace(args=(0, place[i.args[1]])) if i.op is Op.INPUT else i for i in setup.instructions)
    sizes = sizes._replace(constants=len(frontier))
    return Reduction(sizes, tuple(reads), setup._replace(instructions=renumbered), b.hoisted(outputs)[1])
