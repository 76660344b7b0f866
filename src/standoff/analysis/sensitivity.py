"""Which priors drive an outcome, or the difference between two postures: Sobol' indices of a scenario, solved anew.

`standoff.analysis.drivers` estimates indices from given outputs; here the design is drawn from the scenario's priors
and the game solved at every point of it, under both postures where their difference is asked about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.drivers import Indices, sobol_indices
from standoff.errors import RunError, nearest

if TYPE_CHECKING:
    from standoff.scenario import MenuItem, Scenario

Floats = NDArray[np.float64]

SAMPLES = 512
"""Base samples unless more are asked for: each is solved once a parameter and twice more."""

LARGEST = 2**15
"""More base samples than this is a slip: with a hundred parameters it means three million rows a posture."""

ROWS = 8192
"""Parameter points solved at a time: it bounds memory."""

WIDE = 0.2
"""Width of the largest total index's interval beyond which more samples are asked for."""

WITHIN = "′"
"""Marks the second of the two independent copies of every prior in the design."""


class Copied(NamedTuple):
    """A prior under another name."""

    name: str
    prior: object


@dataclass(frozen=True)
class Drivers:
    """Sobol' indices of an outcome under a posture, or of its difference between two.

    Parameters
    ----------
    outcome, posture, against : str
        What varies; `against` is empty for a level.
    indices : Indices
        One entry a prior that varies, in the scenario's order; `indices.dropped` base samples lacked a solution.
    asked : int
        Base samples asked for, which `indices.samples + indices.dropped` exceeds when that was no power of two.
    constants : tuple of str
        Priors left out because they do not vary.
    rows : int
        Games solved.
    """

    outcome: str
    posture: str
    against: str
    indices: Indices
    asked: int
    seed: int
    constants: tuple[str, ...]
    rows: int

    @property
    def samples(self) -> int:
        """Base samples of the design, those dropped included: a power of two."""
        return self.indices.samples + self.indices.dropped

    @property
    def rounded(self) -> bool:
        """Whether the sample size was raised to the next power of two."""
        return self.samples != self.asked

    @property
    def ranked(self) -> list[int]:
        """Places of the parameters in `indices`, the largest total index first."""
        return [int(place) for place in np.argsort(-self.indices.total, kind="stable")]

    @property
    def subject(self) -> str:
        """What the indices are of, in words."""
        if self.against:
            return f"the difference in {self.outcome} between {self.posture} and {self.against}"
        return f"{self.outcome} under {self.posture}"

    def in_words(self) -> str:
        """Return the finding as a sentence."""
        place = self.ranked[0]
        first, total = self.indices.first[place], self.indices.total[place]
        low, high = self.indices.total_interval[:, place]
        clear = [self.indices.names[one] for one in self.ranked if self.indices.total_interval[0, one] > 0.01]
        return (
            f"{self.indices.names[place]} matters most for {self.subject}: alone it accounts for "
            f"{100 * max(first, 0):.0f} % of the variance, with its interactions for {100 * total:.0f} % "
            f"[{100 * low:.0f} %, {100 * high:.0f} %]. "
            f"{len(clear)} of {len(self.indices.names)} priors account for more than 1 % beyond the noise."
            + (
                " The intervals are wide: ask for more samples before resting anything on the order."
                if self.wide
                else ""
            )
        )

    @property
    def wide(self) -> bool:
        """Whether the interval of the largest total index is too wide to rest an order on."""
        low, high = self.indices.total_interval[:, self.ranked[0]]
        return bool(high - low > WIDE)


