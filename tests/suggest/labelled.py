"""Reads the labelled texts: raw text without marks, and the coded statements with their spans."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "texts"
DIRECTION = {
    "rule_out": "withhold",
    "refusal": "withhold",
    "commit": "deliver",
    "conditional_threat": "deliver",
    "offer": "deliver",
    "keep_vague": "reserve",
    "withdraw": "reserve",
}


class _Plain(yaml.SafeLoader):
    """YAML in which *on* is a word, not a truth value."""


_Plain.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool" or key not in "oO"]
    for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class Gold:
    """One coded statement: `form` is direct, indirect, mixed or embedded, by the letter of its mark."""

    mark: str
    start: int
    end: int
    who: str
    principal: str
    act: str
    direction: str
    qualifiers: frozenset[str]
    instruments: frozenset[str]
    rungs: frozenset[str]
    anonymous: bool
    authority: str
    relay: int
    dates: tuple[str, str]
    low: bool

    @property
    def form(self) -> str:
        return {"q": "direct", "m": "mixed", "e": "embedded"}.get(self.mark[0], "indirect")


@dataclass(frozen=True, slots=True)
class LabelledText:
    name: str
    style: str
    date: str
    relay: int
    text: str
    statements: tuple[Gold, ...]


def strip_marks(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """Return the text without marks and each mark's span in it; marks may nest."""
    out: list[str] = []
    length = 0
    spans: dict[str, tuple[int, int]] = {}
    open_marks: list[tuple[str, int]] = []
    position = 0
    while position < len(marked):
        character = marked[position]
        if character == "{":
            bar = marked.index("|", position)
            name = marked[position + 1 : bar]
            if name in spans or any(name == known for known, _ in open_marks):
                raise ValueError(f"mark {name} twice")
            open_marks.append((name, length))
            position = bar + 1
        elif character == "}":
            name, start = open_marks.pop()
            spans[name] = (start, length)
            position += 1
        else:
            out.append(character)
            length += 1
            position += 1
    if open_marks:
        raise ValueError(f"marks left open: {open_marks}")
    return "".join(out), spans


def _dates(value: Any) -> tuple[str, str]:
    if value is None:
        return ("", "")
    if isinstance(value, list):
        return (str(value[0]), str(value[1]))
    return (str(value), str(value))


def _gold(mark: str, entry: dict[str, Any], span: tuple[int, int], relay: int) -> Gold:
    act = str(entry["act"])
    principal = str(entry.get("for", ""))
    return Gold(
        mark=mark,
        start=span[0],
        end=span[1],
        who=str(entry["who"]),
        principal=principal,
        act=act,
        direction=str(entry.get("dir", DIRECTION.get(act, "none"))),
        qualifiers=frozenset(entry.get("qual", ())),
        instruments=frozenset(entry.get("ins", ())),
        rungs=frozenset(entry.get("rungs", ())),
        anonymous=bool(entry.get("anon", False)),
        authority=str(entry.get("auth", "binding" if principal else "none")),
        relay=int(entry.get("relay", relay)),
        dates=_dates(entry.get("on")),
        low=bool(entry.get("low", False)),
    )


def read(path: Path) -> LabelledText:
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Plain)
    text, spans = strip_marks(document["text"])
    entries = {
        mark: {str(key): value for key, value in entry.items()} for mark, entry in document["statements"].items()
    }
    if set(entries) != set(spans):
        raise ValueError(f"{path.name}: marks and statements differ: {sorted(set(entries) ^ set(spans))}")
    relay = int(document.get("relay", 1))
    statements = tuple(
        sorted(
            (_gold(mark, entry, spans[mark], relay) for mark, entry in entries.items()), key=lambda g: (g.start, -g.end)
        )
    )
    return LabelledText(path.stem, document["style"], str(document.get("date", "")), relay, text, statements)


def texts(folder: Path = FOLDER) -> tuple[LabelledText, ...]:
    return tuple(read(path) for path in sorted(folder.glob("*.yaml")))


def recoded(folder: Path, first: tuple[LabelledText, ...]) -> tuple[LabelledText, ...]:
    """A second coding: a list of entries a file, each with the words (`at`) that it codes in the text of that name."""
    by_name = {text.name: text for text in first}
    found = []
    for path in sorted(folder.glob("*.yaml")):
        original = by_name[path.stem]
        statements = []
        for number, entry in enumerate(yaml.load(path.read_text(encoding="utf-8"), Loader=_Plain)):
            start = original.text.index(entry["at"])
            statements.append(_gold(f"s{number}", entry, (start, start + len(entry["at"])), original.relay))
        found.append(replace(original, statements=tuple(statements)))
    return tuple(found)
