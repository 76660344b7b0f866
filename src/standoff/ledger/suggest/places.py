"""Where a text names states and blocs, the invented or unlisted among them too."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from standoff.ledger.suggest.lexicon import Lexicon, Surface, word_class

_OFFICE = (
    r"(?:prime minister|foreign minister|defen[cs]e minister|interior minister|minister|president|premier|"
    r"chancellor|king|queen|"
    r"government|parliament|ambassador|embassy|army|general staff|delegation|foreign ministry|defen[cs]e ministry|"
    r"ministry|"
    r"spokes(?:man|woman|person)|Prime Minister|Foreign Minister|Defen[cs]e Minister|President|Premier|Chancellor|"
    r"Ambassador|Minister|"
    r"Government|Embassy|Foreign Ministry|Defen[cs]e Ministry|officials?|diplomats?|troops|soldiers|forces|capital)"
)
_NAME = r"[A-ZÀ-Þ][a-zß-ÿ]+(?: [A-ZÀ-Þ][a-zß-ÿ]+)?"
_OF = re.compile(rf"\b{_OFFICE} (?:of|to) (?:the )?({_NAME})\b")
_POSSESSIVE = re.compile(rf"\b({_NAME})['’]s (?:\w+ ){{0,2}}?{_OFFICE}\b")
_DEMONYM = re.compile(
    rf"\b([A-ZÀ-Þ][a-zß-ÿ]+(?:ian|ic|an|ish|ese|i)) (?!(?:said|says|told|has|had|was|is|and|to|that|met|asked|urged|"
    rf"sent|ordered|called) )(?:\w+ )?{_OFFICE}\b"
)
_BLOC = re.compile(
    r"\b((?:[A-ZÀ-Þ][a-zß-ÿ]+ ){1,2}(?:Pact|Compact|Alliance|League|Treaty Organi[sz]ation|Federation|Community|"
    r"Coalition|Union|Entente)|Coalition of the [A-ZÀ-Þ][a-zß-ÿ]+)\b"
)
_BODY = re.compile(
    r"\b(?:[Ll]eaders|[Mm]inisters|[Mm]embers|[Ss]tates|"
    r"Government) of the ((?:[A-ZÀ-Þ][a-zß-ÿ]+ ){1,3}(?:Dialogue|Group|Forum|Partnership|Initiative|Council|"
    r"Organi[sz]ation|Triangle|Quad|Treaty))\b"
)
_NOT_PLACES = word_class("not_places")
_SHARED_SEATS = word_class("shared_seats")
_GENERIC_BLOCS = {
    "the bloc": "EU",
    "the alliance": "NATO",
    "the Alliance": "NATO",
    "alliance": "NATO",
    "Alliance": "NATO",
}
"""Words for a bloc that are no name, and the one they mean where the text names no other."""
_GENERIC = ("Ministry", "Department", "Foreign", "National", "State", "Defense")
"""A seat whose name begins so is another state's when that state follows: *Ministry of Defence of Vesland*."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A mention of a state or bloc at `text[start:end]`."""

    start: int
    end: int
    code: str
    kind: str
    bloc: bool


class Gazetteer:
    """The mentions of states and blocs in one text, in order."""

    def __init__(self, text: str, lexicon: Lexicon, pipeline: Any) -> None:
        induced = _induce(text, lexicon)
        found = [*_listed(text, lexicon, pipeline), *_matched(text, induced)]
        found.sort(key=lambda hit: (hit.start, -hit.end))
        meant = _meant_here(text, found)
        self._surfaces = {**lexicon.surfaces, **induced, **{word: s for word, s in meant.items() if s is not None}}
        for word in (word for word, surface in meant.items() if surface is None):
            del self._surfaces[word]
        found = [hit for hit in (_as_meant(text, hit, meant) for hit in found) if hit is not None]
        self.hits: tuple[Hit, ...] = tuple(_outermost(found))
        self._starts = [hit.start for hit in self.hits]
        self.text = text
        self._lexicon = lexicon
        self._initials = frozenset(word[0] for word in self._surfaces)
        self._phrases: dict[str, tuple[Hit, ...]] = {}
        self._induced = induced

    def between(self, start: int, end: int) -> tuple[Hit, ...]:
        """The mentions that begin in `text[start:end]`."""
        return self.hits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def name(self, code: str) -> str:
        """The name of a state or bloc, as the lexicon gives it first; the code itself where it has none."""
        return next((word for word, s in self._surfaces.items() if s.code == code and s.kind == "name"), code)

    def is_bloc(self, code: str) -> bool:
        """Whether a code is that of a bloc or a body of states."""
        return any(s.bloc for s in self._surfaces.values() if s.code == code)

    def of(self, words: str) -> tuple[Hit, ...]:
        """The mentions in a phrase that is cut from the text: its offsets are the phrase's."""
        if words not in self._phrases:
            self._phrases[words] = self._mentions(words)
        return self._phrases[words]

    def _mentions(self, words: str) -> tuple[Hit, ...]:
        surfaces = self._surfaces
        found: list[Hit] = []
        pieces = [(m.start(), m.end()) for m in re.finditer(r"[^\s,;:()\[\]“”\"«»—–]+", words)]
        for index, (start, _) in enumerate(pieces):
            if words[start] not in self._initials:
                continue
            for length in (6, 5, 4, 3, 2, 1):
                if index + length > len(pieces):
                    continue
                end = pieces[index + length - 1][1]
                surface = _surface(words[start:end], surfaces)
                if surface is not None and not re.search(r"\b(?:South|Latin|North|Central) (?=America)", words[:end]):
                    found.append(Hit(start, end, surface.code, surface.kind, surface.bloc))
                    break
        found.sort(key=lambda hit: (hit.start, -hit.end))
        return tuple(_outermost(found))