def drivers(
    scenario: "Scenario",
    posture: str,
    *,
    outcome: str = "value",
    against: str = "",
    samples: int = SAMPLES,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Drivers:
    """Return first- and total-order Sobol' indices of an outcome over a scenario's priors.

    Parameters
    ----------
    scenario : Scenario
        With independent priors.
    posture, against : str
        Of the menu; with `against`, the indices are of the paired difference.
    outcome : str
        ``value`` (the defender's), ``expected`` (as the defender sees it) or a measure.
    samples : int
        Base samples; raised to a power of two, which the design needs to be even.
    seed : int
        Of the design and of the bootstrap.
    progress : callable, optional
        Called with points solved and points in all.

    Returns
    -------
    Drivers

    Raises
    ------
    RunError
        If priors are correlated, the outcome or a posture is unknown, the outcome never varies, or nothing does.

    Notes
    -----
    Solves ``samples × (D + 2)`` points for D priors that vary, under each posture. Derived parameters follow their
    sources: their share is in the priors they are computed from. A base sample any of whose D + 2 solutions failed is
    dropped whole and counted.
    """
    _check_independent(scenario)
    items = [scenario.item(name) for name in (posture, against) if name]
    _check_outcome(scenario, outcome)
    if posture == against:
        raise RunError("a posture does not differ from itself", seen=posture, need="two postures")
    size = next_power_of_two(samples)
    if not 2 <= samples <= LARGEST:
        raise RunError("number of base samples out of range", seen=samples, need=f"from 2 to {LARGEST}")
    first, second, constants = _halves(scenario, size, seed)
    names = [name for name in first if name not in constants]
    if not names:
        raise RunError("no prior of the scenario varies", need="a scenario with uncertain parameters")
    total = size * (len(names) + 2)
    solved = _Solver(scenario, items, outcome, progress=progress, total=total)
    a, b = solved.at(first), solved.at(second)
    mixed = np.stack([solved.at({**first, name: second[name]}) for name in names])
    indices = sobol_indices((a, b, mixed), names, seed=seed, drop_failed=True)
    return Drivers(outcome, posture, against, indices, samples, seed, constants, total * len(items))


def next_power_of_two(number: int) -> int:
    """Return the smallest power of two that is no smaller.

    Examples
    --------
    >>> [next_power_of_two(number) for number in (1, 2, 3, 500, 512)]
    [1, 2, 4, 512, 512]
    """
    return 1 << max(0, number - 1).bit_length()


def _check_independent(scenario: "Scenario") -> None:
    if scenario.correlations:
        one, other, _ = scenario.correlations[0]
        raise RunError(
            "Sobol' indices need independent priors: shares of variance do not add up where two vary together",
            where=scenario.name,
            seen=f"{one} correlated with {other}",
            need="a scenario without `correlations`, or `standoff discover`, which takes draws as they are",
        )


def _check_outcome(scenario: "Scenario", outcome: str) -> None:
    known = ["value", "expected", *scenario.game.measures]
    if outcome not in known:
        need = "one of " + ", ".join(known)
        raise RunError("unknown outcome", seen=outcome, need=need, near=nearest(outcome, known))


class _Twofold:
    """Two independent copies of a scenario's priors as one design: 2 D coordinates of one Sobol' sequence."""

    def __init__(self, scenario: "Scenario") -> None:
        self.priors: Sequence[Copied] = [
            *(Copied(one.name, one.prior) for one in scenario.priors),
            *(Copied(one.name + WITHIN, one.prior) for one in scenario.priors),
        ]


def _halves(scenario: "Scenario", size: int, seed: int) -> tuple[dict[str, Floats], dict[str, Floats], tuple[str, ...]]:
    from standoff.ensemble.design import draw

    columns = draw(_Twofold(scenario), size, seed).columns  # type: ignore[arg-type]
    first = {one.name: columns[one.name] for one in scenario.priors}
    second = {one.name: columns[one.name + WITHIN] for one in scenario.priors}
    constants = tuple(name for name in first if np.ptp(first[name]) == 0 and np.ptp(second[name]) == 0)
    return first, second, constants


class _Solver:
    """The outcome, or its difference between two postures, at given priors' values."""

    def __init__(
        self,
        scenario: "Scenario",
        items: "Sequence[MenuItem]",
        outcome: str,
        *,
        progress: Callable[[int, int], None] | None,
        total: int,
    ) -> None:
        self._scenario, self._items, self._outcome = scenario, items, outcome
        self._progress, self._total, self._done = progress, total, 0

    def at(self, columns: Mapping[str, Floats]) -> Floats:
        """Return one number a point; NaN where a solution failed."""
        complete = self._scenario.derive(columns)
        size = len(next(iter(columns.values())))
        found = np.empty(size)
        for start in range(0, size, ROWS):
            piece = {name: column[start : start + ROWS] for name, column in complete.items()}
            found[start : start + ROWS] = self._solve(piece)
        self._done += size
        if self._progress is not None:
            self._progress(self._done, self._total)
        return found

    def _solve(self, columns: Mapping[str, Floats]) -> Floats:
        from standoff.ensemble.run import solve_points

        solution = solve_points(self._scenario, self._items, columns)
        game = self._scenario.game
        if self._outcome in ("value", "expected"):
            table = solution.values if self._outcome == "value" else solution.expected
            column = table[:, game.players.index(self._scenario.model.defender)]
        else:
            column = solution.measures[:, game.measures.index(self._outcome)]
        outcome = np.where(solution.solved, column, np.nan).reshape(-1, len(self._items))
        return np.asarray(outcome[:, 0] - outcome[:, 1] if len(self._items) == 2 else outcome[:, 0])
