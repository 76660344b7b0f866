"""How the answer moves with what can flip it: menu, criterion, precision, prior, reading, alliance rule, weights.

Nothing here asks which of the variants is right. A ranking that survives them all rests on the model alone; one that
does not is an answer to the question "under which of these?", and the screen says so in one table.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.compare import CRITERIA, NEAR, TAIL, Paired, compare_values, paired
from standoff.analysis.dominance import NOISE
from standoff.analysis.information_value import FEWEST, FOLDS, InformationValue, ranked
from standoff.errors import RunError
from standoff.posture.reading import Reading, Rule
from standoff.posture.weights import Weights
from standoff.scenario.document import SolverName
from standoff.scenario.menu import remade
from standoff.scenario.scenario import MenuItem, Scenario

if TYPE_CHECKING:
    from standoff.ensemble.store import Run

Floats = NDArray[np.float64]

SOLVED_DRAWS = 256
"""Draws of the run that are solved anew under each variant: enough to tell a flip from noise, cheap enough to wait."""

REWEIGHTED = 3
"""Parameters whose prior is halved: those most worth knowing."""

FACTORS = (0.5, 2.0)
"""What every player's precision is multiplied by."""

RESAMPLES = 200
"""Bootstrap resamples behind the interval of a criterion that is no mean."""

SCALE = 3.0
"""Factor of the check that the unit of payoffs decides nothing."""

VOICES: Mapping[str, Mapping[str, float]] = {
    "anonymous voices in full": {"channel_public_anonymous": 1.0, "channel_ally_anonymous": 0.5},
    "anonymous voices not at all": {"channel_public_anonymous": 0.0, "channel_ally_anonymous": 0.0},
    "advisers count as rulers": {"authority_advisory": 1.0},
    "hearsay in full": {"relay_two": 1.0, "relay_more": 1.0},
    "wording does not matter": {
        "specific_instrument": 1.0,
        "specific_class": 1.0,
        "specific_trigger": 1.0,
        "specific_who": 1.0,
        "specific_unhedged": 1.0,
    },
}
"""Other judgements of what makes words strong, by name; see `standoff.posture.weights.Weights`."""


class Assumption(Enum):
    """What a variant changes."""

    AS_RUN = "as run"
    MENU = "menu"
    CRITERION = "criterion"
    PRECISION = "precision"
    PRIOR = "prior"
    READING = "reading"
    RULE = "alliance rule"
    WEIGHTS = "statement weights"


class Variant(NamedTuple):
    """One line of the screen.

    Parameters
    ----------
    assumption : Assumption
        What is changed.
    name : str
        To what.
    best, family : str
        The posture that does best then, and its family.
    over : str
        The best posture of any other family.
    margin : Paired
        How far ahead of it the best is, with its 95 % interval, in the unit of the criterion.
    order : float
        Kendall's rank correlation of the menu's order with the order as run, over the postures both have.
    draws : int
        Draws behind the line.
    """

    assumption: Assumption
    name: str
    best: str
    family: str
    over: str
    margin: Paired
    order: float
    draws: int


class MenuEffect(NamedTuple):
    """A criterion whose verdict on the *other* postures depends on what else is on the menu, and on which change."""

    criterion: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Robustness:
    """How the winner and the ranking move.

    Parameters
    ----------
    base : Variant
        As run.
    variants : tuple of Variant
        In the order of `Assumption`.
    menu_effects : tuple of MenuEffect
        Criteria under which leaving out a family reorders the postures that stay.
    dominated : tuple of str
        Criteria under which adding a posture worse than another in every draw moves anyone else's score.
    not_tried : tuple of (Assumption, str)
        What this scenario has nothing to vary of, and why.
    unit_check : float or None
        Largest change of a value, as a share of the range, when the payoffs of all players are multiplied by `SCALE`
        and precision divided by it; None where the unit cannot be told from the parameters.
    draws, solved_draws, dropped : int
        Draws of the run; those solved anew; those left out of the base because some row failed.
    """

    base: Variant
    variants: tuple[Variant, ...]
    menu_effects: tuple[MenuEffect, ...]
    dominated: tuple[str, ...]
    not_tried: tuple[tuple[Assumption, str], ...]
    unit_check: float | None
    draws: int
    solved_draws: int
    dropped: int

    @property
    def flips(self) -> tuple[Variant, ...]:
        """Variants under which another family does best, beyond the noise; leaving the best one out is none of them."""
        left_out = f"without {self.base.family}"
        return tuple(
            one
            for one in self.variants
            if one.family != self.base.family and one.margin.decided and one.name != left_out
        )

    @property
    def screen(self) -> tuple[Variant, ...]:
        """The variants with those of one assumption and one outcome on one line, so that all of it fits a screen."""
        lines: list[Variant] = []
        for assumption in Assumption:
            alike: dict[tuple[str, ...], list[Variant]] = {}
            for one in self.variants:
                if one.assumption is assumption:
                    key = (one.best, one.over, f"{one.margin.mean:.6g}", f"{one.order:.2f}")
                    alike.setdefault(key, []).append(one)
            lines += [members[0]._replace(name=_names(members)) for members in alike.values()]
        return tuple(lines)

    def verdict(self, one: Variant) -> str:
        """Return in a few words what a variant does to the answer."""
        noise = "" if one.margin.decided else ", inside the noise"
        if one.name == f"without {self.base.family}":
            return "the best left out"
        if one.family != self.base.family:
            return f"flips{noise}"
        return "inside the noise" if noise else "decided"


