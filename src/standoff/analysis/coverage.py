"""Which mechanism of the debate is represented where, and the proof: take the object away and a computed number moves.

A scenario may hold a file ``coverage.yaml``. Each of its rows names a mechanism, the objects of the scenario that
represent it, a command, and a path into the command's JSON. Removing or perturbing the object in a copy of the
scenario must change the value there. A row that needs a later layer is open and names it, even where a part of it can
be computed now.
"""

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from standoff.errors import ScenarioError, nearest

if TYPE_CHECKING:
    from standoff.scenario.scenario import Scenario

FILE = "coverage.yaml"
"""The name of the file beside a scenario's document."""

SCENARIO, RUN = "SCENARIO", "RUN"
"""Words of a command that stand for the scenario, and for a small run of it."""

DRAWS, SEED = 64, 7
"""The small run that proof by mutation makes: the fewest draws from which information is valued."""

FAR = 0.9
"""How far along its support a perturbed parameter is put, away from the median."""

Answer = Callable[[Sequence[str]], Any]
"""Runs a command line and returns its JSON."""


class Layer(Enum):
    """What a row waits for."""

    ALLIANCE = "alliance"
    EVIDENCE = "evidence"
    PLAY = "play"
    ESTIMATE = "estimate"


class Object(NamedTuple):
    """A part of a scenario, as ``kind:name``."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True)
class Row:
    """One mechanism.

    Parameters
    ----------
    id, label : str
    objects : tuple of Object
        What represents it; empty only where the row is open.
    command : tuple of str
        The command that computes with them, its words after ``standoff``; empty where nothing does yet.
    path : tuple
        Where in the command's JSON: names, indices, and mappings that pick the first object with these values.
    mutate : Object or None
        Which object to take away.
    put : mapping of str to str
        Cells or fields to change instead of taking the object away.
    layer : Layer or None
        What the row waits for; None where it is done.
    lacks : str
        What that layer must add.
    """

    id: str
    label: str
    objects: tuple[Object, ...] = ()
    command: tuple[str, ...] = ()
    path: tuple[Any, ...] = ()
    mutate: Object | None = None
    put: Mapping[str, str] | None = None
    layer: Layer | None = None
    lacks: str = ""

    @property
    def status(self) -> str:
        """`done`, or what the row waits for."""
        return "done" if self.layer is None else f"open: {self.layer.value}"


class Proof(NamedTuple):
    """What a mutation did to the value of a row."""

    id: str
    object: str
    before: Any
    after: Any

    @property
    def moved(self) -> bool:
        """Whether there was a value, and taking the object away changed it."""
        return self.before is not None and self.before != self.after


def read(scenario: "Scenario") -> tuple[Row, ...]:
    """Return the rows of a scenario's coverage file.

    Raises
    ------
    ScenarioError
        If there is none, it is malformed, or a row claims what it does not name.
    """
    path = scenario.folder / FILE
    if not path.is_file():
        raise ScenarioError("has no coverage file", where=scenario.name, need=f"a file {FILE} beside the document")
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        commands = {name: tuple(str(word) for word in words) for name, words in document["commands"].items()}
        rows = tuple(_row(entry, commands) for entry in document["rows"])
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise ScenarioError(f"cannot be read ({error})", where=str(path), need="commands and rows") from None
    ids = [row.id for row in rows]
    for key in ids:
        if ids.count(key) > 1:
            raise ScenarioError("duplicate id", where=str(path), seen=key, need="every row once")
    return rows


def _row(entry: Mapping[str, Any], commands: Mapping[str, tuple[str, ...]]) -> Row:
    where = f"{FILE} row {entry['id']}"
    objects = tuple(_object(text) for text in entry.get("objects", ()))
    name = entry.get("command", "")
    if name and name not in commands:
        raise ScenarioError("unknown command", where=where, seen=name, need="a command of the file")
    layer = Layer(entry["open"]) if "open" in entry else None
    computed = bool(objects and name and entry.get("path"))
    if layer is None and not computed:
        raise ScenarioError("is done in name only", where=where, need="objects, a command and a path, or open")
    mutate = _object(entry["mutate"]) if "mutate" in entry else objects[0] if computed else None
    if mutate is not None and mutate not in objects:
        raise ScenarioError(
            "changes an object it does not name", where=where, seen=str(mutate), need="one of its objects"
        )
    return Row(
        id=str(entry["id"]),
        label=str(entry["label"]),
        objects=objects,
        command=commands[name] if name else (),
        path=tuple(entry.get("path", ())),
        mutate=mutate,
        put={str(key): str(value) for key, value in entry["set"].items()} if "set" in entry else None,
        layer=layer,
        lacks=str(entry.get("lacks", "")),
    )


def _object(text: str) -> Object:
    kind, colon, name = text.partition(":")
    if not colon or kind not in _KINDS:
        raise ScenarioError("not an object", where=FILE, seen=text, need="kind:name, kind one of " + ", ".join(_KINDS))
    return Object(kind, name)


def known_objects(scenario: "Scenario") -> dict[str, tuple[str, ...]]:
    """Return the names that each kind of object may have in a scenario."""
    frame, ledger = scenario.frame, scenario.ledger
    return {
        "statement": tuple(row.id for row in ledger.statements) if ledger else (),
        "deed": tuple(row.id for row in ledger.deeds) if ledger else (),
        "actor": tuple(actor.id for actor in scenario.actors),
        "member": frame.members if frame else (),
        "rung": tuple(rung.name for rung in frame.rungs) if frame else (),
        "instrument": tuple(one.name for one in frame.instruments) if frame else (),
        "order": tuple(f"{lower}<{upper}" for lower, upper in frame.order) if frame else (),
        "parameter": tuple(prior.name for prior in scenario.priors),
        "menu": tuple(item.name for item in scenario.menu),
        "claim": tuple(claim.id for claim in scenario.claims),
    }


def check_objects(rows: Sequence[Row], scenario: "Scenario") -> None:
    """Refuse rows that name an object the scenario lacks.

    Raises
    ------
    ScenarioError
        With the row, the object and the nearest right name.
    """
    known = known_objects(scenario)
    for row in rows:
        for one in (*row.objects, *((row.mutate,) if row.mutate else ())):
            if one.name not in known[one.kind]:
                near = nearest(one.name, known[one.kind])
                need = f"a {one.kind} of {scenario.name}"
                raise ScenarioError("no such object", where=f"{FILE} row {row.id}", seen=str(one), need=need, near=near)


def at(value: Any, path: Sequence[Any]) -> Any:
    """Return what stands at a path of a JSON value; None where the path ends nowhere.

    Examples
    --------
    >>> at({"cells": [{"rung": "a", "w": 0.1}, {"rung": "b", "w": 0.2}]}, ["cells", {"rung": "b"}, "w"])
    0.2
    >>> at({"cells": []}, ["cells", 0]) is None
    True
    """
    for step in path:
        if isinstance(step, Mapping) and isinstance(value, list):
            wanted = step.items()
            value = next((one for one in value if all(one.get(name) == said for name, said in wanted)), None)
        elif isinstance(step, int) and isinstance(value, list):
            value = value[step] if step < len(value) else None
        elif isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def prove(rows: Sequence[Row], scenario: "Scenario", answer: Answer) -> tuple[Proof, ...]:
    """Run every row's command on the scenario and on a copy without its object.

    Parameters
    ----------
    rows : sequence of Row
        Those without a command are left out.
    scenario : Scenario
    answer : callable
        Runs a command line (words after ``standoff``) and returns its JSON.

    Notes
    -----
    Claims are independent of each other, so their mutations share one copy and one run. Every other object has a copy
    of its own.
    """
    checked = [row for row in rows if row.command and row.mutate]
    with tempfile.TemporaryDirectory(prefix="coverage-") as place:
        bench = _Bench(scenario.folder, Path(place), answer)
        before = {row.id: at(bench.ask(row.command, bench.base), row.path) for row in checked}
        after: dict[str, Any] = {}
        for group in _groups(checked):
            copy = bench.copy()
            for target, put in {str(row.mutate): (row.mutate, row.put) for row in group}.values():
                change(copy, target, put)
            after |= {row.id: at(bench.ask(row.command, copy), row.path) for row in group}
            shutil.rmtree(copy)
    return tuple(Proof(row.id, str(row.mutate), before[row.id], after[row.id]) for row in checked)


def _groups(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that one copy serves: all claims, each changed once; else those that change the same object alike."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        target = "claims" if row.mutate and row.mutate.kind == "claim" else f"{row.mutate} {row.put}"
        groups.setdefault(target, []).append(row)
    yield from groups.values()


class _Bench:
    """Copies of a scenario and the answers already given about them."""

    def __init__(self, folder: Path, place: Path, answer: Answer) -> None:
        self._folder, self._place, self._answer = folder, place, answer
        self._copies = 0
        self._known: dict[tuple[Path, tuple[str, ...]], Any] = {}
        self.base = self.copy()

    def copy(self) -> Path:
        """Return a fresh copy of the scenario's folder."""
        self._copies += 1
        made = self._place / f"copy-{self._copies}" / "scenario"
        shutil.copytree(self._folder, made, ignore=shutil.ignore_patterns("__pycache__"))
        return made

    def ask(self, command: tuple[str, ...], folder: Path) -> Any:
        """Return the JSON of a command on a copy; every question is asked once."""
        key = (folder, command)
        if key not in self._known:
            if RUN in command:
                self._run(folder)
            named = {SCENARIO: str(folder), RUN: str(folder.parent / "run")}
            self._known[key] = self._answer([named.get(word, word) for word in command])
        return self._known[key]

    def _run(self, folder: Path) -> None:
        out = folder.parent / "run"
        if not out.exists():
            sizes = ("--draws", str(DRAWS), "--seed", str(SEED), "--workers", "1")
            self._answer(["run", str(folder), *sizes, "--out", str(out), "--json"])


