"""The files of a run folder, read and checked: parts that carry their own digest, and the seal over all of them."""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.ensemble import parquet
from standoff.ensemble.digest import ColumnDigest
from standoff.ensemble.manifest import NAME as MANIFEST
from standoff.ensemble.manifest import Manifest, Outcome
from standoff.errors import RunError

DECIDED = ("draw", "posture", "status", "residual", "value", "expected")
"""Columns of every result row that enter the content hash, before the measures."""

DIAGNOSTIC = ("iterations", "folds")
"""Columns that tell how a row was solved; they enter a part's digest but not the content hash."""

SOLVED = 0
"""Status code of a certified row; every other code is a failure with a reason."""

DESIGN, FAILURES, RESULTS, SCENARIO = "design.parquet", "failures.parquet", "results", "scenario"

_PART = re.compile(r"part-(\d{8})-(\d{8})\.parquet")

Columns = dict[str, NDArray[Any]]


class Block(NamedTuple):
    """Results of draws `first` to `stop` (exclusive), rows by draw and within a draw by posture (a code)."""

    first: int
    stop: int
    columns: Columns


class Part(NamedTuple):
    """A results file and the draws it covers."""

    path: Path
    first: int
    stop: int


def reserved(measures: Sequence[str]) -> None:
    """Refuse a measure that has the name of a column of its own.

    Raises
    ------
    RunError
        If it does.
    """
    for name in measures:
        if name in DECIDED + DIAGNOSTIC:
            raise RunError("a measure has the name of a result column", where=f"play.measure({name}=…)", need="another")


def parts(folder: Path) -> list[Part]:
    """Return the parts of a run folder in the order of their draws.

    Raises
    ------
    RunError
        If two overlap or a file in `results` is no part.
    """
    found = []
    for path in sorted((folder / RESULTS).glob("*.parquet")):
        match = _PART.fullmatch(path.name)
        if match is None:
            raise RunError("not a part of the run", where=str(path), need="results holds part-FIRST-STOP.parquet only")
        found.append(Part(path, int(match[1]), int(match[2])))
    for before, after in pairwise(found):
        if after.first < before.stop:
            raise RunError(f"overlaps {before.path.name}", where=str(after.path), need="each draw in one part")
    return found


def read_part(manifest: Manifest, part: Part) -> tuple[Columns, str]:
    """Return a part's columns, postures as codes, and its digest, after checking both against each other and the plan.

    Raises
    ------
    RunError
        If the part is damaged, altered or does not fit the plan; it is named.
    """
    plan = manifest.plan
    names = [name for name, _ in plan.postures]
    selection = {name: parquet.quoted(name) for name in (*DECIDED, *plan.measures, *DIAGNOSTIC)}
    selection["posture"] = "coalesce(list_position($2, posture), 0)::SMALLINT - 1::SMALLINT"
    columns = parquet.read([part.path], selection, values=[names])
    draws = np.repeat(np.arange(part.first, part.stop, dtype=np.int32), len(names))
    codes = np.tile(np.arange(len(names), dtype=np.int16), part.stop - part.first)
    if not (np.array_equal(columns["draw"], draws) and np.array_equal(columns["posture"], codes)):
        raise _altered(part.path, "rows are not the draws and postures its name and the plan say")
    running = ColumnDigest(columns)
    running.update(columns)
    digest = running.hexdigest()
    if digest != parquet.stored_digest(part.path):
        raise _altered(part.path, "content does not have the digest it was written with")
    return columns, digest


def survey(folder: Path, manifest: Manifest) -> tuple[Outcome, Columns]:
    """Read a whole run, a part at a time, and return its outcome and its failed rows.

    Raises
    ------
    RunError
        If draws are missing or a file is damaged.
    """
    plan = manifest.plan
    results = ColumnDigest((*DECIDED, *plan.measures))
    digests: dict[str, str] = {}
    failures: list[Columns] = []
    residual, reached = -np.inf, 0
    for part in parts(folder):
        if part.first != reached:
            raise _missing(folder, reached, part.first)
        reached = part.stop
        columns, digests[part.path.name] = read_part(manifest, part)
        results.update(columns)
        bad = columns["status"] != SOLVED
        failures.append({name: columns[name][bad] for name in ("draw", "posture", "status")})
        residual = max(residual, float(np.max(columns["residual"][~bad], initial=-np.inf)))
    if reached != plan.draws:
        raise _missing(folder, reached, plan.draws)
    failed = {name: np.concatenate([item[name] for item in failures]) for name in ("draw", "posture", "status")}
    outcome = Outcome(
        hash=results.hexdigest(plan.canonical() + _design_digest(folder, plan.draws)),
        failed=len(failed["draw"]),
        failed_draws=len(np.unique(failed["draw"])),
        residual=residual if np.isfinite(residual) else float("nan"),
        parts=digests,
    )
    return outcome, failed


def verify(folder: Path, manifest: Manifest) -> None:
    """Check a finished run against its seal, file by file.

    Raises
    ------
    RunError
        Naming the first file that is missing, damaged or altered, or the manifest when the whole does not fit it.
    """
    sealed = manifest.outcome
    if sealed is None:
        raise RunError("the run is unfinished", where=str(folder), need=f"`standoff resume {folder}`")
    for name in sealed.parts:
        if not (folder / RESULTS / name).is_file():
            raise _altered(folder / RESULTS / name, "is missing")
    found, _ = survey(folder, manifest)
    for name, digest in found.parts.items():
        if sealed.parts.get(name) != digest:
            raise _altered(folder / RESULTS / name, "is not the part that was sealed")
    if found.hash != sealed.hash:
        raise _altered(folder / DESIGN, f"or the plan in {MANIFEST} is not the one that was sealed")
    if not (folder / FAILURES).is_file():
        raise _altered(folder / FAILURES, "is missing")


def _design_digest(folder: Path, draws: int) -> str:
    path = folder / DESIGN
    if not path.is_file():
        raise _altered(path, "is missing")
    names = parquet.names(path)
    digest = ColumnDigest(names)
    for name in names:  # a column at a time: a design of a million draws fits no other way
        column = parquet.read([path], {name: parquet.quoted(name)})
        if len(column[name]) != draws:
            raise _altered(path, f"has {len(column[name])} rows, not {draws}")
        digest.update_column(name, column[name])
    return digest.hexdigest()


def _altered(path: Path, fault: str) -> RunError:
    return RunError(
        fault, where=str(path), need="the file as it was written: restore it, or delete it and resume the run"
    )


def _missing(folder: Path, first: int, stop: int) -> RunError:
    return RunError(
        f"no part holds draws {first} to {stop - 1}",
        where=str(folder / RESULTS),
        need=f"`standoff resume {folder}`",
    )
