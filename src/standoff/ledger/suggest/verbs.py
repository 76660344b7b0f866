"""Finds the verbs that may head an attribution: of saying, of refusing and offering, of expecting."""

import re
from functools import lru_cache

from standoff.ledger.suggest.frame import Candidate, FrameKind
from standoff.ledger.suggest.grammar import FINITE, NOUN_BEFORE, RELATIVE
from standoff.ledger.suggest.lexicon import Lexicon, word_class
from standoff.ledger.suggest.paragraph import MASK

_EXPECTED = re.compile(
    r"\b(?:is|are|was|were) (?:widely |also |now |reportedly )?(?:expected|likely|due|set|poised|scheduled|"
    r"slated) to (?P<verb>\w+)|\bwill (?:likely|probably) (?P<verb2>\w+)"
)


_ASKED = re.compile(
    r"\bask(?:ed|s) (?:(?:its|his|her|their|the|our) )?(?:\w+ ){1,3}for(?= )(?! (?:comment|clarification|"
    r"a comment|details))"
)


_BIDS = re.compile(r"\s(?:[\w’'-]+\s){1,9}?to\s[a-z]")
_BIDS_TO = re.compile(r"\s(?!that\b|it\b)(?:[A-ZÀ-Þ]?[\w’'-]+\s){1,6}?to\s(?:[a-z]+\s|[a-z]+[.,]?$)(?!that\b)")
_TAKES_OBJECT = re.compile(r"\s(?:that|[A-Z]|the|it|them|him|her|against|of)\b")
_UNFINITE = re.compile(
    r"(?:\bto|\bbeen|\bbe|\bbeing|\bis|\bare|\bwas|\bwere|\bnot|n['’]t|\b(?:never|cannot|could|should|must|would|"
    r"will|can|"
    r"may|might|having|do|does|did|that|what|which|best|so))\s+(?:\w+ly )?$"
)
_GOES_ON = re.compile(r"(?:went|goes|going) on to $|, (?:which|that) $|\b(?:took|taken|turned) to \w+ to $")
_ADJECTIVE_BEFORE = re.compile(
    r"(?:^|\s)(?:[a-z]+(?:ing|ed|al|ive|ic|ous|ful)|more|some|many|several|new|old|first|second|two|three|from|with|"
    r"about|over|for|on|against|despite|in|and|or)\s$"
)
_IDLE_BEFORE = re.compile(
    r"\s(?:by|in|at|at least|about|around|as|to|for|from|over|with|down|up|off|out|back|under|into)\b"
    r"(?! (?:their|the) \w+ that)"
)
_PROGRESSIVE = re.compile(
    r"\b(?:is|are|was|were|(?:has|have|had) (?:been|begun))\s+(?:also |now |again |still |openly |already |publicly )?$"
)


_PARTICIPLE_BEFORE = re.compile(
    r"(?:^|\s)(?:an?|the|his|her|its|their|my|our|your|every|each|these|those|(?!(?:he|she|it|who|that|there|"
    r"what)['’])\w+['’]s)\s$"
)


_POSTURE_VERBS = word_class("announced")


def candidates(masked: str, lexicon: Lexicon) -> list[Candidate]:
    found = [Candidate(FrameKind.DEED, m.group(), m.start(), m.end()) for m in lexicon.deeds.finditer(masked)]
    found += [Candidate(FrameKind.NOUN, "asked for", m.start(), m.end()) for m in _ASKED.finditer(masked)]
    found += [
        Candidate(FrameKind.EXPECTED, m.group(), m.start(), m.end())
        for m in _EXPECTED.finditer(masked)
        if (m["verb"] or m["verb2"]) in _POSTURE_VERBS
    ]
    relative = [m.span() for m in RELATIVE.finditer(masked)]
    relative = [(a, b) for a, b in relative if not _heads_relative(masked, a, lexicon)]
    for match in _verbs(lexicon).finditer(masked):
        if any(c.at <= match.start() < c.end for c in found) or any(a <= match.start() < b for a, b in relative):
            continue
        if not _speaks(masked, match, lexicon):
            continue
        act = lexicon.verb_acts.get(match.group())
        noun = (
            act in ("request", "criticism", "approval", "expectation")
            or re.match(r"threat\w+ to$", match.group() + masked[match.end() : match.end() + 3]) is not None
            or match.group() in word_class("promising") | word_class("nominal")
            or (match.group() in ("told", "tells") and _BIDS_TO.match(masked[match.end() :]) is not None)
        )
        kind = FrameKind.NOUN if noun else FrameKind.SPEECH
        found.append(Candidate(kind, match.group(), match.start(), match.end(), match.group() in lexicon.weak))
    found.sort(key=lambda c: (c.at, -c.end))
    return [c for c in found if not _passes_on(masked, c, lexicon)]


