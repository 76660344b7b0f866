"""The files of a run folder, read and checked: parts that carry their own digest, and the seal over all of them."""

import re
from collections.abc import Iterator, Sequence
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

DRAW = "draw"
"""The column of a design that numbers the draws."""

SOLVED = 0
"""Status code of a certified row; every other code is a failure with a reason."""

DESIGN, FAILURES, RESULTS, SCENARIO = "design", "failures.parquet", "results", "scenario"

_PART = re.compile(r"part-(\d{8})-(\d{8})\.parquet")

Columns = dict[str, NDArray[Any]]


class Block(NamedTuple):
    """Results of draws `first` to `stop` (exclusive), rows by draw and within a draw by posture (a code)."""

    first: int
    stop: int
    columns: Columns


class Part(NamedTuple):
    """A file of results or of the design, and the draws it covers."""

    path: Path
    first: int
    stop: int

    @property
    def what(self) -> str:
        """`RESULTS` or `DESIGN`."""
        return self.path.parent.name


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


def part_of(folder: Path, what: str, first: int, stop: int) -> Part:
    """Return the part of a run folder, `RESULTS` or `DESIGN`, that holds draws `first` to `stop` (exclusive)."""
    return Part(folder / what / f"part-{first:08d}-{stop:08d}.parquet", first, stop)


def parts(folder: Path, what: str = RESULTS) -> list[Part]:
    """Return the parts of a run folder, of the results or the design, in the order of their draws.

    Raises
    ------
    RunError
        If two overlap or a file among them is no part.
    """
    found = []
    for path in sorted((folder / what).glob("*.parquet")):
        match = _PART.fullmatch(path.name)
        if match is None:
            raise RunError("not a part of the run", where=str(path), need=f"{what} holds part-FIRST-STOP.parquet only")
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
    return columns, _checked_digest(part, columns)


def read_design(part: Part) -> Columns:
    """Return the columns of a part of the design, after checking them against its name and its digest.

    Raises
    ------
    RunError
        If the part is damaged or altered; it is named.
    """
    columns = parquet.read([part.path])
    if not np.array_equal(columns.get(DRAW, ()), np.arange(part.first, part.stop, dtype=np.int32)):
        raise _altered(part.path, "rows are not the draws its name says")
    _checked_digest(part, columns)
    return columns


def _checked_digest(part: Part, columns: Columns) -> str:
    running = ColumnDigest(columns)
    running.update(columns)
    digest = running.hexdigest()
    if digest != parquet.stored_digest(part.path):
        raise _altered(part.path, "content does not have the digest it was written with")
    return digest


class Survey:
    """A run read from disk, a part at a time and in the order of the draws, for its outcome and its failed rows.

    Parts are added as they are finished, in any order; each is read once all draws before it have been. So a run is
    sealed as soon as its last part is there, and memory holds one part, whatever the number of draws.
    """

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._results = _Series(ColumnDigest((*DECIDED, *manifest.plan.measures)))
        self._design = _Series(None)
        self._digests: dict[str, str] = {}
        self._failures: list[Columns] = []
        self._residual = -np.inf

    def add(self, part: Part) -> None:
        """Add a part of the results or the design.

        Raises
        ------
        RunError
            If a part that is read now is damaged; it is named.
        """
        if part.what == DESIGN:
            for following in self._design.add(part):
                self._design.update(read_design(following))
            return
        for following in self._results.add(part):
            columns, self._digests[following.path.name] = read_part(self._manifest, following)
            self._results.update(columns)
            bad = columns["status"] != SOLVED
            if bad.any():
                self._failures.append({name: columns[name][bad] for name in ("draw", "posture", "status")})
            self._residual = max(self._residual, float(np.max(columns["residual"][~bad], initial=-np.inf)))

    def outcome(self, folder: Path) -> tuple[Outcome, Columns]:
        """Return the outcome and the failed rows.

        Raises
        ------
        RunError
            If draws are missing.
        """
        draws = self._manifest.plan.draws
        for series, what in ((self._design, DESIGN), (self._results, RESULTS)):
            if series.reached != draws or series.waiting:
                stop = min((part.first for part in series.waiting), default=draws)
                raise _missing(folder, what, series.reached, stop)
        failed = {
            name: np.concatenate([item[name] for item in self._failures] or [np.empty(0, kind)])
            for name, kind in (("draw", np.int32), ("posture", np.int16), ("status", np.int8))
        }
        outcome = Outcome(
            hash=self._results.hexdigest(self._manifest.plan.canonical() + self._design.hexdigest()),
            failed=len(failed["draw"]),
            failed_draws=len(np.unique(failed["draw"])),
            residual=self._residual if np.isfinite(self._residual) else float("nan"),
            parts=self._digests,
        )
        return outcome, failed


class _Series:
    """Parts of one kind put in order, and the digest of what has been read of them."""

    def __init__(self, digest: ColumnDigest | None) -> None:
        self._digest = digest
        self._waiting: dict[int, Part] = {}
        self.reached = 0

    @property
    def waiting(self) -> Sequence[Part]:
        return list(self._waiting.values())

    def add(self, part: Part) -> Iterator[Part]:
        """Take a part, and yield those that now follow on what has been read."""
        self._waiting[part.first] = part
        while self.reached in self._waiting:
            following = self._waiting.pop(self.reached)
            yield following
            self.reached = following.stop

    def update(self, columns: Columns) -> None:
        if self._digest is None:  # the columns of a design are those of its first part
            self._digest = ColumnDigest(columns)
        self._digest.update(columns)

    def hexdigest(self, header: str = "") -> str:
        return (self._digest or ColumnDigest(())).hexdigest(header)


def survey(folder: Path, manifest: Manifest) -> Survey:
    """Return a survey of the parts that are there.

    Raises
    ------
    RunError
        If a file is damaged.
    """
    found = Survey(manifest)
    for part in (*parts(folder, DESIGN), *parts(folder)):
        found.add(part)
    return found


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
    found, _ = survey(folder, manifest).outcome(folder)
    for name, digest in found.parts.items():
        if sealed.parts.get(name) != digest:
            raise _altered(folder / RESULTS / name, "is not the part that was sealed")
    if found.hash != sealed.hash:
        raise _altered(folder / DESIGN, f"or the plan in {MANIFEST} is not the one that was sealed")
    if not (folder / FAILURES).is_file():
        raise _altered(folder / FAILURES, "is missing")


def _altered(path: Path, fault: str) -> RunError:
    return RunError(
        fault, where=str(path), need="the file as it was written: restore it, or delete it and resume the run"
    )


def _missing(folder: Path, what: str, first: int, stop: int) -> RunError:
    return RunError(
        f"no part holds draws {first} to {stop - 1}",
        where=str(folder / what),
        need=f"`standoff resume {folder}`",
    )
