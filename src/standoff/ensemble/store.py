"""The run folder: Parquet parts and a manifest that seals them, so that a killed run resumes and an altered one shows.

Layout of a run folder::

    manifest.json            the plan, and once finished the content hash and counts (`standoff.ensemble.manifest`)
    scenario/                the scenario as it was run
    design/part-*.parquet    draw, and one column a parameter
    results/part-*.parquet   draw, posture, status, residual, value, expected, one column a measure, iterations, folds
    failures.parquet         draw, posture, status, reason, command: one row a failed row

Every file is written whole or not at all. A part carries its own digest; what is missing is what no part covers.
"""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.ensemble import parquet
from standoff.ensemble.digest import ColumnDigest
from standoff.ensemble.manifest import Manifest, Outcome
from standoff.ensemble.parts import (
    DECIDED,
    DESIGN,
    DIAGNOSTIC,
    DRAW,
    FAILURES,
    RESULTS,
    SCENARIO,
    SOLVED,
    Block,
    Columns,
    Part,
    Survey,
    part_of,
    parts,
    read_design,
    read_part,
    survey,
    verify,
)
from standoff.errors import RunError, nearest

if TYPE_CHECKING:
    from standoff.scenario import Scenario


class Written(NamedTuple):
    """A part that is on disk under a temporary name, and its number of failed rows."""

    temporary: Path
    part: Part
    failed: int


