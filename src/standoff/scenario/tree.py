"""The YAML document as a tree of plain values that remember their line and column.

The document is read as a stream of PyYAML events, so nothing is ever constructed from a tag, and size, depth,
duplicate keys, anchors and aliases are refused before anything is built. Scalars follow the YAML 1.2 core schema:
``NO`` is a country, not a boolean, and ``1e-3`` is a number.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from standoff.errors import ScenarioError

SIZE_CAP = 1_000_000
"""Bytes a document may have: a hundred times the bundled ones, and parsed in a few seconds at worst."""

DEPTH_CAP = 20
"""Levels of nesting a document may have."""

SHOWN = 12
"""Faults listed in one error: what fits a screen."""

Scalar = str | int | float | bool | None

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_SPECIAL: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


@dataclass(frozen=True)
class Place:
    """Where something stands in a document: file, line and column, both counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Tree:
    """A value of the document and where it starts; mappings also know where each key stands."""

    place: Place
    value: "Scalar | dict[str, Tree] | list[Tree]"
    keys: dict[str, Place] = field(default_factory=dict)

    def plain(self) -> object:
        """The same value as dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def at(self, path: Iterable[str | int], *, key: bool = False) -> Place:
        """Where the value at `path` stands, or its key; steps that lead nowhere are skipped.

        Skipping lets a path of pydantic, which holds names of union members too, find its way.

        Examples
        --------
        >>> document = parse("menu:\\n  - name: silence\\n", "a.yaml")
        >>> str(document.at(["menu", 0, "name"])), str(document.at(["menu", 0, "name"], key=True))
        ('a.yaml:2:11', 'a.yaml:2:5')
        """
        node, place = self._walk(path)
        return place if key else node.place

    def find(self, path: Iterable[str | int]) -> "Tree":
        """The part of the document at `path`; steps that lead nowhere are skipped."""
        return self._walk(path)[0]

    def mention(self, value: object) -> Place:
        """Where a scalar equal to `value` first stands in this part of the document; else where the part starts.

        Errors of other layers know the name at fault but not where it was written.

        Examples
        --------
        >>> str(parse("kind: line\\nrung: chem", "a.yaml").mention("chem"))
        'a.yaml:2:7'
        """
        waiting = [self]
        while waiting:
            node = waiting.pop(0)
            if isinstance(node.value, dict):
                waiting = [*node.value.values(), *waiting]
            elif isinstance(node.value, list):
                waiting = [*node.value, *waiting]
            elif node.value == value and value is not None:
                return node.place
        return self.place

    def _walk(self, path: Iterable[str | int]) -> "tuple[Tree, Place]":
        node, place = self, self.place
        for step in path:
            if isinstance(node.value, dict) and isinstance(step, str) and step in node.value:
                node, place = node.value[step], node.keys[step]
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                place = node.place
        return node, place


class Faults:
    """Collects what is wrong with a document, so that one run of `check` shows it all."""

    def __init__(self) -> None:
        self._errors: list[tuple[tuple[str, int, int], ScenarioError]] = []

    def add(self, place: Place, fault: str, *, seen: object = None, need: str = "", near: str = "") -> None:
        """Note a fault at a place."""
        error = ScenarioError(fault, where=str(place), seen=seen, need=need, near=near)
        self._errors.append(((place.file, place.line, place.column), error))

    def __len__(self) -> int:
        return len(self._errors)

    def settle(self) -> None:
        """Raise what has been collected, in the order of the document, up to one screen.

        Raises
        ------
        ScenarioError
            At least one fault was noted.
        """
        if not self._errors:
            return
        ordered = [error for _, error in sorted(self._errors, key=lambda entry: entry[0])]
        if len(ordered) == 1:
            raise ordered[0]
        lines = [str(error) for error in ordered[:SHOWN]]
        if len(ordered) > SHOWN:
            lines.append(f"and {len(ordered) - SHOWN} more")
        raise ScenarioError("\n".join(lines))


def read_text(path: Path, *, cap: int = SIZE_CAP) -> str:
    """Return the text of a file, refusing what cannot be a document before reading it.

    Raises
    ------
    ScenarioError
        The file is missing, not a regular file, larger than `cap` bytes, empty or not UTF-8.
    """
    if not path.is_file():
        raise ScenarioError("no such file", where=str(path), need="the path of a scenario document")
    size = path.stat().st_size
    if size > cap:
        raise ScenarioError(f"has {size:,} bytes", where=str(path), need=f"at most {cap:,}")
    content = path.read_bytes()[: cap + 1]
    if not content.strip():
        raise ScenarioError(
            "is empty", where=str(path), need="a document: `standoff new NAME` writes one to start from"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise ScenarioError(
            "is not UTF-8 text",
            where=f"{path}:{line}:{column}",
            seen=content[error.start : error.start + 1],
            need="a file saved as UTF-8",
        ) from None


def parse(text: str, file: str) -> Tree:
    """Parse a YAML document into a tree.

    Parameters
    ----------
    text : str
        The document.
    file : str
        The name that errors give.

    Raises
    ------
    ScenarioError
        The text is no YAML, is empty, or uses tags, anchors, aliases, duplicate keys, several documents, or more than
        `DEPTH_CAP` levels. The first fault is raised: what follows a fault of syntax is guesswork.

    Examples
    --------
    >>> parse("rank: 0.5\\nland: NO", "a.yaml").plain()
    {'rank': 0.5, 'land': 'NO'}
    >>> parse("a: 1\\na: 2", "a.yaml")
    Traceback (most recent call last):
    standoff.errors.ScenarioError: a.yaml:2:1 the key is given twice (first on line 1): 'a'. Needed: one of the two
    """
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
        raise ScenarioError(f"is not YAML: {error.problem or error.context}", where=where) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ScenarioError(f"is not YAML: {error.reason}", where=f"{file}:{line}") from None
    if builder.root is None:
        raise ScenarioError("holds no document", where=file, need="a mapping of keys to values")
    return builder.root


@dataclass
class _Open:
    """A mapping or sequence whose end has not been met yet."""

    tree: Tree
    key: str | None = None
    key_place: Place | None = None


class _Builder:
    """Turns parser events into a tree without recursion, so no document can exhaust the stack."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Tree | None = None
        self._stack: list[_Open] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        mark = event.start_mark
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)
        if isinstance(event, yaml.AliasEvent):
            raise ScenarioError("aliases are not allowed", where=str(place), seen=f"*{event.anchor}", need="the value")
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise ScenarioError("a second document starts here", where=str(place), need="one document a file")
        if isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._refuse_marks(event, place)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, place)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(Tree(place, {}))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(Tree(place, []))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._attach(self._stack.pop().tree)

    @staticmethod
    def _refuse_marks(event: yaml.NodeEvent, place: Place) -> None:
        if event.anchor is not None:
            raise ScenarioError("anchors are not allowed", where=str(place), seen=f"&{event.anchor}", need="the value")
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise ScenarioError("tags are not allowed", where=str(place), seen=tag, need="a plain value")

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> None:
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.tree.value, dict) and top.key is None:
            self._key(top, event.value, place)
        else:
            self._attach(Tree(place, _resolve(event.value) if event.implicit[0] else event.value))

    @staticmethod
    def _key(top: _Open, key: str, place: Place) -> None:
        if key in top.tree.keys:
            raise ScenarioError(
                f"the key is given twice (first on line {top.tree.keys[key].line})",
                where=str(place),
                seen=key,
                need="one of the two",
            )
        top.key, top.key_place = key, place

    def _open(self, tree: Tree) -> None:
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.tree.value, dict) and top.key is None:
            raise ScenarioError("a key must be a word", where=str(tree.place), need="`name: value`")
        if len(self._stack) >= DEPTH_CAP:
            raise ScenarioError("is nested too deep", where=str(tree.place), need=f"at most {DEPTH_CAP} levels")
        self._stack.append(_Open(tree))

    def _attach(self, tree: Tree) -> None:
        if not self._stack:
            self.root = tree
            return
        top = self._stack[-1]
        if isinstance(top.tree.value, list):
            top.tree.value.append(tree)
        elif isinstance(top.tree.value, dict) and top.key is not None and top.key_place is not None:
            top.tree.value[top.key] = tree
            top.tree.keys[top.key] = top.key_place
            top.key = top.key_place = None


def _resolve(text: str) -> Scalar:
    """Resolve a plain scalar by the YAML 1.2 core schema.

    Examples
    --------
    >>> [_resolve(text) for text in ("12", "1e-3", "true", "yes", "2022-03-23", "~")]
    [12, 0.001, True, 'yes', '2022-03-23', None]
    """
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