def _surface(words: str, surfaces: dict[str, Surface]) -> Surface | None:
    found = surfaces.get(words)
    if found is not None:
        return found
    bare = re.sub(r"['’]s?$", "", words) if "'" in words or "’" in words else words
    bare = bare.rstrip(".,;:")
    return surfaces.get(bare) or surfaces.get(bare + ".")


def _listed(text: str, lexicon: Lexicon, pipeline: Any) -> Iterator[Hit]:
    from spacy.matcher import PhraseMatcher

    matcher = PhraseMatcher(pipeline.vocab, attr="ORTH")
    surfaces = list(lexicon.surfaces)
    matcher.add("PLACE", list(pipeline.tokenizer.pipe(surfaces)))
    for line in re.finditer(r"[^\n]+", text):
        document = pipeline.make_doc(line.group())
        for _, first, last in matcher(document):
            span = document[first:last]
            surface = lexicon.surfaces.get(span.text)
            if surface is not None and not _false_place(document, first, last):
                yield Hit(
                    line.start() + span.start_char,
                    line.start() + span.end_char,
                    surface.code,
                    surface.kind,
                    surface.bloc,
                )


def _false_place(document: Any, first: int, last: int) -> bool:
    """A place inside another name: *University of London*, *South China Sea*, *Ministry of Defence of Vesland*."""
    before = document[first - 2].text if first >= 2 else ""
    after = document[last].text if last < len(document) else ""
    owned = (
        after == "of"
        and document[first:last].text.split()[0] in _GENERIC
        and document[last + 1 : last + 3].text.istitle()
    )
    of = before in ("University", "College", "Bank", "Times", "Sea", "Gulf") and document[first - 1].text == "of"
    part = document[first:last].text == "America" and document[first - 1].text in ("South", "North", "Latin", "Central")
    return (
        of
        or owned
        or (first > 0 and part)
        or after in ("Sea", "Ocean", "Strait", "Peninsula", "University", "Street", "Times")
    )


def _matched(text: str, induced: dict[str, Surface]) -> Iterator[Hit]:
    if not induced:
        return
    words = "|".join(re.escape(word) for word in sorted(induced, key=len, reverse=True))
    for match in re.finditer(rf"\b(?:{words})\b(?!(?<=North) [A-Z])(?!(?<=South) [A-Z])", text):
        surface = induced[match.group()]
        yield Hit(match.start(), match.end(), surface.code, surface.kind, surface.bloc)


def _meant_here(text: str, found: list[Hit]) -> dict[str, Surface | None]:
    """What words that several states or blocs share mean in this text; None where they name nobody.

    *the bloc* is the one the text names; *Ministry of Defence* is Britain's only where Britain or nobody is named.
    """
    words = {text[hit.start : hit.end] for hit in found}
    shared, kin = words & _SHARED_SEATS, words & _GENERIC_BLOCS.keys()
    if not shared and not kin:
        return {}
    proper = [hit for hit in found if text[hit.start : hit.end] not in _SHARED_SEATS | _GENERIC_BLOCS.keys()]
    states = {hit.code for hit in proper}
    blocs = Counter(hit.code for hit in proper if hit.bloc and hit.code not in ("UN", "G7", "G20"))
    meant: dict[str, Surface | None] = {}
    for word in shared:
        code = next(hit.code for hit in found if text[hit.start : hit.end] == word)
        if states and code not in states:
            meant[word] = None
    for word in kin:
        if blocs and _GENERIC_BLOCS[word] not in blocs:
            meant[word] = Surface(max(blocs, key=lambda code: (blocs[code], code)), "name", True)
    return meant