def robustness(
    run: "Run", *, draws: int = SOLVED_DRAWS, seed: int = 0, worths: Sequence[InformationValue] | None = None
) -> Robustness:
    """Return how the best posture and the ranking of a run move with the seven things that can flip them.

    Parameters
    ----------
    run : Run
        Finished.
    draws : int
        Draws of the run, its first, that are solved anew under another precision, reading, rule or weights.
    seed : int
        Of resampling and of the folds behind the value of information.
    worths : sequence of InformationValue, optional
        What knowing each parameter is worth, as `ranked` returns it, where that is at hand.

    Returns
    -------
    Robustness

    Raises
    ------
    RunError
        If hardly any draw solved under every posture, or the menu has one family only.

    Notes
    -----
    Postures whose numbers a variant leaves alone are not solved again. Cost for nato-2022: some 10 000 rows.
    """
    scenario, values, design = run.scenario, run.table(["value"])["value"], run.design()
    if len(set(run.families)) < 2:
        raise RunError("the menu has one family: there is nothing to choose between", need="two families or more")
    table = _Table(tuple(run.postures), tuple(run.families), values)
    base = _by_mean(Assumption.AS_RUN, f"mean value, {run.draws} draws", table, table)
    kept = min(draws, run.draws)
    solved = _Solved(scenario, {name: column[:kept] for name, column in design.items()})
    solved.know(values[:, :kept])
    first = table.first(kept)
    variants = [
        *_menus(table),
        *_criteria(table, seed),
        *_precisions(scenario, solved, first),
        *_halved(table, design, seed, worths),
        *_remade(scenario, solved, first),
    ]
    return Robustness(
        base=base,
        variants=tuple(variants),
        menu_effects=menu_effects(table.values, table.postures, table.families),
        dominated=moved_by_a_dominated_posture(table.values, table.postures, table.families),
        not_tried=tuple(_not_tried(scenario, table)),
        unit_check=solved.unit_check(),
        draws=run.draws,
        solved_draws=kept,
        dropped=int((~np.isfinite(values).all(axis=0)).sum()),
    )


def _names(members: Sequence[Variant]) -> str:
    left_out = [one.name.removeprefix("without ") for one in members if one.name.startswith("without ")]
    others = [one.name for one in members if not one.name.startswith("without ")]
    return ", ".join([*others, *([f"without {' or '.join(left_out)}"] if left_out else [])])


