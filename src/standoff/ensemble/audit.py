"""Trust, checked: a run replayed at random draws, and two runs laid side by side."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from standoff.ensemble.manifest import versions
from standoff.ensemble.parts import DECIDED
from standoff.ensemble.run import Work, code_of, given_of, solve_block
from standoff.ensemble.seeds import Stream, generator
from standoff.ensemble.store import Run

ELSEWHERE = 1e-9
"""How far a number may differ on another class of machine, relative to 1 or to its size: what a certificate allows."""


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Parameters
    ----------
    run : Run
        Opened, so every file of it has the digest it was sealed with.
    replayed : tuple of int
        The draws solved again, each under every posture.
    identical : bool
        Whether all their rows came out bit for bit.
    largest : float
        Largest difference, relative to the larger of 1 and the number.
    worst : str
        Draw, posture and column of it; empty when identical.
    changed : tuple of str
        What differs between the program and machine of the run and of the audit.
    """

    run: Run
    replayed: tuple[int, ...]
    identical: bool
    largest: float
    worst: str
    changed: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the run is what its manifest says: identical, or within 1e-9 on another machine or version."""
        return self.identical or (bool(self.changed) and self.largest <= ELSEWHERE)


def audit(folder: Path | str, *, draws: int = 16, seed: int = 0) -> Audit:
    """Verify a run's files and solve some of its draws again from its own copy of the scenario.

    Parameters
    ----------
    folder : Path or str
        A finished run.
    draws : int
        How many, chosen at random; all of them when the run has no more.
    seed : int
        Of the choice.

    Raises
    ------
    RunError
        If a file is missing, damaged or altered: it is named.
    """
    run = Run.open(folder)
    chosen = np.sort(generator(seed, Stream.AUDIT).permutation(run.draws)[:draws]).tolist()
    columns = [name for name in (*DECIDED, *run.measures) if name not in ("draw", "posture")]
    table = run.table(columns)
    given = given_of(run.folder, run.scenario)
    identical, largest, worst = True, 0.0, ""
    for draw in chosen:
        work = Work(run.scenario, run.seed, draw, draw + 1, None if given is None else given.rows(draw, draw + 1))
        block = solve_block(work).columns
        for name in columns:
            kept, found = table[name][:, draw].astype(np.float64), block[name].astype(np.float64)
            if np.array_equal(kept, found, equal_nan=True):
                continue
            identical = False
            gap = np.abs(kept - found) / np.maximum(1.0, np.abs(kept))
            gap = np.where(np.isnan(kept) != np.isnan(found), np.inf, np.nan_to_num(gap, nan=0.0))
            if gap.max() > largest:
                largest = float(gap.max())
                worst = f"{name} of draw {draw} under {run.postures[int(gap.argmax())]}"
    return Audit(run, tuple(chosen), identical, largest, worst, _changed(run))


def _changed(run: Run) -> tuple[str, ...]:
    now = versions()
    changed = [
        f"{name} {then} then, {now.get(name)} now"
        for name, then in run.manifest.versions.items()
        if now.get(name) != then
    ]
    if run.manifest.code != code_of(run.scenario):
        changed.append("the code of standoff or of the model")
    return tuple(changed)


@dataclass(frozen=True)
class PostureChange:
    """How a posture's value differs between two runs: means, and over the draws they share the largest difference."""

    posture: str
    mean_before: float
    mean_after: float
    largest: float


@dataclass(frozen=True)
class RunDifference:
    """Two runs side by side.

    Parameters
    ----------
    plan : tuple of str
        Fields of the plan in which they differ; empty for two runs of one plan.
    equal : bool
        Whether their content hashes are equal.
    shared : int
        Draws with equal parameters in both; 0 when the designs differ from the first draw on.
    parameters : tuple of str
        Parameters whose values differ, or that only one of them has.
    postures : tuple of PostureChange
        For each posture on both menus.
    only_before, only_after : tuple of str
        Postures on one menu alone.
    best_before, best_after : str
        The posture with the highest mean in each.
    """

    plan: tuple[str, ...]
    equal: bool
    shared: int
    parameters: tuple[str, ...]
    postures: tuple[PostureChange, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    best_before: str
    best_after: str


def difference(before: Run, after: Run) -> RunDifference:
    """Lay two runs side by side: what was asked differently, and what came out differently."""
    shared, parameters = _shared_draws(before, after)
    values = [run.table(["value"])["value"] for run in (before, after)]
    means = [np.nanmean(value, axis=1) for value in values]
    common = [name for name in before.postures if name in after.postures]
    changes = []
    for name in common:
        i, j = before.postures.index(name), after.postures.index(name)
        gap = np.abs(values[0][i, :shared] - values[1][j, :shared])
        largest = float(np.nanmax(gap)) if shared and not np.isnan(gap).all() else float("nan")
        changes.append(PostureChange(name, float(means[0][i]), float(means[1][j]), largest))
    return RunDifference(
        plan=tuple(before.manifest.plan.differences(after.manifest.plan)),
        equal=before.hash == after.hash,
        shared=shared,
        parameters=parameters,
        postures=tuple(changes),
        only_before=tuple(name for name in before.postures if name not in after.postures),
        only_after=tuple(name for name in after.postures if name not in before.postures),
        best_before=before.postures[int(means[0].argmax())],
        best_after=after.postures[int(means[1].argmax())],
    )


def _shared_draws(before: Run, after: Run) -> tuple[int, tuple[str, ...]]:
    """Return how many first draws have equal parameters, and the parameters that spoil the others."""
    first, second = before.design(), after.design()
    n = min(before.draws, after.draws)
    one_sided = [name for name in (*first, *second) if (name in first) != (name in second)]
    differing, shared = list(dict.fromkeys(one_sided)), n
    for name in first:
        if name in second:
            unequal = np.flatnonzero(first[name][:n] != second[name][:n])
            if unequal.size:
                differing.append(name)
                shared = min(shared, int(unequal[0]))
    return (0 if one_sided else shared), tuple(differing)