@dataclass(frozen=True)
class Store:
    """The writing side of a run folder."""

    folder: Path
    manifest: Manifest

    @classmethod
    def create(cls, folder: Path, manifest: Manifest, copy_scenario: Callable[[Path], None]) -> "Store":
        """Make a run folder without results, whole or not at all.

        Parameters
        ----------
        folder : Path
            Must not exist, or be empty.
        manifest : Manifest
            Unfinished.
        copy_scenario : callable
            Writes the scenario's files into the folder it is given.

        Raises
        ------
        RunError
            If the folder holds something else, or cannot be written.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise RunError("the folder holds something that is no run", where=str(folder), need="a new or empty folder")
        nascent = folder.with_name(f".{folder.name}{parquet.UNFINISHED}")
        try:
            shutil.rmtree(nascent, ignore_errors=True)
            for name in (DESIGN, RESULTS, SCENARIO):
                (nascent / name).mkdir(parents=True)
            copy_scenario(nascent / SCENARIO)
            manifest.write(nascent)
            nascent.replace(folder)
        except OSError as error:
            raise RunError(f"cannot be made ({error.strerror})", where=str(folder), need="a writable place") from error
        finally:
            shutil.rmtree(nascent, ignore_errors=True)
        return cls(folder, manifest)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the folder for one writer and clear what a killed writer left half done.

        Raises
        ------
        RunError
            If another process is writing this run.
        """
        with _lock(self.folder / ".lock"):
            self._sweep()
            try:
                yield
            finally:
                self._sweep()

    def _sweep(self) -> None:
        for rubbish in self.folder.rglob("*" + parquet.UNFINISHED):
            rubbish.unlink(missing_ok=True)

    def put(self, block: Block) -> Part:
        """Write one block of results as one part."""
        return self.publish(self.written(block))

    def put_design(self, first: int, columns: Mapping[str, NDArray[np.float64]]) -> Part:
        """Write the design from draw `first` on as one part."""
        return self.publish(self.written_design(first, columns))

    def written(self, block: Block) -> Written:
        """Write one block of results under a temporary name. Any process may; the run's one writer publishes it."""
        names = [name for name, _ in self.manifest.plan.postures]
        select = ", ".join(
            'list_extract($1, "posture" + 1) AS "posture"' if name == "posture" else parquet.quoted(name)
            for name in block.columns
        )
        part = part_of(self.folder, RESULTS, block.first, block.stop)
        digest = _digest(block.columns)
        temporary = parquet.prepare(part.path, block.columns, select=select, values=[names], digest=digest)
        failed = int(np.count_nonzero(block.columns["status"] != SOLVED))
        return Written(temporary, part, failed)

    def written_design(self, first: int, columns: Mapping[str, NDArray[np.float64]]) -> Written:
        """Write the design from draw `first` on under a temporary name, as `written`."""
        length = len(next(iter(columns.values()))) if columns else 0
        numbered: dict[str, NDArray[Any]] = {DRAW: np.arange(first, first + length, dtype=np.int32), **columns}
        part = part_of(self.folder, DESIGN, first, first + length)
        return Written(parquet.prepare(part.path, numbered, digest=_digest(numbered)), part, 0)

    def publish(self, written: Written) -> Part:
        """Give a written part its name."""
        parquet.publish(written.temporary, written.part.path)
        return written.part

    def missing(self, what: str = RESULTS) -> list[tuple[int, int]]:
        """Return the ranges of draws that no part covers: the anti-join of the plan on what is there.

        Parameters
        ----------
        what : str
            `RESULTS` or `DESIGN`.

        Raises
        ------
        RunError
            If a part that is there is damaged or altered; it is named.
        """
        gaps, reached = [], 0
        for part in parts(self.folder, what):
            if part.first > reached:
                gaps.append((reached, part.first))
            if what == RESULTS:
                read_part(self.manifest, part)
            else:
                read_design(part)
            reached = part.stop
        if reached < self.manifest.plan.draws:
            gaps.append((reached, self.manifest.plan.draws))
        return gaps

    def seal(self, reasons: Mapping[int, str], timings: Mapping[str, Any], *, read: Survey | None = None) -> "Run":
        """Write `failures.parquet`, finish the manifest with what was read from disk, and return the run.

        Parameters
        ----------
        reasons : mapping of int to str
            The message of each status code.
        timings : mapping
            Kept in the manifest, apart from anything hashed.
        read : Survey, optional
            To which every part has been added; the parts are read now when absent.
        """
        outcome, failures = (read or survey(self.folder, self.manifest)).outcome(self.folder)
        self._put_failures(failures, reasons)
        finished = replace(self.manifest, outcome=outcome, timings={**self.manifest.timings, **timings})
        finished.write(self.folder)
        return Run(self.folder, finished, outcome)

    def _put_failures(self, failures: Columns, reasons: Mapping[int, str]) -> None:
        names = [name for name, _ in self.manifest.plan.postures]
        messages = [reasons.get(int(code), f"status {code}") for code in failures["status"]]
        commands = [
            reproduce(self.folder, int(draw), names[code])
            for draw, code in zip(failures["draw"], failures["posture"], strict=True)
        ]
        columns = {
            "draw": failures["draw"],
            "code": failures["posture"],
            "status": failures["status"],
            "row": np.arange(len(messages), dtype=np.int32),
        }
        select = (
            'draw, list_extract($1, code + 1) AS posture, status, list_extract($2, "row" + 1) AS reason, '
            'list_extract($3, "row" + 1) AS command'
        )
        # An empty list has no type of its own, and a table without rows needs none of its strings.
        texts = [names, messages or [""], commands or [""]]
        parquet.write(self.folder / FAILURES, columns, select=select, values=texts)


