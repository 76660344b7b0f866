"""Whose action a statement speaks of: the speaker's own side's, another's, or nobody's that it names."""

import re
from enum import Enum
from typing import NamedTuple

from standoff.ledger.suggest.lexicon import word_class
from standoff.ledger.suggest.matters import plain
from standoff.ledger.suggest.meaning import Context
from standoff.ledger.suggest.places import Gazetteer

_SUBJECT = re.compile(
    r"\b(?P<own>we|i|our (?!own\b)[\w-]+(?: [\w-]+)?|my [\w-]+|us)\b|\b(?P<third>he|she|it|they|(?:his|her|its|"
    r"their) (?!own\b)[\w-]+)\b|\b(?P<you>you|your \w+|nobody else)\b"
)


_OBJECT = re.compile(
    r"\b(?:to|in|into|on|against|over|for|from|of|with|"
    r"at(?! (?:times|least|last|first|present|once)\b)|inside|by|across|near|between|toward|towards|to \w+|"
    r"\w+ing|confront|defend|help|support|"
    r"arm|attack|deter|invade|supply|give|tell|protect|provoke|let|allow|ask) (?:the )?(?:\w+ )?$"
)


_OWN_OFFICE = re.compile(
    r"\bthe (?:royal navy|navy|army|air force|armed forces|military|coast ?guard|fleet|treasury|pentagon|"
    r"[\w' ]{0,20}ministry|general staff|(?:joint )?chiefs of staff|special forces|marines|police|"
    r"people's liberation army|"
    r"(?:state|commerce|war|foreign) (?:department|office)|kingdom|crown|executive|supreme leader|high command|"
    r"president|prime minister|"
    r"chancellor|(?:\w+ )?government|administration|secretary|minister|country|alliance's|cabinet|commander in chief|"
    r"department of (?:defense|state))\b"
)


class Side(Enum):
    """Who would do what a statement speaks of, seen from its speaker."""

    OWN = "own"
    OTHER = "other"
    OPEN = "open"


class Owner(NamedTuple):
    """Whose action; `actor` is a bloc the voice belongs to where it is the bloc's."""

    side: Side
    actor: str = ""
    doubts: tuple[tuple[float, str], ...] = ()


class _Doer(NamedTuple):
    """A word that may be the subject of a cue, by where it ends. `code` and `bloc` belong to the name of a place."""

    end: int
    kind: str
    words: str
    code: str = ""
    bloc: bool = False


OWN = Owner(Side.OWN)
OTHER = Owner(Side.OTHER)


def owner_of(words: str, text: str, cue: tuple[int, int], context: Context, gazetteer: Gazetteer) -> Owner:
    """Return whose action the cue, a span of `text`, speaks of; `words` are the same with their capitals."""
    doers = _doers(words, text[: cue[0]] + " ", gazetteer)
    if not doers:
        return _owner_inside(words, text[slice(*cue)], context, gazetteer)
    doer = max(doers)
    if doer.kind == "own":
        return OWN
    if doer.kind == "you":
        return OTHER
    if doer.kind == "office":
        return OWN if context.voice.principal and context.voice.kind != "pronoun" else Owner(Side.OPEN)
    if doer.kind == "third":
        return _third(doer, context, spoken_of=any(d.kind == "office" for d in doers))
    shared = {hit.code for hit in gazetteer.of(context.voice.label)} if context.voice.kind == "institution" else set()
    listed = _listed_with(doer, doers, text)
    return OWN if doer.code in shared or context.voice.principal in listed else _of_place(doer, context)


def _listed_with(doer: _Doer, doers: list[_Doer], text: str) -> set[str]:
    """The states of a list that ends in this one: *Germany, Britain and Poland*."""
    codes, end = {doer.code}, doer
    for other in sorted(doers, reverse=True):
        between = text[other.end : end.end - len(end.words)]
        if other.kind == "place" and other.end < end.end and re.fullmatch(r",? (?:and (?:the )?|the )?", between):
            codes.add(other.code)
            end = other
    return codes


def _doers(words: str, lead: str, gazetteer: Gazetteer) -> list[_Doer]:
    """The subjects that stand before a cue in its own sentence; a possessive object does not count."""
    found: list[_Doer] = []
    for subject in _SUBJECT.finditer(lead):
        kind = "own" if subject["own"] else "third" if subject["third"] else "you"
        found.append(_Doer(subject.end(), kind, subject.group()))
    found.extend(_Doer(office.end(), "office", office.group()) for office in _OWN_OFFICE.finditer(lead))
    for hit in gazetteer.of(words):
        surface = plain(words[hit.start : hit.end])
        found.extend(
            _Doer(place.end(), "place", surface, hit.code, hit.bloc)
            for place in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", lead)
            if hit.kind != "legislature" and not _OBJECT.search(lead[: place.start()])
        )
    found = [doer for doer in found if not re.search(r"[.;:—]\s", lead[doer.end :])]
    first = min((doer.end for doer in found), default=0)
    return [doer for doer in found if doer.end == first or not re.match(r"(?:its|their|his|her) ", doer.words)]


def _owner_inside(words: str, cue: str, context: Context, gazetteer: Gazetteer) -> Owner:
    """No subject before the cue: one within it, as in *nor will we*, else nobody is named."""
    within = _SUBJECT.search(cue)
    if within and within["own"]:
        return OWN
    for hit in gazetteer.of(words):
        surface = plain(words[hit.start : hit.end])
        named = re.search(rf"(?<!\w){re.escape(surface)}(?!\w)", cue)
        if named and hit.kind == "demonym" and hit.code == context.voice.principal:
            return OWN
    return Owner(Side.OPEN, "", () if context.deed or not context.direct else ((0.08, "no doer named"),))


def _third(doer: _Doer, context: Context, *, spoken_of: bool) -> Owner:
    """*he will not*: in reported words the voice itself; from a spokesperson the one spoken for."""
    if not context.direct:
        return OWN
    spokes = context.voice.kind in ("spokesperson", "anonymous", "institution")
    spokes = spokes or _OWN_OFFICE.search(plain(context.around)) is not None
    if doer.words in ("he", "she") and (spokes or spoken_of):
        return Owner(Side.OWN, "", ((0.05, "the one spoken for"),))
    if doer.words == "it":
        return Owner(Side.OPEN, "", ((0.1, "“it” left open"),))
    return OTHER


def _of_place(doer: _Doer, context: Context) -> Owner:
    principal = context.voice.principal
    if doer.code == principal:
        return OWN
    if doer.bloc and principal and _may_speak_for(doer.code, principal):
        return Owner(Side.OWN, doer.code, ((0.08, "speaks of the bloc's action"),))
    if not principal and context.voice.kind in ("anonymous", "group"):
        return Owner(Side.OWN, doer.code, ((0.3, "speaks of another's action"),))
    return OTHER


def _may_speak_for(bloc: str, principal: str) -> bool:
    """Whether a state is of the bloc; of a bloc whose members are not listed any may be.

    A bloc may be the bloc that is spoken of without its name: states have codes of three letters, blocs have not.
    """
    if len(principal) != 3:
        return True
    try:
        return principal in word_class(f"members of {bloc}")
    except KeyError:
        return True
