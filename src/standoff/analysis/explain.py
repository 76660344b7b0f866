"""One solved game in words: who believes what, who does what with which probability, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from standoff.game.game import Game
    from standoff.game.values import Values
    from standoff.scenario import Scenario
    from standoff.scenario.scenario import MenuItem
    from standoff.solver import Solution

Floats = NDArray[np.float64]

RARE = 0.01
"""Decisions that come up less often than this are counted, not told."""

TOLD = 24
"""At most so many decisions are told, the likeliest; the others are counted."""

LISTED = 6
"""Options or labels named in one sentence; the rest are summed up."""

WITHHELD = ("war",)
"""Measures that sentences leave out: a number for war would be quoted without the parameters it rests on."""

SETTINGS = {
    "deliver": "force is promised",
    "vague": "some response is promised",
    "withhold": "force is ruled out",
    "private": "force is promised to the adversary alone",
}
"""How to say a posture's parameter that is indexed by rung."""


class Option(NamedTuple):
    """An option of a decision: how likely it is chosen, and what it is worth to the one who chooses."""

    name: str
    probability: float
    value: float


@dataclass(frozen=True)
class Decision:
    """An information set in words.

    Parameters
    ----------
    player, question : str
        Who decides, and what.
    seen : tuple of (name, label)
        What the player knows.
    reached : float
        Probability that it comes to this, under the true probabilities.
    beliefs : mapping of str to mapping of str to float
        What the player believes of what it has not seen.
    options : tuple of Option
        The most likely first.
    precision : float or None
        How sharply the player picks the better option; None for a player that simply takes the best.
    """

    player: str
    question: str
    seen: tuple[tuple[str, str], ...]
    reached: float
    beliefs: Mapping[str, Mapping[str, float]]
    options: tuple[Option, ...]
    precision: float | None

    def sentences(self) -> Iterator[str]:
        """Yield what is believed, chosen, and why."""
        known = " and ".join(f"{name} is {label}" for name, label in self.seen)
        knowing = f", knowing that {known}" if known else ""
        how_likely = f"it comes to this with probability {chance(self.reached)}"
        yield f"{self.player} decides {self.question}{knowing} ({how_likely})."
        for name, labels in self.beliefs.items():
            yield f"  It believes: {name} is {shares(labels)}."
        yield f"  It chooses {shares({option.name: option.probability for option in self.options})}."
        yield f"  Why: {self._why()}"

    def _why(self) -> str:
        best = max(self.options, key=lambda option: option.value)
        others = sorted((option for option in self.options if option is not best), key=lambda option: -option.value)
        if not others:
            return "it has no other option."
        said = f"{best.name} is worth most to it, {two(best.value)}; " + ", ".join(
            f"{option.name} {two(option.value)}" for option in others[: LISTED - 1]
        )
        more = len(others) - (LISTED - 1)
        if more > 0:
            said += f", {more} more from {two(others[LISTED - 1].value)} down to {two(others[-1].value)}"
        if self.precision is None:
            return said + ". It takes the best."
        gap = best.value - others[0].value
        times = float(np.exp(min(self.precision * gap, 700.0)))
        factor = two(times) if times < 1e4 else "thousands of"
        return (
            f"{said}. At its precision of {two(self.precision)} the gap of {two(gap)} to the next best makes that one "
            f"{factor} times less likely than {best.name}, before base weights."
        )


@dataclass(frozen=True)
class Chance:
    """A chance move in words.

    Parameters
    ----------
    name : str
        What chance decides.
    player : str
        The player whose move it looks like to others; empty for nature's own.
    where : str
        On which histories these probabilities hold; empty for all.
    true : mapping of str to float
        Probabilities as they are.
    believed : mapping of str to mapping of str to float
        Probabilities as a player sees them, for each player who sees other ones.
    """

    name: str
    player: str
    where: str
    true: Mapping[str, float]
    believed: Mapping[str, Mapping[str, float]]

    def sentence(self) -> str:
        """Say it."""
        where = f" where {self.where}" if self.where else ""
        imagined = all(share == 0 for share in self.true.values())
        subject = f"{self.player}'s scripted {self.name}" if self.player else self.name
        said = f"{subject}{where} is {shares(self.true)}" if not imagined else f"{subject}{where} never comes about"
        for player, labels in self.believed.items():
            said += f"; {player} believes {shares(labels)}"
        return said + "."