def change(folder: Path, target: Object | None, put: Mapping[str, str] | None = None) -> None:
    """Take an object out of the scenario in a folder, or change it: cells that `put` names, else by its kind.

    A statement, deed, member or pair of the order is removed; a parameter is fixed far from its median; a claim's
    first comparison is turned round.

    Raises
    ------
    ScenarioError
        If there is no such object, or this kind cannot be changed.
    """
    if target is None:
        return
    _KINDS[target.kind](folder, target, put)


def _table(folder: Path, target: Object, put: Mapping[str, str] | None) -> None:
    path = folder / ("ledger.csv" if target.kind == "statement" else "deeds.csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    found = [row for row in rows if row["id"] == target.name]
    if not found:
        raise ScenarioError("no such object", where=path.name, seen=str(target))
    kept = [
        row | dict(put) if row["id"] == target.name and put else row for row in rows if put or row["id"] != target.name
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    path.write_text(text.getvalue(), encoding="utf-8")


def _document(edit: Callable[[Any, Object, Mapping[str, str] | None], None]) -> "_Change":
    """Turn an edit of the parsed document into a change of the file."""

    def changed(folder: Path, target: Object, put: Mapping[str, str] | None) -> None:
        path = folder / "scenario.yaml"
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        try:
            edit(document, target, put)
        except (KeyError, ValueError, StopIteration):
            raise ScenarioError("no such object", where=path.name, seen=str(target)) from None
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        path.write_text(yaml.dump(document, Dumper=dumper, sort_keys=False, allow_unicode=True), encoding="utf-8")

    return changed


def _member(document: Any, target: Object, _: Mapping[str, str] | None) -> None:
    document["frame"]["members"].remove(target.name)


def _order(document: Any, target: Object, _: Mapping[str, str] | None) -> None:
    document["frame"]["order"].remove(target.name.split("<"))


def _parameter(document: Any, target: Object, _: Mapping[str, str] | None) -> None:
    entry = document["parameters"][target.name]
    prior = entry["prior"]
    if "lower" in prior:
        value = prior["lower"] + FAR * (prior["upper"] - prior["lower"])
    else:
        value = 1.1 * prior["value"] if prior.get("value") else 0.1
    entry["prior"] = {"kind": "fixed", "value": value}


_TURNED = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}


def _claim(document: Any, target: Object, _: Mapping[str, str] | None) -> None:
    claim = next(one for one in document["claims"] if one["id"] == target.name)
    claim["predicate"] = re.sub(r"(?<![!<>=])([<>]=?)", lambda match: _TURNED[match[1]], claim["predicate"], count=1)


def _fixed(folder: Path, target: Object, put: Mapping[str, str] | None) -> None:
    del folder, put
    raise ScenarioError(f"a {target.kind} cannot be taken away alone", where=FILE, seen=str(target), need="mutate")


_Change = Callable[[Path, Object, Mapping[str, str] | None], None]

_KINDS: Mapping[str, _Change] = {
    "statement": _table,
    "deed": _table,
    "member": _document(_member),
    "order": _document(_order),
    "parameter": _document(_parameter),
    "claim": _document(_claim),
    "actor": _fixed,
    "rung": _fixed,
    "instrument": _fixed,
    "menu": _fixed,
}