def rank_correlation(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return Kendall's tau-b of two rankings over what both rank; 1 where there is nothing to disagree on.

    Examples
    --------
    >>> rank_correlation({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 3, "c": 2, "d": 9})
    0.3333333333333333
    """
    shared = [name for name in one if name in other]
    if len(shared) < 2:
        return 1.0
    x, y = (np.array([scores[name] for name in shared]) for scores in (one, other))
    upper = np.triu_indices(len(shared), 1)
    a, b = (np.sign(score[:, None] - score[None, :])[upper] for score in (x, y))
    scale = np.sqrt((a**2).sum() * (b**2).sum())
    return float((a * b).sum() / scale) if scale else 1.0


def menu_effects(values: Floats, postures: Sequence[str], families: Sequence[str]) -> tuple[MenuEffect, ...]:
    """Return the criteria under which leaving a family out reorders the postures that stay.

    Mean and CVaR of a posture do not know what else is on the menu; regret, satisficing and the share of being best do.

    Examples
    --------
    >>> menu = np.repeat([[8.0, 2.0], [2.0, 9.0], [12.0, 0.0]], 20, axis=1)
    >>> [effect for effect in menu_effects(menu, "abc", "abc") if effect.criterion == "minimax regret"]
    [MenuEffect(criterion='minimax regret', changes=('without b', 'without c'))]
    """
    whole = _scores(values, postures, families)
    changes: dict[str, list[str]] = {criterion.name: [] for criterion in CRITERIA}
    for family in dict.fromkeys(families):
        places = [place for place, name in enumerate(families) if name != family]
        if len(places) < 2:
            continue
        rest = _scores(values[places], [postures[i] for i in places], [families[i] for i in places])
        for criterion in CRITERIA:
            if rank_correlation(whole[criterion.name], rest[criterion.name]) < 1 - NOISE:
                changes[criterion.name].append(f"without {family}")
    return tuple(MenuEffect(name, tuple(found)) for name, found in changes.items() if found)


def moved_by_a_dominated_posture(values: Floats, postures: Sequence[str], families: Sequence[str]) -> tuple[str, ...]:
    """Return the criteria under which a copy of a posture, worse by the same in every draw, moves another's score.

    Examples
    --------
    >>> x = np.linspace(0.0, 1.0, 101)
    >>> moved_by_a_dominated_posture(np.stack([np.full(101, 0.52), x, 1.2 - 2 * x]), "abc", "abc")
    ('satisficing',)
    """
    whole = _scores(values, postures, families)
    loss = NEAR * float(np.ptp(values[np.isfinite(values)]))
    moved = []
    for place, posture in enumerate(postures):
        worse = np.vstack([values, values[place] - loss])
        scores = _scores(worse, [*postures, f"worse {posture}"], [*families, f"worse {posture}"])
        moved += [
            criterion.name
            for criterion in CRITERIA
            if any(abs(scores[criterion.name][name] - whole[criterion.name][name]) > NOISE for name in postures)
        ]
    return tuple(criterion.name for criterion in CRITERIA if criterion.name in moved)


def _scores(values: Floats, postures: Sequence[str], families: Sequence[str]) -> dict[str, dict[str, float]]:
    rows = compare_values({"value": values}, postures=postures, families=families).rows
    return {
        criterion.name: {row.posture: float(getattr(row, criterion.field)) for row in rows} for criterion in CRITERIA
    }


class _Table(NamedTuple):
    """Values (P, D) of postures, NaN where a row failed."""

    postures: tuple[str, ...]
    families: tuple[str, ...]
    values: Floats

    def first(self, draws: int) -> "_Table":
        return self._replace(values=self.values[:, :draws])

    def only(self, places: Sequence[int]) -> "_Table":
        return _Table(
            tuple(self.postures[i] for i in places), tuple(self.families[i] for i in places), self.values[list(places)]
        )

    @property
    def solved(self) -> Floats:
        """Values in the draws that solved under every posture."""
        return self.values[:, np.isfinite(self.values).all(axis=0)]

    @property
    def means(self) -> dict[str, float]:
        return dict(zip(self.postures, self.solved.mean(axis=1).tolist(), strict=True))

    def leaders(self, scores: Floats) -> tuple[int, int]:
        """Return the place of the highest score and of the highest in any other family."""
        first = int(np.argmax(scores))
        others = [place for place, family in enumerate(self.families) if family != self.families[first]]
        return first, max(others, key=lambda place: float(scores[place]))


def _by_mean(assumption: Assumption, name: str, table: _Table, base: _Table) -> Variant:
    solved = table.solved
    first, second = table.leaders(solved.mean(axis=1))
    margin = paired(solved[first] - solved[second])
    order = rank_correlation(base.means, table.means)
    return Variant(
        assumption,
        name,
        table.postures[first],
        table.families[first],
        table.postures[second],
        margin,
        order,
        solved.shape[1],
    )


def _menus(table: _Table) -> Iterator[Variant]:
    means = table.solved.mean(axis=1)
    families = list(dict.fromkeys(table.families))
    members = {family: [i for i, one in enumerate(table.families) if one == family] for family in families}
    best = [max(places, key=lambda place: float(means[place])) for places in members.values()]
    yield _by_mean(Assumption.MENU, "one member a family", table.only(best), table)
    for family in families:
        rest = [place for place in range(len(table.postures)) if place not in members[family]]
        if len(families) > 2:
            yield _by_mean(Assumption.MENU, f"without {family}", table.only(rest), table)


def _criteria(table: _Table, seed: int) -> Iterator[Variant]:
    """Yield the winner by each criterion but the mean; margins are positive where the best is ahead."""
    solved = table.solved
    scores = _scores(table.values, table.postures, table.families)
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, solved.shape[1], (RESAMPLES, solved.shape[1]))
    columns = _per_draw(solved)
    for criterion in CRITERIA[1:]:
        sign = 1.0 if criterion.most else -1.0
        signed = {name: sign * score for name, score in scores[criterion.name].items()}
        first, second = table.leaders(np.array([signed[name] for name in table.postures]))
        column, score = columns[criterion.field], _SCORE[criterion.field]
        resampled = sign * (score(column[first][draws]) - score(column[second][draws]))
        low, high = np.percentile(resampled, [2.5, 97.5])
        best, over = table.postures[first], table.postures[second]
        margin = Paired(signed[best] - signed[over], float(low), float(high))
        order = rank_correlation(table.means, signed)
        yield Variant(
            Assumption.CRITERION,
            criterion.name,
            best,
            table.families[first],
            over,
            margin,
            order,
            solved.shape[1],
        )


def _per_draw(values: Floats) -> dict[str, Floats]:
    """Return what each criterion reads of each draw, (P, D); the yardsticks of the menu are taken draw by draw."""
    best, worst = values.max(axis=0), values.min(axis=0)
    regret = best - values
    top = regret <= NOISE * np.ptp(values)
    return {
        "cvar": values,
        "regret_p99": regret,
        "regret_max": regret,
        "satisficing": (regret <= NEAR * (best - worst)).astype(float),
        "best_share": top / top.sum(axis=0),
    }


def _tail(resampled: Floats) -> Floats:
    size = max(1, round(TAIL * resampled.shape[1]))
    return np.asarray(np.partition(resampled, size, axis=1)[:, :size].mean(axis=1))


_SCORE: Mapping[str, Callable[[Floats], Floats]] = {
    "cvar": _tail,
    "regret_p99": lambda regret: np.asarray(np.quantile(regret, 0.99, axis=1)),
    "regret_max": lambda regret: np.asarray(regret.max(axis=1)),
    "satisficing": lambda met: np.asarray(met.mean(axis=1)),
    "best_share": lambda share: np.asarray(share.mean(axis=1)),
}


def _halved(
    table: _Table, design: Mapping[str, Floats], seed: int, worths: Sequence[InformationValue] | None
) -> Iterator[Variant]:
    """Yield the answer where a parameter lies in the lower and in the upper half of its prior."""
    if table.solved.shape[1] < FEWEST * FOLDS:
        return
    for one in (ranked(table.values, design, seed=seed) if worths is None else worths)[:REWEIGHTED]:
        column = design[one.names[0]]
        middle = np.median(column)
        for name, inside in (("lower", column <= middle), ("upper", column > middle)):
            half = table._replace(values=table.values[:, inside])
            yield _by_mean(Assumption.PRIOR, f"{one.names[0]} in its {name} half", half, table)


def _precisions(scenario: Scenario, solved: "_Solved", first: _Table) -> Iterator[Variant]:
    if scenario.solver_choice.name is not SolverName.LOGIT:
        return
    for factor in FACTORS:
        table = first._replace(values=solved.sharper(factor))
        yield _by_mean(Assumption.PRECISION, f"× {factor:g}", table, first)


def _remade(scenario: Scenario, solved: "_Solved", first: _Table) -> Iterator[Variant]:
    """Yield the answer on the menu rebuilt under each reading, rule and set of weights."""
    if scenario.ledger is None:
        return
    for reading in Reading:
        table = solved.menu(remade(scenario, reading=reading))
        yield _by_mean(Assumption.READING, reading.value, table, first)
    for rule in Rule:
        table = solved.menu(remade(scenario, rule=rule))
        yield _by_mean(Assumption.RULE, rule.value.replace("_", " "), table, first)
    for name, values in VOICES.items():
        table = solved.menu(remade(scenario, weights=Weights().named(values)))
        yield _by_mean(Assumption.WEIGHTS, name, table, first)


def _not_tried(scenario: Scenario, table: _Table) -> Iterator[tuple[Assumption, str]]:
    if scenario.solver_choice.name is not SolverName.LOGIT:
        yield Assumption.PRECISION, "the solver has no precision: players do not err"
    if table.solved.shape[1] < FEWEST * FOLDS:
        yield Assumption.PRIOR, f"half of {table.solved.shape[1]} draws tells nothing"
    if scenario.ledger is None:
        for assumption in (Assumption.READING, Assumption.RULE, Assumption.WEIGHTS):
            yield assumption, "the postures are settings, not words in a ledger"


class _Solved:
    """Values by posture on the draws that are solved anew; postures with the same numbers are solved once."""

    def __init__(self, scenario: Scenario, columns: Mapping[str, Floats]) -> None:
        self._scenario, self._columns = scenario, columns
        self._known: dict[tuple[tuple[str, float], ...], Floats] = {}

    def know(self, values: Floats) -> None:
        """Take what the run has solved."""
        for item, row in zip(self._scenario.menu, values, strict=True):
            self._known[item.settings] = row

    def menu(self, scenario: Scenario) -> _Table:
        """Return the values of a remade menu; of postures that have become the same to the game the first is kept."""
        items = list({item.settings: item for item in reversed(scenario.menu)}.values())[::-1]
        new = [item for item in items if item.settings not in self._known]
        if new:
            for item, row in zip(new, self._solve(self._scenario, new, self._columns), strict=True):
                self._known[item.settings] = row
        values = np.stack([self._known[item.settings] for item in items])
        return _Table(tuple(item.name for item in items), tuple(item.family for item in items), values)

    def sharper(self, factor: float) -> Floats:
        """Return the menu's values with every player's precision multiplied."""
        choice = self._scenario.solver_choice
        scaled = {name: column * factor for name, column in self._columns.items() if name in choice.parameters}
        stated = dict(choice.precision) if isinstance(choice.precision, tuple) else {"": choice.precision}
        numbers = {who: one if isinstance(one, str) else one * factor for who, one in stated.items()}
        precision = tuple(numbers.items()) if isinstance(choice.precision, tuple) else numbers[""]
        scenario = replace(self._scenario, solver_choice=replace(choice, precision=precision))
        return self._solve(scenario, scenario.menu, {**self._columns, **scaled})

    def unit_check(self) -> float | None:
        """Return the largest relative change of a value when the unit of payoffs changes; None where there is none."""
        rescaled = rescaled_columns(self._scenario, self._columns, SCALE)
        if rescaled is None:
            return None
        values = np.stack([self._known[item.settings] for item in self._scenario.menu])
        again = self._solve(self._scenario, self._scenario.menu, rescaled) / SCALE
        both = np.isfinite(values) & np.isfinite(again)
        return float(np.abs(again - values)[both].max() / np.ptp(values[both])) if both.any() else None

    def _solve(self, scenario: Scenario, items: Sequence[MenuItem], columns: Mapping[str, Floats]) -> Floats:
        from standoff.ensemble.run import solve_points

        solution = solve_points(scenario, items, columns)
        defender = scenario.game.players.index(scenario.model.defender)
        values = np.where(solution.solved, solution.values[:, defender], np.nan)
        return np.ascontiguousarray(values.reshape(-1, len(items)).T)


def rescaled_columns(scenario: Scenario, columns: Mapping[str, Floats], factor: float) -> dict[str, Floats] | None:
    """Return the draws with every parameter that is counted in the unit of payoffs multiplied, precisions divided.

    Returns None where the precisions are no parameters, or their units do not tell the unit of payoffs.

    Examples
    --------
    >>> from standoff.scenario import load
    >>> columns = {"gain": np.ones(1), "firm": np.ones(1), "precision[defender]": np.ones(1)}
    >>> rescaled = rescaled_columns(load("nato-2022"), columns, 4.0)
    >>> {name: float(column[0]) for name, column in rescaled.items()}
    {'gain': 4.0, 'firm': 1.0, 'precision[defender]': 0.25}
    """
    units = {parameter.name: parameter.unit for parameter in scenario.model.parameters()}
    counted = {units.get(name, "") for name in scenario.solver_choice.parameters}
    if len(counted) != 1 or not (unit := counted.pop()).startswith("1 / (") or not unit.endswith(")"):
        return None
    payoff = unit.removeprefix("1 / (").removesuffix(")")
    scale = {payoff: factor, unit: 1 / factor}
    return {name: column * scale.get(units.get(name, ""), 1.0) for name, column in columns.items()}