@dataclass(frozen=True)
class Explanation:
    """One row of a solution, explained; `rare` counts the decisions left out as less likely than those told."""

    posture: str
    promises: tuple[str, ...]
    chances: tuple[Chance, ...]
    decisions: tuple[Decision, ...]
    rare: int
    measures: Mapping[str, float]
    values: Mapping[str, tuple[float, float]]

    def sentences(self) -> Iterator[str]:
        """Yield the explanation a line at a time; a line that starts a part ends with a colon."""
        yield f"The posture {self.posture}:"
        yield from (f"  {line}" for line in self.promises)
        yield "What chance decides, and who believes what:"
        yield from (f"  {chance.sentence()}" for chance in self.chances)
        yield "Who does what, and why:"
        for decision in self.decisions:
            yield from (f"  {line}" for line in decision.sentences())
        if self.rare:
            yield f"  {self.rare} more decisions come up no more often than these."
        yield "What comes of it, were these parameters true:"
        said = [f"{name} {two(value)}" for name, value in self.measures.items() if name not in WITHHELD]
        yield f"  {', '.join(said)}."
        for player, (value, expected) in self.values.items():
            other = "" if abs(value - expected) < 1e-9 else f", where it expects {two(expected)}"
            yield f"  It is worth {two(value)} to the {player}{other}."


def explain(
    scenario: "Scenario", item: "MenuItem", parameters: Mapping[str, float], solution: "Solution"
) -> Explanation:
    """Put the first row of a solution in words.

    Parameters
    ----------
    scenario : Scenario
        What was solved.
    item : MenuItem
        Under which posture.
    parameters : mapping of str to float
        At which parameters, the posture's included.
    solution : Solution
        Its first row must be solved.

    Returns
    -------
    Explanation

    Notes
    -----
    What an option is worth is the player's own expectation: its beliefs at that point, its own probabilities of chance
    from there, everyone's actual strategies.
    """
    from standoff.game.traversal import action_values

    game = scenario.game
    values = game.evaluate({name: parameters[name] for name in game.parameters})
    arrays = game.arrays
    worth = action_values(arrays, values, solution.strategies[:1], solution.beliefs[:1])[0]
    reached = _reach_by_measure(game, values, solution.strategies[0])
    decisions = [
        _decision(game, number, solution=solution, worth=worth, reached=reached[0], precision=precision)
        for number, precision in enumerate(_precisions(scenario, parameters))
    ]
    least = max(RARE, sorted((decision.reached for decision in decisions), reverse=True)[:TOLD][-1])
    told = tuple(decision for decision in decisions if decision.reached >= least)[:TOLD]
    return Explanation(
        posture=item.name,
        promises=_promises(item),
        chances=tuple(_chances(game, values, reached.max(axis=0))),
        decisions=told,
        rare=len(decisions) - len(told),
        measures=dict(zip(game.measures, solution.measures[0].tolist(), strict=True)),
        values={
            player: (float(solution.values[0, p]), float(solution.expected[0, p]))
            for p, player in enumerate(game.players)
        },
    )


def two(value: float) -> str:
    """Return a number with two significant digits.

    Examples
    --------
    >>> two(0.12345), two(-1234.0), two(0.0), two(1.0)
    ('0.12', '-1200', '0', '1')
    """
    return f"{float(f'{value:.2g}'):g}"


def chance(probability: float) -> str:
    """Return a probability with two significant digits, of its distance from 1 where it is near 1.

    Examples
    --------
    >>> chance(0.3111), chance(0.99876), chance(1.0)
    ('0.31', '0.9988', '1')
    """
    return two(probability) if probability <= 0.99 or probability == 1 else f"{1 - float(two(1 - probability)):g}"


def shares(labels: Mapping[str, float]) -> str:
    """Say a distribution, the likeliest first; what lacks to 1 is where the question does not arise.

    Examples
    --------
    >>> shares({"firm": 0.3, "reluctant": 0.7})
    'reluctant 0.7, firm 0.3'
    >>> shares({"binds": 0.5, "empty": 0.3})
    'binds 0.5, empty 0.3, does not arise 0.2'
    """
    order = sorted((pair for pair in labels.items() if pair[1] > 0), key=lambda pair: -pair[1])
    if len(order) == 1 and order[0][1] > 1 - 1e-12:
        return f"{order[0][0]} for sure"
    said = [f"{label} {chance(share)}" for label, share in order[:LISTED]]
    if len(order) > LISTED:
        said.append(f"{len(order) - LISTED} others together {two(sum(share for _, share in order[LISTED:]))}")
    rest = 1.0 - sum(labels.values())
    if rest > 1e-9:
        said.append(f"does not arise {chance(rest)}")
    return ", ".join(said)


def _promises(item: "MenuItem") -> tuple[str, ...]:
    """Say what the game sees of a posture, grouped by kind, rungs of one strength together."""
    lines = [item.summary] if item.summary else []
    kinds: dict[str, list[str]] = {}
    for name, strength in item.settings:
        kind, _, index = name.partition("[")
        if strength:
            kinds.setdefault(kind, []).append(f"{index.rstrip(']') or kind} {two(strength)}")
    lines += [f"{SETTINGS.get(kind, kind)}: {', '.join(cells)}." for kind, cells in kinds.items()]
    return tuple(lines or ["Nothing is promised and nothing ruled out."])


