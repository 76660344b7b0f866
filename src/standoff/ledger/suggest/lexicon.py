"""The lexicons: data files that say which words are verbs of saying, offices, states, instruments and hedges."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from standoff.errors import LedgerError

FILES = (
    *("places", "saying", "offices", "matters", "qualifiers", "acts", "furniture", "names", "voices", "predicates"),
    "signs",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of `acts.yaml`: the cue that tells an act, and what stands against it."""

    act: str
    cue: re.Pattern[str]
    unless: re.Pattern[str] | None
    own: bool
    weak: bool
    low: bool
    direction: str
    needs_instrument: bool
    needs_context: bool
    answer: bool
    needs_force: bool


@dataclass(frozen=True, slots=True)
class Surface:
    """A word that names a state or bloc: `kind` is name, demonym, seat or legislature."""

    code: str
    kind: str
    bloc: bool


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Everything the suggester knows of words. Build it with `load`.

    Examples
    --------
    >>> load().surfaces["Downing Street"].code
    'GBR'
    >>> "said" in load().speech
    True
    """

    surfaces: Mapping[str, Surface]
    nobody: frozenset[str]
    speech: frozenset[str]
    weak: frozenset[str]
    verb_acts: Mapping[str, str]
    deeds: re.Pattern[str]
    outlets: frozenset[str]
    offices: tuple[tuple[str, re.Pattern[str]], ...]
    instruments: tuple[tuple[str, re.Pattern[str]], ...]
    not_instruments: Mapping[str, re.Pattern[str]]
    rungs: tuple[tuple[str, re.Pattern[str]], ...]
    any_rung: re.Pattern[str]
    allied_soil: re.Pattern[str]
    qualifiers: tuple[tuple[str, re.Pattern[str]], ...]
    hedges: re.Pattern[str]
    rules: tuple[Rule, ...]
    rewrites: tuple[tuple[re.Pattern[str], str], ...]
    blockers: re.Pattern[str]
    predicates: Mapping[str, Any]
    signs: Mapping[str, Any]
    furniture: Mapping[str, re.Pattern[str]]
    captions: tuple[tuple[re.Pattern[str], int], ...]
    she: frozenset[str]
    he: frozenset[str]
    leaders: Mapping[str, str]
    addressed: str
    unnamed: re.Pattern[str]
    groups: re.Pattern[str]
    usual: tuple[tuple[re.Pattern[str], str, bool], ...]
    houses: tuple[tuple[re.Pattern[str], str], ...]
    newsmarks: tuple[tuple[re.Pattern[str], str], ...]
    cities: Mapping[str, str]
    palaces: re.Pattern[str]
    press: re.Pattern[str]
    not_press: re.Pattern[str]
    not_labels: frozenset[str]

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the states and blocs known."""
        return frozenset(surface.code for surface in self.surfaces.values())


def _any(patterns: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags)


def _expand(pattern: str, words: Mapping[str, str]) -> str:
    for _ in range(3):
        pattern = re.sub(r"<(\w+)>", lambda match: words.get(match[1], match[0]), pattern)
    return pattern


def _rule(entry: Mapping[str, Any], words: Mapping[str, str]) -> Rule:
    unless = entry.get("unless")
    return Rule(
        act=entry["act"],
        cue=re.compile(_expand(entry["cue"], words)),
        unless=re.compile(_expand(unless, words)) if unless else None,
        own=bool(entry.get("own", False)),
        weak=bool(entry.get("weak", False)),
        low=bool(entry.get("low", False)),
        direction=str(entry.get("direction", "")),
        needs_instrument=bool(entry.get("needs_instrument", False)),
        needs_context=bool(entry.get("needs_context", False)),
        answer=bool(entry.get("answer", False)),
        needs_force=bool(entry.get("needs_force", False)),
    )


def _surfaces(places: Mapping[str, Any]) -> dict[str, Surface]:
    found: dict[str, Surface] = {}
    for group, bloc in (("states", False), ("blocs", True)):
        for code, words in places.get(group, {}).items():
            for key, kind in (
                ("names", "name"),
                ("demonyms", "demonym"),
                ("seats", "seat"),
                ("legislature", "legislature"),
            ):
                for word in words.get(key, ()):
                    found.setdefault(word, Surface(code, kind, bloc))
    return found


def _merge(base: Any, extra: Any) -> Any:
    """Lay a user's file over ours: mappings merge, lists are put before ours, single values replace."""
    if isinstance(base, dict) and isinstance(extra, dict):
        return base | {key: _merge(base.get(key), value) for key, value in extra.items()}
    if isinstance(base, list) and isinstance(extra, list):
        return extra + [item for item in base if item not in extra]
    return extra