_AGENCY = re.compile(
    r"(?i)\b(?:news agency|agency|newspaper|daily|broadcaster|channel|website|magazine|media(?! wing)|tv|television|"
    r"radio)\b"
)


def _passes_on(masked: str, candidate: Candidate, lexicon: Lexicon) -> bool:
    """*the agency Tass reports that Rahn said …*: the words are not the agency's."""
    if candidate.kind is not FrameKind.SPEECH or not re.match(r"report|said|says|wrote|writes", candidate.verb):
        return False
    phrase = re.split(r"[,;:]\s|^", masked[max(0, candidate.at - 60) : candidate.at])[-1].strip()
    outlet = any(phrase.endswith(name) for name in lexicon.outlets)
    return (
        len(phrase.split()) <= 7
        and (outlet or _AGENCY.search(phrase) is not None)
        and not re.search(r"\btold\b|spokes", phrase)
    )


def _heads_relative(masked: str, start: int, lexicon: Lexicon) -> bool:
    """*Rahn, who also announced that …, urged*: a relative clause that opens with a verb of saying of its own."""
    opening = re.match(r", (who|which) (?:has |had |have )?(?:also |later |earlier |then )?", masked[start:])
    verb = _verbs(lexicon).match(masked, start + opening.end()) if opening else None
    if (
        verb is None
        or opening is None
        or (verb.group() in lexicon.weak and verb.group() not in word_class("infinitive"))
    ):
        return False
    after = masked[verb.end() :]
    body = opening[1] == "which" and re.search(_BODY_BEFORE, masked[:start]) is not None
    plain = ("said", "told", "warned", "insisted", "stressed", "added", "vowed")
    if opening[1] == "who" and verb.group() in plain and FINITE.search(after) is not None:
        return True
    return re.match(r" that\b", after) is not None or (
        (opening[1] == "who" or body)
        and (_BIDS.match(after) is not None or (body and FINITE.search(after) is not None))
    )


_BODY_BEFORE = r"(?i)\b(?:committee|council|ministry|government|army|military|office|cabinet|embassy|command|party)$"


@lru_cache(maxsize=8)
def _verbs(lexicon: Lexicon) -> re.Pattern[str]:
    words = sorted({*lexicon.speech, *lexicon.verb_acts}, key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?<![-’'])(?:{_trie(words)})\b(?!-)")


def _trie(words: list[str]) -> str:
    """A pattern of alternatives grouped by first letter, so that a wrong letter fails at once."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word)
    return "|".join(
        f"{letter}(?:{'|'.join(re.escape(w[1:]) for w in group)})" for letter, group in sorted(groups.items())
    )


def _speaks(masked: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether a form is a verb of saying here, not a noun, a participle, an infinitive or negated."""
    before, after, word = masked[: match.start()], masked[match.end() :], match.group()
    if word == "warning" and re.search(r"\band\s$", before) and _TAKES_OBJECT.match(after):
        return True
    if _is_noun(word, before, lexicon) or (word == "demands" and re.match(r" (?:for|of)\b", after)):
        return False
    if word.endswith("ing") and _PROGRESSIVE.search(before):
        return word in word_class("participles") or word in lexicon.verb_acts
    if re.search(r"\bdid (?:also |however )?$", before) and word in word_class("emphatic"):
        return True
    if _UNFINITE.search(before) and not _GOES_ON.search(before) and not re.search(rf"{MASK},?\s*$", before):
        return False
    if word in word_class("infinitive") and not _BIDS.match(after):
        return False
    if word in word_class("idle") and _IDLE_BEFORE.match(after):
        lively = word in ("responded", "answered", "called", "agreed", "described", "dismissed")
        return lively and not re.match(r"\s(?:by|in|at|to|for|off|up|out|down|back)\b", after)
    return not word.endswith("ing") or _participle_speaks(word, before, lexicon)


def _is_noun(word: str, before: str, lexicon: Lexicon) -> bool:
    """*its claim*, *a new warning*, *the army's alleged use*: a form behind a determiner or an adjective."""
    noun_like = word in word_class("noun_like")
    if (noun_like or word in lexicon.weak) and NOUN_BEFORE.search(before):
        return True
    if word.endswith("ed") and _PARTICIPLE_BEFORE.search(before):
        return True
    return noun_like and _ADJECTIVE_BEFORE.search(before) is not None


def _participle_speaks(word: str, before: str, lexicon: Lexicon) -> bool:
    """*, adding that*; *after accusing*: not the verbal noun of *by saying*."""
    if word in lexicon.verb_acts and re.search(r"\b(?:after|before|while|when)\s$", before):
        return True
    if re.search(r"\b(?:of|from|by|without|for|in|about|before|after|despite)\s$", before):
        return False
    return word in word_class("participles")