def _precisions(scenario: "Scenario", parameters: Mapping[str, float]) -> Iterator[float | None]:
    """Yield the precision of the owner of each information set; None where the solver has none."""
    from standoff.scenario.document import SolverName

    choice = scenario.solver_choice
    for infoset in scenario.game.infosets:
        if choice.name is not SolverName.LOGIT:
            yield None
            continue
        stated = dict(choice.precision)[infoset.player] if isinstance(choice.precision, tuple) else choice.precision
        yield float(parameters[stated]) if isinstance(stated, str) else float(stated)


def _decision(
    game: "Game", number: int, *, solution: "Solution", worth: Floats, reached: Floats, precision: float | None
) -> Decision:
    arrays, infoset = game.arrays, game.infosets[number]
    options = range(int(arrays.set_start[number]), int(arrays.set_start[number + 1]))
    members = range(int(arrays.set_members_start[number]), int(arrays.set_members_start[number + 1]))
    nodes = [int(arrays.set_members[member]) for member in members]
    likely = [
        Option(name, float(solution.strategies[0, place]), float(worth[place]))
        for name, place in zip(infoset.options, options, strict=True)
    ]
    return Decision(
        player=infoset.player,
        question=infoset.question,
        seen=infoset.seen,
        reached=float(sum(reached[node] for node in nodes)),
        beliefs=_unseen(game, infoset.seen, nodes, [float(solution.beliefs[0, member]) for member in members]),
        options=tuple(sorted(likely, key=lambda option: -option.probability)),
        precision=precision,
    )


def _unseen(
    game: "Game", seen: Sequence[tuple[str, str]], nodes: Sequence[int], beliefs: Sequence[float]
) -> dict[str, dict[str, float]]:
    """Return the owner's marginal belief about each move it has not seen and that could have gone otherwise."""
    known = {name for name, _ in seen}
    marginal: dict[str, dict[str, float]] = {}
    for node, belief in zip(nodes, beliefs, strict=True):
        for name, label in game.history(node):
            if name not in known:
                labels = marginal.setdefault(name, {})
                labels[label] = labels.get(label, 0.0) + belief
    return {name: labels for name, labels in marginal.items() if len(labels) > 1}


def _reach_by_measure(game: "Game", values: "Values", strategies: Floats) -> Floats:
    """Return the reach of every node, (1 + P, N): truly, and as each player sees chance."""
    from standoff.game.traversal import NOBODY, reach_nodes

    arrays = game.arrays
    tables = [arrays.chance_quantity, *arrays.believed_quantity]
    reached = np.empty((len(tables), len(arrays.kind)))
    for row, table in zip(reached, tables, strict=True):
        reach_nodes(arrays, values.quantities[0], np.ascontiguousarray(table), strategies, NOBODY, row)
    return reached


class _Case(NamedTuple):
    """A chance move with one set of probabilities, and the nodes at which it has them."""

    player: str
    name: str
    options: tuple[str, ...]
    tables: tuple[tuple[float, ...], ...]  # the true one, then each player's


def _chances(game: "Game", values: "Values", reached: Floats) -> Iterator[Chance]:
    """Yield each distinct chance move that comes up in truth or in a player's mind, the likeliest cases of it."""
    cases: dict[_Case, list[int]] = {}
    numbers, arrays = values.quantities[0], game.arrays
    for move in game.chances:
        start = int(arrays.chance_start[move.node])
        places = slice(start, start + len(move.options))
        quantities = (arrays.chance_quantity[places], *(row[places] for row in arrays.believed_quantity))
        tables = tuple(tuple(numbers[table].tolist()) for table in quantities)
        if reached[move.node] > 0:
            cases.setdefault(_Case(move.player, move.name, move.options, tables), []).append(move.node)
    moves: dict[tuple[str, str], list[_Case]] = {}
    for case in cases:
        moves.setdefault((case.player, case.name), []).append(case)
    for found in moves.values():
        weight = {case: float(reached[cases[case]].sum()) for case in found}
        shared = _common(game, [node for case in found for node in cases[case]])
        told = sorted((case for case in found if weight[case] >= RARE), key=lambda case: -weight[case])[:LISTED]
        yield from (_chance(game, case, cases[case], shared=shared) for case in told)


def _chance(game: "Game", case: _Case, nodes: Sequence[int], *, shared: Sequence[tuple[str, str]]) -> Chance:
    true, *believed = case.tables
    differing = [(name, label) for name, label in _common(game, nodes) if (name, label) not in shared]
    return Chance(
        name=case.name,
        player=case.player,
        where=" and ".join(f"{name} is {label}" for name, label in differing),
        true=dict(zip(case.options, true, strict=True)),
        believed={
            who: dict(zip(case.options, table, strict=True))
            for who, table in zip(game.players, believed, strict=True)
            if table != true
        },
    )


def _common(game: "Game", nodes: Sequence[int]) -> list[tuple[str, str]]:
    """Return the observations that the histories of all these nodes share, in order."""
    first, *rest = (game.history(node) for node in nodes)
    shared = set(first).intersection(*rest) if rest else set(first)
    return [observation for observation in first if observation in shared]