def _as_meant(text: str, hit: Hit, meant: dict[str, Surface | None]) -> Hit | None:
    surface = meant.get(text[hit.start : hit.end], hit)
    return None if surface is None else replace(hit, code=surface.code, kind=surface.kind, bloc=surface.bloc)


def _outermost(hits: list[Hit]) -> Iterator[Hit]:
    end = -1
    for hit in hits:
        if hit.start >= end:
            yield hit
            end = hit.end


def _honoured(place: int, text: str) -> bool:
    """Whether a word is the surname of someone with a title before his names: *Dr. Farhad Nouri President of …*."""
    return re.search(r"(?:Mr|Mrs|Ms|Dr|H\.E)\.? (?:[A-ZÀ-Þ][\w’'-]+ )+$", text[max(0, place - 60) : place]) is not None


def _induce(text: str, lexicon: Lexicon) -> dict[str, Surface]:
    """Learn states and blocs the lexicon does not hold from the offices they have in this text."""
    known = {*lexicon.surfaces, *lexicon.nobody}
    countries: Counter[str] = Counter()
    for pattern in (_OF, _POSSESSIVE):
        countries.update(m[1] for m in pattern.finditer(text) if _new(m[1], known) and m[1] not in lexicon.leaders)
    for name in [name for name in countries if _person_like(name, text)]:
        del countries[name]
    demonyms = {m[1] for m in _DEMONYM.finditer(text) if _new(m[1], known) and not _honoured(m.start(), text)}
    found: dict[str, Surface] = {}
    for match in _BLOC.finditer(text):
        name = re.sub(r"^The ", "", match[1])
        longer = re.match(r" of [\w ]+", text[match.end() : match.end() + 40])
        if longer and any(word.startswith(f"{name} of") for word in known):
            continue
        if name not in known and name.split()[0] not in ("European", "Soviet", "Trade"):
            found[name] = Surface(name, "name", True)
            if name.split()[-1] in ("Pact", "Compact", "League", "Coalition", "Entente"):
                found[name.split()[-1]] = Surface(name, "name", True)
    for match in _BODY.finditer(text):
        if match[1] not in known:
            found.setdefault(match[1], Surface(match[1], "name", True))
    found |= _halves(text)
    capitals = Counter(re.findall(r"(?<=[a-z,] )[A-ZÀ-Þ][a-zß-ÿ]{3,}\b", text))
    people = {
        m[2]
        for m in re.finditer(
            r"(?=\b(?!North|South|East|West|New|Upper|Lower|Great|The|In|Of)([A-ZÀ-Þ][a-zß-ÿ]+) ([A-ZÀ-Þ][a-zß-ÿ]+)\b)",
            text,
        )
        if m[1].lower() not in word_class("not_names")
    }
    for demonym in sorted(demonyms):
        stem = re.sub(r"(?:ian|ic|an|ish|ese|i)$", "", demonym)
        near = [name for name in (*countries, *capitals) if _kin(stem, name, demonym)]
        guess = demonym[:-1] if demonym.endswith("ian") else demonym
        code = max(near, key=lambda name: (countries[name] + capitals[name], name), default=guess)
        countries[code] += 1
        found[demonym] = Surface(code, "demonym", False)
        found[demonym + "s"] = Surface(code, "demonym", False)
    for name in countries:
        if name not in found and name not in known and name not in people:
            found[name] = Surface(name, "name", False)
    return found


def _halves(text: str) -> dict[str, Surface]:
    """*the North*, *the South*: the two Koreas where a text speaks of both."""
    if "North Korea" not in text or "South Korea" not in text:
        return {}
    sides = (("North", "PRK"), ("South", "KOR"))
    return {f"{article} {side}": Surface(code, "name", False) for side, code in sides for article in ("the", "The")}


def _person_like(name: str, text: str) -> bool:
    """A name with a title, or two words that never stand where a place would: *Imran Rahn's government*."""
    if " " in name:
        placed = rf"\b(?:in|to|from|of|into|against|across|near) (?:the )?{re.escape(name)}\b"
        return re.search(placed, text) is None
    title = r"\b(?:Mr|Mrs|Ms|Dr|Sir|President|Minister|Premier|Chancellor|Secretary|PM)\.?"
    return re.search(rf"{title} (?:[A-ZÀ-Þ][\w’'-]+ )?{re.escape(name)}\b", text) is not None


def _new(word: str, known: set[str]) -> bool:
    return word not in known and word.split()[0] not in known and not any(part in _NOT_PLACES for part in word.split())


def _kin(stem: str, name: str, demonym: str) -> bool:
    if name == demonym or name in _NOT_PLACES or name.endswith(("ians", "ans")) or len(stem) < 3:
        return False
    shared = len(stem) if name.startswith(stem) else len(stem) - 1 if name.startswith(stem[:-1]) else 0
    return shared >= 3 and len(name) <= len(stem) + 5