def _read(name: str, folder: Path | None) -> Any:
    document = yaml.safe_load(
        resources.files("standoff.ledger.suggest").joinpath("lexicons", f"{name}.yaml").read_text(encoding="utf-8")
    )
    if folder is None or not (folder / f"{name}.yaml").exists():
        return document
    path = folder / f"{name}.yaml"
    try:
        extra = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LedgerError("a lexicon that cannot be read", where=str(path), seen=str(error), need="YAML") from error
    if not isinstance(extra, dict):
        raise LedgerError("a lexicon that is no mapping", where=str(path), need=f"the keys of {name}.yaml")
    return _merge(document, extra)


@lru_cache(maxsize=1)
def _closed_classes() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(found) for name, found in _read("words", None).items()}


def word_class(name: str) -> frozenset[str]:
    """One closed class of `words.yaml`: particles, titles, abbreviations and their like.

    Examples
    --------
    >>> "van" in word_class("particles")
    True
    """
    return _closed_classes()[name]


@lru_cache(maxsize=8)
def load(folder: Path | None = None) -> Lexicon:
    """Read the lexicons, laying the files of `folder` over the bundled ones.

    Parameters
    ----------
    folder : Path, optional
        Holds any of the files in `FILES` with the suffix `.yaml`, in the form of the bundled ones: mappings are merged,
        lists go before ours.

    Raises
    ------
    LedgerError
        When a file is no YAML, no mapping, or holds a pattern that does not compile.
    """
    files = {name: _read(name, folder) for name in FILES}
    try:
        return _build(files)
    except (re.error, KeyError, AttributeError, TypeError) as error:
        raise LedgerError(
            "a lexicon that does not compile", where=str(folder or "lexicons"), seen=str(error)
        ) from error


def _build(files: Mapping[str, Any]) -> Lexicon:
    voices = files["voices"]
    saying, matters, acts, qualifiers = files["saying"], files["matters"], files["acts"], files["qualifiers"]
    verb_acts = {verb: act for act, verbs in saying["acts"].items() for verb in verbs}
    furniture = dict(files["furniture"])
    captions = furniture.pop("captions")
    return Lexicon(
        surfaces=_surfaces(files["places"]),
        nobody=frozenset(files["places"]["nobody"]),
        speech=frozenset(saying["speech"]),
        weak=frozenset(saying["weak"]),
        verb_acts=verb_acts,
        deeds=re.compile(rf"\b(?:{_any(found for kind in saying['deeds'].values() for found in kind).pattern})\b"),
        outlets=frozenset(saying["outlets"]),
        offices=tuple((name, _words(patterns)) for name, patterns in files["offices"].items()),
        instruments=tuple((name, _any(patterns)) for name, patterns in matters["instruments"].items()),
        not_instruments={name: _any(patterns) for name, patterns in matters["not_instruments"].items()},
        rungs=tuple((name, _any(patterns)) for name, patterns in matters["rungs"].items()),
        any_rung=_any(matters["any_rung"]),
        allied_soil=_any(matters["allied_soil"]),
        qualifiers=tuple(
            (name, _any(found)) for name, found in qualifiers.items() if name not in ("hedges", "this_offer")
        ),
        hedges=_any(qualifiers["hedges"]),
        rules=tuple(_rule(entry, acts["words"]) for entry in acts["rules"]),
        rewrites=tuple((re.compile(pattern), to) for pattern, to in acts["rewrites"]),
        blockers=re.compile(acts["blockers"]),
        predicates=files["predicates"],
        signs=files["signs"],
        furniture={name: _any([found] if isinstance(found, str) else found) for name, found in furniture.items()},
        captions=tuple((re.compile(pattern), weight) for pattern, weight in captions),
        she=frozenset(files["names"]["she"]),
        he=frozenset(files["names"]["he"]),
        leaders=dict(files["names"].get("leaders", {})),
        addressed="|".join(voices["addressed"]),
        unnamed=re.compile(rf"(?i)\b({'|'.join(voices['unnamed'])})s?$"),
        groups=re.compile(rf"(?i)\b(?:{'|'.join(voices['groups'])})$"),
        usual=tuple((re.compile(entry["office"]), entry["of"], bool(entry.get("named"))) for entry in voices["usual"]),
        houses=tuple((re.compile(entry["marks"]), entry["of"]) for entry in voices["houses"]),
        newsmarks=tuple((re.compile(entry["marks"]), entry["of"]) for entry in voices["newsmarks"]),
        cities={city: code for code, found in files["places"]["cities"].items() for city in found},
        palaces=_any(voices["palaces"]),
        press=re.compile(rf"(?i)\b(?:{'|'.join(voices['press'])})\b"),
        not_labels=frozenset(voices["not_labels"]),
        not_press=re.compile(rf"(?i)\b(?:{'|'.join(voices['not_press'])})\b"),
    )


def _words(patterns: Iterable[str]) -> re.Pattern[str]:
    """Match whole words; a pattern that holds a capital keeps its case, the others ignore it."""
    cased = [re.sub(r"\[(A-Z|RD)\]", r"(?-i:[\1])", p) for p in patterns]
    return re.compile(rf"(?<!\w)(?i:{'|'.join(cased)})(?!\w)")