@dataclass(frozen=True)
class Run:
    """A finished run, opened for reading. Every part has been checked against the sealed hash.

    Tables have shape (postures, draws): the menu's order down, draw number across.
    """

    folder: Path
    manifest: Manifest
    outcome: Outcome

    @classmethod
    def open(cls, folder: Path | str) -> "Run":
        """Open and verify a run folder.

        Raises
        ------
        RunError
            If there is no run, it is unfinished, or a file of it is missing, damaged or altered: the file is named.
        """
        place = Path(folder)
        manifest = Manifest.read(place)
        if manifest.outcome is None:
            done = sum(part.stop - part.first for part in parts(place))
            raise RunError(
                f"the run is unfinished: {done} of {manifest.plan.draws} draws",
                where=str(place),
                need=f"`standoff resume {place}`",
            )
        verify(place, manifest)
        return cls(place, manifest, manifest.outcome)

    @property
    def hash(self) -> str:
        """Content hash of design and results: what two equal runs share."""
        return self.outcome.hash

    @property
    def draws(self) -> int:
        """Number of draws."""
        return self.manifest.plan.draws

    @property
    def seed(self) -> int:
        """Seed of the design."""
        return self.manifest.plan.seed

    @property
    def rows(self) -> int:
        """Number of result rows: draws × postures."""
        return self.draws * len(self.manifest.plan.postures)

    @property
    def failed(self) -> int:
        """Number of failed rows."""
        return self.outcome.failed

    @property
    def failed_draws(self) -> int:
        """Number of draws with at least one failed row: those a paired comparison drops."""
        return self.outcome.failed_draws

    @property
    def max_residual(self) -> float:
        """Largest certificate residual of a solved row; NaN where none was solved."""
        return self.outcome.residual

    @property
    def postures(self) -> tuple[str, ...]:
        """Names of the menu, in its order."""
        return tuple(name for name, _ in self.manifest.plan.postures)

    @property
    def families(self) -> tuple[str, ...]:
        """The family of each posture."""
        return tuple(family for _, family in self.manifest.plan.postures)

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of what the game measured."""
        return self.manifest.plan.measures

    @cached_property
    def scenario(self) -> "Scenario":
        """The scenario as it was run, loaded from the folder's copy."""
        from standoff.ensemble.copies import load_copy

        return load_copy(self.folder / SCENARIO)

    def table(self, columns: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Return result columns as arrays of shape (postures, draws).

        Parameters
        ----------
        columns : sequence of str
            Any of status, residual, value, expected, iterations, folds and the measures.

        Returns
        -------
        dict of str to (postures, draws) array
            A failed row's numbers are NaN.

        Raises
        ------
        RunError
            If a column is unknown.
        """
        known = [name for name in (*DECIDED, *self.measures, *DIAGNOSTIC) if name not in ("draw", "posture")]
        _refuse_unknown(columns, known, "result column")
        paths = [part.path for part in parts(self.folder)]
        found = parquet.read(paths, {name: parquet.quoted(name) for name in columns})
        shape = (self.draws, len(self.postures))
        return {name: np.ascontiguousarray(found[name].reshape(shape).T) for name in columns}

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the design's columns."""
        return tuple(name for name in parquet.names(parts(self.folder, DESIGN)[0].path) if name != DRAW)

    def design(self, columns: Sequence[str] | None = None) -> dict[str, NDArray[np.float64]]:
        """Return the parameters' values by draw: all of them, or those named.

        Raises
        ------
        RunError
            If a parameter is unknown.
        """
        wanted = self.parameters if columns is None else columns
        _refuse_unknown(wanted, self.parameters, "parameter")
        paths = [part.path for part in parts(self.folder, DESIGN)]
        return parquet.read(paths, {name: parquet.quoted(name) for name in wanted}) if wanted else {}

    def failures(self) -> list[dict[str, Any]]:
        """Return the failed rows: draw, posture, status, reason and the command that solves that row again."""
        columns = ("draw", "posture", "status", "reason", "command")
        found = parquet.read([self.folder / FAILURES], {name: name for name in columns})
        return [
            {
                name: value.item() if isinstance(value, np.generic) else value
                for name, value in zip(columns, row, strict=True)
            }
            for row in zip(*(found[name] for name in columns), strict=True)
        ]


def reproduce(folder: Path, draw: int, posture: str) -> str:
    """Return the command that solves one row of a run again and explains it."""
    return f'standoff solve {folder} --draw {draw} --posture "{posture}" --explain'


def _digest(columns: Mapping[str, NDArray[Any]]) -> str:
    digest = ColumnDigest(columns)
    digest.update(columns)
    return digest.hexdigest()


def _refuse_unknown(wanted: Sequence[str], known: Sequence[str], what: str) -> None:
    for name in wanted:
        if name not in known:
            listed = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
            raise RunError(f"unknown {what}", seen=name, need=f"one of {listed}", near=nearest(name, known))


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold an advisory lock that the system releases even when the holder is killed."""
    try:
        import fcntl
    except ImportError:  # no such lock on this system: one writer a folder is then the user's care
        yield
        return
    with path.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RunError("another process is writing this run", where=str(path.parent), need="its end") from None
        yield


def stamp(started: float) -> dict[str, Any]:
    """Return timings for a manifest, given `time.perf_counter()` at the start."""
    return {"finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "seconds": time.perf_counter() - started}
