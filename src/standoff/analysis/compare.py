"""Which posture does best, by which criterion, by what margin: paired over common draws, ties declared."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.dominance import NOISE, Dominance, dominance
from standoff.errors import RunError, nearest

if TYPE_CHECKING:
    from standoff.ensemble.store import Run

Floats = NDArray[np.float64]

Z = 1.959963984540054
"""Half-width of a two-sided 95 % normal interval, in standard errors."""

TAIL = 0.05
"""CVaR averages this share of the draws, the worst ones."""

HIGH = 0.99
"""The percentile of regret that is shown."""

NEAR = 0.1
"""Without thresholds a posture satisfices where it gives up at most this share of what choosing is worth."""

NEAR_BEST = "gives up at most a tenth of what separates best and worst posture in the same draw"

FEWEST = 8
"""Draws below which an interval says nothing."""

INTERVALS = (
    "Intervals are 95 % by the standard error of independent draws. Scrambled Sobol' draws are more even than that, "
    "so the intervals err on the wide side."
)
"""What to say wherever an interval is printed; `tests/analysis/test_compare.py` checks it over many scramblings."""


class Paired(NamedTuple):
    """Mean over draws of a difference between two postures in the same draw, with its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def decided(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


class Threshold(NamedTuple):
    """A requirement on an outcome: `column` at most, or at least, `bound`."""

    column: str
    at_most: bool
    bound: float

    @classmethod
    def parse(cls, text: str) -> "Threshold":
        """Read ``column <= bound`` or ``column >= bound``.

        Raises
        ------
        RunError
            If the text is neither.

        Examples
        --------
        >>> Threshold.parse("war <= 0.05")
        Threshold(column='war', at_most=True, bound=0.05)
        """
        match = re.fullmatch(r"\s*(\S+?)\s*(<=|>=)\s*([-+0-9.eE]+)\s*", text)
        try:
            if match:
                return cls(match[1], match[2] == "<=", float(match[3]))
        except ValueError:
            match = None
        raise RunError("threshold cannot be read", seen=text, need="such as 'war <= 0.05' or 'value >= -1'")

    def met(self, values: Floats) -> NDArray[np.bool_]:
        """Return where the requirement holds."""
        return values <= self.bound if self.at_most else values >= self.bound

    def __str__(self) -> str:
        return f"{self.column} {'<=' if self.at_most else '>='} {self.bound:g}"


@dataclass(frozen=True)
class Row:
    """What a comparison says of one posture. Values are the defender's, in the units of its payoff.

    Parameters
    ----------
    posture, family : str
        As on the menu.
    mean : float
        Mean value over the draws.
    interval : (low, high)
        Its 95 % Monte Carlo interval.
    to_best : Paired
        Mean difference to the posture with the highest mean; zero for that posture itself.
    to_baseline : Paired
        Mean difference to the baseline.
    tied : bool
        Whether the difference to the best cannot be told from zero at 95 %.
    cvar : float
        Mean value over the worst 5 % of this posture's draws.
    regret_mean, regret_p99, regret_max : float
        Mean, 99th percentile and largest regret: what is lost against the best of the menu in the same draw.
    satisficing : float
        Share of draws that meet the thresholds.
    best_share : float
        Share of draws in which no posture of the menu does better; a draw with several best is shared among them.
    cvar_interval, regret_p99_interval, satisficing_interval, best_share_interval : (low, high)
        95 % intervals: by the influence function, by order statistics, and of a share (Wilson).
    """

    posture: str
    family: str
    mean: float
    interval: tuple[float, float]
    to_best: Paired
    to_baseline: Paired
    tied: bool
    cvar: float
    regret_mean: float
    regret_p99: float
    regret_max: float
    satisficing: float
    best_share: float
    cvar_interval: tuple[float, float]
    regret_p99_interval: tuple[float, float]
    satisficing_interval: tuple[float, float]
    best_share_interval: tuple[float, float]


class Criterion(NamedTuple):
    """A way to choose: its name, the field of `Row` it reads, whether more is better, and the field of its interval."""

    name: str
    field: str
    most: bool
    interval: str = ""


CRITERIA = (
    Criterion("mean value", "mean", most=True, interval="interval"),
    Criterion("worst 5 % of draws (CVaR)", "cvar", most=True, interval="cvar_interval"),
    Criterion("99th-percentile regret", "regret_p99", most=False, interval="regret_p99_interval"),
    Criterion("minimax regret", "regret_max", most=False),
    Criterion("satisficing", "satisficing", most=True, interval="satisficing_interval"),
    Criterion("most often best", "best_share", most=True, interval="best_share_interval"),
)


class Winner(NamedTuple):
    """The best posture by a criterion, the runner-up, and the distance between them in the criterion's unit.

    `decided` says whether the distance is outside the Monte Carlo noise at 95 %: paired for the mean, by intervals that
    do not touch for the others; None for the largest regret, which more draws can only raise.
    """

    criterion: str
    posture: str
    score: float
    runner_up: str
    margin: float
    decided: bool | None


@dataclass(frozen=True)
class Comparison:
    """A menu compared over the draws that solved under every posture of it.

    Parameters
    ----------
    rows : tuple of Row
        The full menu, in its order.
    family_rows : tuple of Row
        One member a family, its member with the highest mean, compared among themselves: how many members a family
        has on the menu then decides nothing.
    dominance : (P, P) int8
        `Dominance` of the posture of the row over that of the column.
    baseline, best : str
        The posture differences are taken to, and the one with the highest mean.
    thresholds : str
        What satisficing means here.
    draws, dropped : int
        Draws in the run, and those left out because some posture's row failed.
    """

    rows: tuple[Row, ...]
    family_rows: tuple[Row, ...]
    dominance: NDArray[np.int8]
    baseline: str
    best: str
    thresholds: str
    draws: int
    dropped: int

    @property
    def used(self) -> int:
        """Draws behind every number."""
        return self.draws - self.dropped

    @property
    def tied(self) -> tuple[str, ...]:
        """Postures whose mean cannot be told from the best at 95 %, the best among them."""
        return tuple(row.posture for row in self.rows if row.tied)

    @property
    def dominant(self) -> str:
        """The posture that is at least as good as every other in every draw; empty when there is none."""
        others = ~np.eye(len(self.rows), dtype=bool)
        for code, row in enumerate(self.rows):
            if (self.dominance[code][others[code]] == Dominance.STATEWISE).all():
                return row.posture
        return ""

    def family_shares(self, *, full: bool) -> dict[str, float]:
        """Return how often each family is best, over the full menu or with one member a family."""
        shares: dict[str, float] = {}
        for row in self.rows if full else self.family_rows:
            shares[row.family] = shares.get(row.family, 0.0) + row.best_share
        return shares

    def winners(self, *, full: bool = True) -> tuple[Winner, ...]:
        """Return the winner by each criterion, with runner-up and margin."""
        rows = self.rows if full else self.family_rows
        return tuple(_winner(rows, criterion) for criterion in CRITERIA)


def compare(
    run: "Run",
    *,
    baseline: str = "",
    thresholds: Sequence[Threshold] = (),
    menu: Sequence[str] = (),
) -> Comparison:
    """Compare the postures of a run over common draws.

    Parameters
    ----------
    run : Run
        A finished run.
    baseline : str
        Posture to take differences to: ``silence`` when on the menu, else its first posture.
    thresholds : sequence of Threshold
        What satisficing means; without any, giving up at most a tenth of the distance between the best and the worst
        of the menu in the same draw.
    menu : sequence of str
        Only these postures, in this order; all when empty. Regret and shares are then against these alone.

    Returns
    -------
    Comparison

    Raises
    ------
    RunError
        If a posture or column is unknown, or hardly any draw solved under every posture.
    """
    table = run.table(list(dict.fromkeys(["value", *(item.column for item in thresholds)])))
    places = [_place(name, run.postures) for name in menu] or list(range(len(run.postures)))
    names = tuple(run.postures[place] for place in places)
    families = tuple(run.families[place] for place in places)
    return compare_values(
        {name: values[places] for name, values in table.items()},
        postures=names,
        families=families,
        baseline=baseline,
        thresholds=thresholds,
    )


def compare_values(
    table: Mapping[str, Floats],
    *,
    postures: Sequence[str],
    families: Sequence[str],
    baseline: str = "",
    thresholds: Sequence[Threshold] = (),
) -> Comparison:
    """Compare postures given their outcomes: `compare` without a run.

    Parameters
    ----------
    table : mapping of str to (P, D) float64
        ``value`` and the columns of the thresholds; NaN where a row failed.
    postures, families : sequence of P str
        Names, in the order of the rows.
    baseline, thresholds
        As in `compare`.

    Examples
    --------
    >>> draws = np.linspace(-1.0, 2.0, 301)
    >>> table = {"value": np.stack([draws, np.zeros(301)])}
    >>> found = compare_values(table, postures=["line", "silence"], families=["line", "silence"])
    >>> found.best, [round(row.best_share, 2) for row in found.rows], found.dominant
    ('line', [0.67, 0.33], '')
    """
    solved = np.all([np.isfinite(values).all(axis=0) for values in table.values()], axis=0)
    draws, used = solved.size, int(solved.sum())
    if used < FEWEST:
        raise RunError("too few draws solved under every posture", seen=used, need=f"at least {FEWEST}")
    kept = {name: np.ascontiguousarray(values[:, solved]) for name, values in table.items()}
    reference = _place(baseline, postures) if baseline else _silence(postures)
    whole = _rows(kept["value"], _meeting(kept, thresholds), (postures, families), reference=reference)
    places = _representatives(whole)
    chosen = {name: values[places] for name, values in kept.items()}
    members = ([postures[place] for place in places], [families[place] for place in places])
    against = kept["value"][reference]
    return Comparison(
        rows=whole,
        family_rows=_rows(chosen["value"], _meeting(chosen, thresholds), members, against=against),
        dominance=dominance(kept["value"]),
        baseline=postures[reference],
        best=max(whole, key=lambda row: row.mean).posture,
        thresholds=" and ".join(map(str, thresholds)) or NEAR_BEST,
        draws=draws,
        dropped=draws - used,
    )


def paired(difference: Floats) -> Paired:
    """Return the mean of paired differences with its 95 % interval.

    Examples
    --------
    >>> paired(np.array([1.0, 1.0, 1.0, 1.0]))
    Paired(mean=1.0, low=1.0, high=1.0)
    """
    mean = float(difference.mean())
    error = float(difference.std(ddof=1)) / math.sqrt(difference.size)
    return Paired(mean, mean - Z * error, mean + Z * error)


def _rows(
    values: Floats,
    met: NDArray[np.bool_],
    labels: tuple[Sequence[str], Sequence[str]],
    *,
    reference: int = 0,
    against: Floats | None = None,
) -> tuple[Row, ...]:
    """Return a row for each posture; differences are to `against`, or to the posture at `reference`."""
    baseline = values[reference] if against is None else against
    regret = values.max(axis=0) - values
    shares = _best_shares(regret, NOISE * float(np.ptp(values)))
    leader = int(np.argmax(values.mean(axis=1)))
    rows = []
    for code, (posture, family) in enumerate(zip(*labels, strict=True)):
        level, to_best = paired(values[code]), paired(values[code] - values[leader])
        tail, tail_interval = _tail_mean(values[code])
        high, high_interval = _quantile(regret[code])
        rows.append(
            Row(
                posture=posture,
                family=family,
                mean=level.mean,
                interval=(level.low, level.high),
                to_best=to_best,
                to_baseline=paired(values[code] - baseline),
                tied=not to_best.decided,
                cvar=tail,
                regret_mean=float(regret[code].mean()),
                regret_p99=high,
                regret_max=float(regret[code].max()),
                satisficing=float(met[code].mean()),
                best_share=float(shares[code]),
                cvar_interval=tail_interval,
                regret_p99_interval=high_interval,
                satisficing_interval=_share_interval(float(met[code].mean()), met[code].size),
                best_share_interval=_share_interval(float(shares[code]), met[code].size),
            )
        )
    return tuple(rows)


def _best_shares(regret: Floats, slack: float) -> Floats:
    best = regret <= slack
    shares: Floats = (best / best.sum(axis=0)).mean(axis=1)
    return shares


def _tail_mean(values: Floats) -> tuple[float, tuple[float, float]]:
    """Return the mean of the worst `TAIL` of the draws with its interval.

    The last of the worst draws counts in part, so that the number moves smoothly with D. The standard error is that of
    the influence function q - (q - x)⁺ / TAIL, q being the largest of the worst (Trindade and others 2007).
    """
    mass = TAIL * values.size
    whole = int(mass)
    worst = np.sort(np.partition(values, whole)[: whole + 1])
    edge = worst[whole]
    mean = float((worst[:whole].sum() + (mass - whole) * edge) / mass)
    shortfall = np.maximum(edge - values, 0.0) / TAIL
    error = float(shortfall.std(ddof=1)) / math.sqrt(values.size)
    return mean, (mean - Z * error, mean + Z * error)


def _quantile(regret: Floats) -> tuple[float, tuple[float, float]]:
    """Return the 99th percentile with the interval that order statistics give, whatever the distribution.

    Where the draws are too few for an upper bound, it is the largest regret met, which may be too small.
    """
    ordered = np.sort(regret)
    centre, spread = HIGH * regret.size, Z * math.sqrt(regret.size * HIGH * (1 - HIGH))
    low, high = max(0, math.floor(centre - spread) - 1), min(regret.size, math.ceil(centre + spread)) - 1
    return float(np.quantile(ordered, HIGH)), (float(ordered[low]), float(ordered[high]))


def _share_interval(share: float, draws: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of the draws (Wilson 1927)."""
    middle = (share + Z * Z / (2 * draws)) / (1 + Z * Z / draws)
    half = Z * math.sqrt(share * (1 - share) / draws + (Z / (2 * draws)) ** 2) / (1 + Z * Z / draws)
    return max(0.0, middle - half), min(1.0, middle + half)


def _meeting(table: Mapping[str, Floats], thresholds: Sequence[Threshold]) -> NDArray[np.bool_]:
    if not thresholds:
        best, worst = table["value"].max(axis=0), table["value"].min(axis=0)
        return np.asarray(best - table["value"] <= NEAR * (best - worst))
    return np.asarray(np.all([item.met(table[item.column]) for item in thresholds], axis=0))


def _representatives(rows: Sequence[Row]) -> list[int]:
    """Return the place of the member with the highest mean of each family, in the menu's order of families."""
    chosen: dict[str, int] = {}
    for place, row in enumerate(rows):
        if row.family not in chosen or row.mean > rows[chosen[row.family]].mean:
            chosen[row.family] = place
    return list(chosen.values())


def _winner(rows: Sequence[Row], criterion: Criterion) -> Winner:
    sign = 1.0 if criterion.most else -1.0
    order = sorted(rows, key=lambda row: sign * getattr(row, criterion.field), reverse=True)
    first, second = order[0], order[min(1, len(order) - 1)]
    score, next_score = float(getattr(first, criterion.field)), float(getattr(second, criterion.field))
    margin, decided = sign * (score - next_score), _decided(first, second, criterion)
    return Winner(criterion.name, first.posture, score, second.posture, margin, decided)


def _decided(first: Row, second: Row, criterion: Criterion) -> bool | None:
    if criterion.field == "mean":
        return second.to_best.decided  # the first by mean is the best that differences are taken to
    if not criterion.interval:
        return None
    (low, high), (other_low, other_high) = getattr(first, criterion.interval), getattr(second, criterion.interval)
    return bool(low > other_high or high < other_low)


def _silence(postures: Sequence[str]) -> int:
    return list(postures).index("silence") if "silence" in postures else 0


def _place(name: str, postures: Sequence[str]) -> int:
    if name not in postures:
        need = "one of " + ", ".join(postures)
        raise RunError("unknown posture", seen=name, need=need, near=nearest(name, postures))
    return list(postures).index(name)
