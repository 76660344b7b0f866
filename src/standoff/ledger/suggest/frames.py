"""Finds attribution in a narrative sentence: the verb of saying, its subject, and the words it carries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from standoff.ledger.suggest.lexicon import Lexicon, word_class
from standoff.ledger.suggest.segmentation import MASK

_AUX = re.compile(
    r"(?:(?:^|(?<=[\s,]))(?:has|have|had|also|then|later|again|once|now|already|still|further|even|just|only|who|"
    r"himself|herself|itself|themselves|first|twice|soon|subsequently|so far|thus far|to date|in recent days|"
    r"[a-z]+ly|"
    r"went on to|goes on to|was the first to|in turn|for (?:his|her|its|their) part|however|too|both|all|did|does|"
    r"do|would|will|could|can|may|might|must)\s*,?\s*)+$"
)
_TIME = (
    r"(?:(?:late|early|earlier|again|later|on|last|this|next|yesterday|today|tomorrow|in|at|during|from|by|before|"
    r"after|via|through|aboard|outside|inside|alongside|since)\b[^,;:]{0,70}?)"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|will|would|has|have|had|can|cannot|could|may|might|should|must|shall|does|did|said|"
    r"says|say|told|met|took|made|came|went|gave|saw|led|began|held|kept|left|lost|sent|spoke|stood|won|wrote|"
    r"isn't|won't|doesn't|don't|didn't|wasn't|wouldn't|couldn't|haven't|hasn't|won’t|doesn’t|don’t|isn’t|"
    r"(?!retired|named|unnamed|armed|united|combined|advanced|based|appointed|elected|so-called|allied|exiled|"
    r"ousted|jailed|limited|unidentified|designated|red\b|related)[a-z]{3,}ed)\b"
)
_CLAUSE = re.compile(
    rf"(?P<hard>[;:]\s|{MASK}[,.]?\s*|\s[—–]{{1,2}}\s|\s--\s|^)|(?P<word>\b(?:but|while|although|though|because|as|"
    rf"when|where|whereas|before|that|than|if|so|yet|since|which|what|how|until|after)\s)|(?P<and>\band\s)|"
    rf"(?P<with>\bwith\s)|(?P<or>\bnor\s)"
)
_SUBORDINATE = re.compile(
    r",\s(?:who|which|whose|on an? \w+|in [A-Z]\w+|at an? \w+|speaking|standing|sitting|asked|asking|referring|"
    r"citing|emerging|flanked|visiting|using|in an? \w+|in (?:his|her|its) \w+|on \w+day|for (?:his|her|its|"
    r"their) part|in turn|meanwhile|however|too|after|during|when|at (?:a|the) \w+|a day|a week|hours|days|"
    r"himself|herself|once|formerly|now|then|also|instead|by contrast|like|along with|together with)\b[^,]*,"
)
_RELATIVE = re.compile(rf",\s(?:who|which|whose)\b[^,{MASK}]*(?:,|$)")
_ADVERBIAL = re.compile(
    r"(?i)(?:in|on|at|by|for|from|after|before|during|since|with|without|despite|amid|under|until|as|when|while|"
    r"if|because|although|though|asked|speaking|pressed|pushed|questioned|standing|referring|citing|writing|"
    r"responding|reacting|addressing|later|earlier|meanwhile|however|still|yet|yesterday|today|separately|instead|"
    r"also|then|now|last|this|next|two|three|four|five|\w+ (?:days?|weeks?|months?|hours?|years?) (?:ago|later|"
    r"earlier|before)|but|and|so|to|upon|within|among|against|behind|beside|inside|outside|over|throughout|"
    r"according|(?!italy\b|july\b|emily\b|kelly\b|sally\b|molly\b|billy\b|reilly\b|family\b|ally\b|"
    r"assembly\b)\w+ly|more recently|turning|visiting|in turn|for (?:his|her) part|of course|at the same time|"
    r"on \w+day|nor|or|here|there|back)\b"
)
_NOUN_BEFORE = re.compile(
    r"(?i)(?:^|\s)(?:a|an|the|another|first|second|last|latest|his|her|its|their|this|that|no|any|of|every|each|"
    r"official|new|my|our|your|these|those|to|be|been|being|is|was|were|are|by|having|as|\w+['’]s|public|recent|"
    r"such)\s$"
)
_PASSIVE = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|gets?|got)(?: (?:not|also|widely|often|now|then|\w+ly))?\s)$"
)


class FrameKind(Enum):
    """What the verb does to its complement."""

    SPEECH = "speech"
    NOUN = "noun"
    DEED = "deed"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Frame:
    """One attribution. Offsets are the unit's.

    `subject` is empty where it is the subject of the frame before (*but added that*). `content` holds the spans that
    the voice is answerable for; `zone` is the part of the sentence the frame governs.
    """

    kind: FrameKind
    verb: str
    at: int
    end: int
    subject: str
    subject_at: int
    appositions: tuple[str, ...]
    content: tuple[tuple[int, int], ...]
    zone: tuple[int, int]
    relayed: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    kind: FrameKind
    verb: str
    at: int
    end: int
    weak: bool = False


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


_DEEDS = re.compile(
    r"\b(?:(?P<vague>(?:did|does|do|would|will|has|have|had|is|are|was)(?:n['’]t|"
    r" not) (?:\w+ )?(?:yet )?(?:rul(?:e[sd]?|ing)|exclud(?:e[sd]?|ing)|preclud(?:e[sd]?|ing))|(?:refus|"
    r"declin)(?:ed|es|ing|e) to (?:rule|say|comment|elaborate|specify|discuss|confirm|be drawn|speculate|give|"
    r"provide|answer|exclude|spell|go into|detail|disclose|reveal|address)|(?:would|will|did)(?:n['’]t|"
    r" not) (?:comment|elaborate|be drawn|speculate|say (?:whether|what|how|if|when|which)|specify|confirm|"
    r"go into)|(?:has|have|had)? ?kept (?:his|her|its|their|the) (?:\w+ ){1,3}(?:vague|open|ambiguous)|stopp(?:ed|"
    r"ing) short of|(?:sidestepped|dodged|ducked|evaded|deflected|brushed (?:aside|off)) (?:an? |the |several |"
    r"all )?(?:question|questions|issue)|left (?:\w+ )?open (?:whether|the)|kept open)"
    r"|(?P<ruled>(?:(?:has|have|had) (?:\w+ly |also |already |publicly )?)?(?:ruled|rules|ruling) (?:\w+ ){0,6}?out)"
    r"|(?P<refused>(?:(?:has|have|had) (?:also )?)?(?:turn(?:ed|s|ing) down|declin(?:ed|es|ing) (?=an?\b|the\b|"
    r"its\b|his\b|her\b|[A-Z])|reject(?:ed|s|ing)|rebuffed|spurned|refus(?:ed|es|ing) (?=to (?:send|supply|"
    r"deliver|deploy|join|take|provide|impose|enforce|sign|allow|back|support)|an?\b|the\b)|said no to|vetoed|"
    r"blocked))"
    r"|(?P<offered>offer(?:ed|s) (?=to|up|an?\b|its|the|[\w-]+)|(?:agreed|decided|resolved|voted|"
    r"moved)(?: (?:on )?[A-Z]\w+day)? to|(?:agreed|decided) (?=that)|took note of|announced (?=(?:the|an?|new|"
    r"further|additional|more|fresh)\b))"
    r"|(?P<withdrew>(?:withdrew|rescinded|revoked|retracted|reversed|took back|dropped|lifted) (?=its|his|her|"
    r"their|an?|the))"
    r")\b"
)
_EXPECTED = re.compile(
    r"\b(?:is|are|was|were) (?:widely |also |now |reportedly )?(?:expected|likely|due|set|poised|scheduled|"
    r"slated) to (?P<verb>\w+)|\bwill (?:likely|probably) (?P<verb2>\w+)"
)
_ASKED = re.compile(
    r"\bask(?:ed|s) (?:(?:its|his|her|their|the|our) )?(?:\w+ ){1,3}for(?= )(?! (?:comment|clarification|"
    r"a comment|details))"
)
_NOUN_BY = re.compile(
    r"\b(?:an?|the|his|her|its|earlier|recent|repeated|this week's) (?:\w+ )?(?:warnings?|threats?|statements?|"
    r"promises?|pledges?|vows?|announcements?|declarations?|assurances?|claims?|insistence) "
    r"(?:by|from|of) (?P<who>[^,;]{3,80}?),? that (?=[a-zA-Z])"
)
_FIRST_TO = re.compile(
    r"\b(?:became|becomes|is|was) the (?:first|latest|second|only|last) [^,;]{0,60}?to (?:publicly )?(?:say|"
    r"announce|declare|warn|state|admit)(?: publicly| openly)? that\b"
)
_POSTURE_VERBS = word_class("announced")


def frames(masked: str, lexicon: Lexicon) -> tuple[Frame, ...]:
    """Return the attributions of one narrative sentence in order; quotations are masked in it.

    Examples
    --------
    >>> from standoff.ledger.suggest.lexicon import load
    >>> frame, = frames("Orlo, who took office in May, said her country would send tanks.", load())
    >>> frame.subject, frame.verb
    ('Orlo', 'said')
    """
    special = list(_special(masked))
    led = [f for f in special if f.verb == "according to" and f.at <= 1]
    candidates = [
        c
        for c in _candidates(masked, lexicon)
        if not any(f.at <= c.at < f.end for f in special) and not _inside(led, c.at)
    ]
    said = [c for c in candidates if c.kind in (FrameKind.SPEECH, FrameKind.NOUN)]
    closing = _closing(masked, said)
    made = [closing] if closing is not None else _pass(masked, said, [])
    made.extend(frame for frame in special if not any(_inside(made, a) for a, _ in frame.content))
    deeds = _pass(masked, [c for c in candidates if c.kind in (FrameKind.DEED, FrameKind.EXPECTED)], made)
    made = sorted([*made, *deeds], key=lambda frame: frame.at)
    return tuple(_zoned(masked, made))


def _closing(masked: str, candidates: list[_Candidate]) -> Frame | None:
    """*Japan has promised boats, its prime minister said.*: one voice at the end answers for the whole sentence."""
    if len(candidates) < 2 or MASK in masked:
        return None
    last = candidates[-1]
    tail = masked[last.end :]
    if last.kind is not FrameKind.SPEECH or last.weak or not re.match(rf"\s*(?:{_TIME})?[.\s]*$", tail):
        return None
    frame = _frame(masked, last, 0, len(masked))
    if (
        frame is None
        or not frame.subject
        or len(frame.content) != 1
        or frame.content[0][0] > 2
        or frame.content[0][1] > frame.subject_at
    ):
        return None
    return frame if all(c.at < frame.content[0][1] for c in candidates[:-1]) else None


def _pass(masked: str, candidates: list[_Candidate], outer: list[Frame]) -> list[Frame]:
    """Build frames from left to right; one that lies inside what another voice says is that voice's own words."""
    made: list[Frame] = []
    edge = 0
    for candidate in candidates:
        beside = re.search(r"\b(?:but|and)\s+(?:\w+ly |also |then )?$", masked[: candidate.at]) is not None
        answered = any(a <= candidate.at < b and frame.at > candidate.at for frame in outer for a, b in frame.content)
        if answered or (_inside(outer, candidate.at) and not beside) or any(f.at <= candidate.at < f.end for f in made):
            continue
        frame = _frame(masked, candidate, edge, len(masked))
        if frame is None or (_inside(made, candidate.at) and not _stands_beside(masked, candidate, frame)):
            continue
        made.append(frame)
        edge = candidate.end
    return made


def _stands_beside(masked: str, candidate: _Candidate, frame: Frame) -> bool:
    """Whether a verb inside the frame before it opens a clause of its own: *but added*, *, adding*, *when she said*."""
    start = frame.subject_at if frame.subject else candidate.at
    lead = masked[:start]
    if not frame.subject:
        return bool(
            re.search(r"(?:\b(?:and|but|while)\s+(?:\w+ly |also |then |later )?|,\s*)$", lead)
        ) or candidate.verb.endswith("ing")
    return bool(re.search(r"(?:,\s*(?:and|but|while|though|although|as|when|after|with|yet)|\bwhen|\bas|;)\s+$", lead))


def _inside(made: list[Frame], position: int) -> bool:
    return any(a <= position < b for frame in made for a, b in frame.content)


def _candidates(masked: str, lexicon: Lexicon) -> list[_Candidate]:
    found = [_Candidate(FrameKind.DEED, m.group(), m.start(), m.end()) for m in _DEEDS.finditer(masked)]
    found += [_Candidate(FrameKind.NOUN, "asked for", m.start(), m.end()) for m in _ASKED.finditer(masked)]
    found += [
        _Candidate(FrameKind.EXPECTED, m.group(), m.start(), m.end())
        for m in _EXPECTED.finditer(masked)
        if (m["verb"] or m["verb2"]) in _POSTURE_VERBS
    ]
    relative = [m.span() for m in _RELATIVE.finditer(masked)]
    for match in _verbs(lexicon).finditer(masked):
        if any(c.at <= match.start() < c.end for c in found) or any(a <= match.start() < b for a, b in relative):
            continue
        if not _speaks(masked, match, lexicon):
            continue
        act = lexicon.verb_acts.get(match.group())
        noun = (
            act in ("request", "criticism", "approval", "expectation")
            or re.match(r"threat\w+ to$", match.group() + masked[match.end() : match.end() + 3]) is not None
            or match.group()
            in (
                "promised",
                "pledged",
                "vowed",
                "promises",
                "pledges",
                "vows",
                "promising",
                "pledging",
            )
        )
        kind = FrameKind.NOUN if noun else FrameKind.SPEECH
        found.append(_Candidate(kind, match.group(), match.start(), match.end(), match.group() in lexicon.weak))
    found.sort(key=lambda c: (c.at, -c.end))
    return found


def _speaks(masked: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether a form is a verb of saying here, not a noun, a participle, an infinitive or negated."""
    before, after = masked[: match.start()], masked[match.end() :]
    word = match.group()
    if (word in lexicon.weak or word in word_class("noun_like")) and _NOUN_BEFORE.search(before):
        return False
    if re.search(
        r"\b(?:to|been|be|being|is|are|was|were|not|n['’]t|never|cannot|could|should|must|would|will|can|may|"
        r"might|having|do|does|did|that|what|which|best|so)\s+(?:\w+ly )?$",
        before,
    ) and not re.search(r"(?:went|goes|going) on to $|, (?:which|that) $", before):
        inverted_quote = re.search(rf"{MASK},?\s*$", before)
        if not inverted_quote:
            return False
    if word in word_class("noun_like") and re.search(
        r"(?:^|\s)(?:[a-z]+(?:ing|ed|al|ive|ic|ous|ful)|more|some|many|several|new|old|first|second|two|three|"
        r"from|with|about|over|for|on|against|despite|in|and|or)\s$",
        before,
    ):
        return False
    if word in word_class("idle") and re.match(
        r"\s(?:by|in|at|at least|about|around|as|to|for|from|over|with|down|up|off|out|back|under|"
        r"into)\b(?! (?:their|the) \w+ that)",
        after,
    ):
        return word in ("responded", "answered", "called", "agreed", "described", "dismissed") and not re.match(
            r"\s(?:by|in|at|to|for|off|up|out|down|back)\b", after
        )
    if word.endswith("ing") and re.search(r"\b(?:of|from|by|without|for|in|about|before|after|despite)\s$", before):
        return False
    return not (word.endswith("ing") and word not in word_class("participles"))


def _frame(masked: str, candidate: _Candidate, edge: int, following: int) -> Frame | None:
    weak = candidate.weak
    left = _left_subject(masked, candidate, edge)
    right = _right_subject(masked, candidate) if candidate.kind in (FrameKind.SPEECH, FrameKind.NOUN) else None
    if right is not None and (
        left is None or not left[0] or left[3] == "clause" or _inverted(masked, candidate, left, right)
    ):
        subject, at, appositions, stop = right
        start = _zone_start(masked, edge, candidate.at)
        content = _clean(masked, start, candidate.at)
        resumed = re.search(f"{MASK}+", masked[stop:following])
        after = (stop + resumed.start(), stop + resumed.end()) if resumed else None
        if content is None and after is None:
            return None
        spans = tuple(span for span in (content, after) if span is not None)
        return Frame(
            candidate.kind, candidate.verb, candidate.at, stop, subject, at, appositions, spans, (start, len(masked))
        )
    if left is None:
        return None
    subject, at, appositions, _ = left
    if re.search(r"\bwhat\s+(?:the\s+)?$", masked[:at]):
        return None
    joined = re.search(r"(?:\b(?:and|but|while|or)\s+(?:\w+ly |also |then |later )?|,\s*)$", masked[: candidate.at])
    if not subject and not joined and not candidate.verb.endswith("ing") and candidate.kind is not FrameKind.DEED:
        return None
    return _left_frame(masked, candidate, subject, at, appositions, weak, edge)


def _left_frame(
    masked: str, candidate: _Candidate, subject: str, at: int, appositions: tuple[str, ...], weak: bool, edge: int
) -> Frame | None:
    if candidate.kind in (FrameKind.DEED, FrameKind.EXPECTED):
        span = _clean(masked, at, _deed_end(masked, candidate.end))
        return (
            None
            if span is None
            else Frame(
                candidate.kind,
                candidate.verb,
                candidate.at,
                candidate.end,
                subject,
                at,
                appositions,
                (span,),
                (at, span[1]),
            )
        )
    after = _complement(masked, candidate)
    if (
        after is not None
        and candidate.kind is FrameKind.SPEECH
        and not (_FINITE.search(masked[after[0] : after[1]]) or MASK in masked[after[0] : after[1]])
    ):
        after = None
    spans: list[tuple[int, int]] = []
    subject_start = at if subject else candidate.at
    before = _clean(masked, edge, max(edge, subject_start)) if subject else None
    if after is not None:
        explicit = (
            re.match(r"[^,]{0,70}?\bthat\b", masked[candidate.end :]) is not None or MASK in masked[after[0] : after[1]]
        )
        if weak and not explicit and not _weak_allowed(masked, candidate, after, subject):
            after = None
    trailing = (
        before is not None
        and edge < before[0] + 1
        and (masked[:subject_start].rstrip().endswith((",", MASK, "—", "–", "?", "!")) and bool(subject))
    )
    if before is not None and (
        MASK in masked[before[0] : before[1]]
        or (
            after is None
            and trailing
            and (not weak or re.match(r"\s*(?:[,.;]|$)", masked[candidate.end :]))
            and _FINITE.search(masked[before[0] : before[1]])
        )
    ):
        if MASK in masked[before[0] : before[1]] and not _quotes_only(masked[before[0] : before[1]]) and not trailing:
            quoted = [m.span() for m in re.finditer(f"{MASK}+", masked[before[0] : before[1]])]
            before = (before[0] + quoted[-1][0], before[0] + quoted[-1][1])
        spans.append(before)
        that = re.match(r"[^,]{0,60}?\bthat\b", masked[candidate.end :])
        participle = after is not None and re.match(r"[a-z]+ing\b", masked[after[0] : after[1]]) is not None
        if (
            after is not None
            and MASK in masked[before[0] : before[1]]
            and not that
            and (participle or MASK not in masked[after[0] : after[1]])
        ):
            after = None
    if after is not None:
        spans.append(after)
    if not spans:
        return None
    return Frame(
        candidate.kind,
        candidate.verb,
        candidate.at,
        candidate.end,
        subject,
        at,
        appositions,
        tuple(spans),
        (min(edge, at), spans[-1][1]),
    )


def _inverted(
    masked: str,
    candidate: _Candidate,
    left: tuple[str, int, tuple[str, ...], str],
    right: tuple[str, int, tuple[str, ...], int],
) -> bool:
    """*…, said Sen. A. Bee.*: a titled or full name ends the sentence, and no apposition closes before the verb."""
    named = re.search(r"(?:[A-ZÀ-Þ][\w.’'-]*\.? ){1,4}[A-ZÀ-Þ][\w’'-]+", right[0]) is not None
    ends = not re.search(rf"[\w{MASK}]", re.sub(r"^[^.;]*$", "", masked[right[3] :]))
    return named and ends and not left[2] and masked[: candidate.at].rstrip().endswith(",")


def _quotes_only(piece: str) -> bool:
    return not re.sub(f"[{MASK}\\s,.;:—–-]", "", piece)


def _weak_allowed(masked: str, candidate: _Candidate, after: tuple[int, int], subject: str) -> bool:
    """A weak verb carries a clause without *that* when a voice leads it and a finite verb follows."""
    piece = masked[after[0] : after[1]]
    voice = re.search(
        r"(?i)\b(?:critics|officials|diplomats|policymakers|skeptics|sceptics|doubters|defenders|experts|analysts|"
        r"envoys|observers|some|many|others|lawmakers|backers|allies|he|she|they)\b(?: (?:of|in|at|"
        r"from) .{1,40})?$",
        subject,
    )
    named = re.search(r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*$", subject) is not None
    minded = r"believ|think|thought|fear|hope|feel|felt|worr|understand|understood|warn|agree|swear"
    led = voice is not None or (named and re.match(minded, candidate.verb) is not None)
    pronoun = re.match(r"\s*(?:it|he|she|they|we|the|there|his|her|its|their|[A-Z])", piece)
    nominal = candidate.verb in word_class("naming")
    return bool(
        (led or candidate.verb in ("agreed", "noted", "claims", "notes", "maintained", "repeated", "warns", "hints"))
        and pronoun
        and _FINITE.search(piece)
    ) or (nominal and candidate.verb.startswith("d") and candidate.verb.startswith("den"))


def _zone_start(masked: str, edge: int, at: int) -> int:
    start = edge
    match = re.match(r"[\s,;]*(?:(?:and|but|while|though|although|as)\s)?", masked[start:at])
    return start + (match.end() if match and start else 0)


def _clean(masked: str, start: int, end: int) -> tuple[int, int] | None:
    piece = masked[start:end]
    lead = re.match(r"[\s,;:.—–-]*(?:(?:but|and|while|as|though|although|that|nor|for)\s+(?=\S))?", piece)
    start += lead.end() if lead else 0
    piece = masked[start:end].rstrip(" \t\n,;:—–-(")
    piece = re.sub(r"[\s,;]+(?:and|but|while|as|though|although|with|when)$", "", piece)
    if not re.search(rf"[\w{MASK}]", piece):
        return None
    return start, start + len(piece.rstrip(" .,;"))


def _complement(masked: str, candidate: _Candidate) -> tuple[int, int] | None:
    """What follows the verb, listeners and times skipped, up to the next clause with a voice of its own."""
    start = candidate.end
    rest = masked[start:]
    verb = candidate.verb
    colon = re.match(rf"[^{MASK};]{{0,90}}:\s*(?={MASK})", rest)
    if colon:
        quoted = re.match(rf"(?:{MASK}+[\s,]*)+", rest[colon.end() :])
        return _clean(masked, start + colon.end(), start + colon.end() + (quoted.end() if quoted else 0))
    that = re.match(rf"(?:[^,;:{MASK}]|,(?= (?:on|in|at) )){{0,70}}?\bthat\s+(?=\S)", rest)
    if that and not _FINITE.search(that.group()):
        start += that.end()
    else:
        if re.match(r"tell|told", verb):
            listener = re.match(
                r"\s+(?:(?:the|a|an|his|her|its|their|our) )?(?:[\w.'’-]+)(?: (?:of the |of |for the |"
                r"\w+(?=day\b))?[A-Z][\w.'’-]*)*(?: (?:committee|parliament|council|conference|channel|radio|"
                r"magazine|newspaper|daily|weekly|television|station|agency|crowd|briefing|rally|audience|host|"
                r"reporters|lawmakers|students|cadets))*(?: (?:on|in|at|during|late|early|last|this|over|aboard|"
                r"after) [^,:;]{2,50}?(?=[,:;]|$|\s(?:the|it|he|she|they|his|her|its|there|we)\s))?",
                rest,
            )
            if listener:
                start += listener.end()
        when = re.match(
            rf"\s*,?\s*{_TIME}(?=[,;:{MASK}]|$|(?<!with)(?<!of)(?<!by)(?<!to)(?<!for)(?<!from)(?<!at)(?<!in)(?<!on)"
            rf"(?<!after)(?<!before)\s(?:that|the|it|he|she|they|his|her|its|there|no|any|[A-Z]\w+ (?:will|would|"
            rf"is|was|had|has|were|are))\b)",
            masked[start:],
        )
        if when and verb not in ("called on", "called for"):
            start += when.end()
    if re.match(r"[\s,]+(?:as|while|when|after|amid|despite|hours|days|just|even as|in the wake)\b", masked[start:]):
        return None
    end = _complement_end(masked, start)
    return _clean(masked, start, end)


def _complement_end(masked: str, start: int) -> int:
    stop = re.search(
        r",? (?:but|and) (?:also )?(?:added|adding|said|told|warned|noted|insisted|stressed|declined|refused|"
        r"sidestepped|dodged|avoided|stopped|urged|called on|called for|did not (?:elaborate|say)|promised|argued|"
        r"that (?=he|she))\b|, (?:adding|saying|noting|warning|arguing|insisting|stressing|according to|speaking|"
        r"referring|citing|in (?:a|an) (?:tweet|post|statement|interview|speech)|as (?:allied|the|allies|"
        r"ministers|leaders|\w+ (?:met|gathered|prepared))|though (?:he|she|they)|although (?:he|she|they)|"
        r"summing up|while|answering|responding|reacting|defying|following|amid|despite)\b|, with \w+|"
        r", (?:[A-Z][\w.]*(?: [A-Z][\w.]*){0,3}) (?:said|reported|reports|says)\.?$",
        masked[start:],
    )
    return start + stop.start() if stop else len(masked)


def _deed_end(masked: str, start: int) -> int:
    stop = re.search(
        r"\s[—–]\s|, (?:saying|adding|with|as|while|but|and|citing|according|arguing|when|which|who)\b|;|"
        r" as (?=[A-Z])| but (?:did|added|said)|, (?=the \w+ said)",
        masked[start:],
    )
    return start + stop.start() if stop else len(masked)


# -- subjects ---------------------------------------------------------------------------------------------------
def _left_subject(masked: str, candidate: _Candidate, edge: int) -> tuple[str, int, tuple[str, ...], str] | None:
    """The noun phrase before the verb: head, place, appositions, and *clause* where only a clause stands there."""
    pre = masked[: candidate.at]
    aux = _AUX.search(pre)
    stop = aux.start() if aux else len(pre)
    passive = _PASSIVE.search(pre) if candidate.kind is FrameKind.SPEECH else None
    if passive:
        return None
    if candidate.verb.endswith("ing") and re.search(r",\s*(?:and |but )?$", pre[:stop]):
        return "", candidate.at, (), "elided"
    region = _blank_subordinates(pre[:stop])
    for match in reversed(list(_CLAUSE.finditer(region, 0))):
        if match.end() < edge and match.end() != 0:
            break
        if match["with"] and not candidate.verb.endswith("ing"):
            continue
        piece = region[max(match.end(), edge) :]
        if match["and"] and _coordinated(region, match, piece):
            continue
        if (
            match["word"]
            and re.match(r"(?:as|after|before|since|so|until|than)\s", match["word"])
            and not _nominal(piece)
        ):
            continue
        found = _noun_phrase(piece)
        offset = max(match.end(), edge)
        if found is None:
            if not piece.strip(" ,"):
                if match["hard"] is not None and (match.end() == 0 or MASK in match.group()):
                    return ("", offset, (), "clause") if MASK in pre else None
                return ("", candidate.at, (), "elided")
            if match["hard"] is not None:
                return ("", candidate.at, (), "clause")
            continue
        head, at, appositions = found
        return head, offset + at, appositions, ""
    return ("", candidate.at, (), "elided") if edge or candidate.verb.endswith("ing") else None


def _coordinated(region: str, match: re.Match[str], piece: str) -> bool:
    """Whether *and* joins noun phrases (one subject) and not clauses."""
    if not piece.strip(" ,"):
        return False
    before = re.split(rf"[;:{MASK}]", region[: match.start()])[-1]
    return not _FINITE.search(before) or bool(
        re.search(r"\b(?:former|past|an?|the) [\w ]+$", before)
        and re.match(r"(?:an? |the )?(?:former|past|current|ex-)", piece)
    )


def _nominal(piece: str) -> bool:
    return bool(re.match(r"\s*(?:[A-ZÀ-Þ]|the |a |an |his |her |its |their )", piece))


def _blank_subordinates(pre: str) -> str:
    """Blank relative and participle clauses between commas, keeping offsets."""

    def blank(match: re.Match[str]) -> str:
        return ", " + " " * (len(match.group()) - 2)

    for _ in range(2):
        pre = _SUBORDINATE.sub(blank, pre)
    return pre


def _noun_phrase(piece: str) -> tuple[str, int, tuple[str, ...]] | None:
    """The last run of comma-separated noun phrases: the first is the head, the others stand in apposition."""
    segments = [(m.start(), m.group()) for m in re.finditer(r"(?:\([^)]*\)|[^,])+", piece)]
    segments = [(at + len(s) - len(s.lstrip()), s.strip()) for at, s in segments if s.strip()]
    run: list[tuple[int, str]] = []
    closed = piece.rstrip().endswith(",")
    for at, segment in reversed(segments):
        if not _np_like(segment):
            break
        run.insert(0, (at, segment))
        if not closed and len(run) == 1:
            break
    while (
        len(run) > 1
        and _ADVERBIAL.match(run[0][1][_lead(run[0][1]) :])
        and not re.match(r"(?:Two|Three|Four|Five|This|Last)\b [a-z]+(?:s|cials)\b", run[0][1])
    ):
        run.pop(0)
    if not run:
        return None
    at, head = run[0]
    lead = _lead(head)
    at, head = at + lead, head[lead:]
    return head, at, tuple(segment for _, segment in run[1:])


_LEAD = re.compile(
    r"(?:(?:But|And|So|Yet|Still|Meanwhile|Later|Nor|Also|Then|Or|but|and|so|yet|even|Even|Now|now|Separately|"
    r"Earlier|Yesterday|Today|Tonight|More recently|Privately|Publicly|[Oo]n [A-Z]\w+day(?: \w+)?|"
    r"[Oo]n \w+ \d{1,2}(?:st|nd|rd|th)?|[Oo]n \d{1,2} [A-Z]\w+|(?:[Ll]ast|[Tt]his|[Nn]ext) (?:week|month|year|"
    r"\w+day|night|spring|summer|autumn|winter|[A-Z]\w+)|[Ii]n (?:early |late |mid-)?(?:January|February|March|"
    r"April|May|June|July|August|September|October|November|December)(?: \d{4})?|(?:\w+ )?(?:days?|weeks?|months?|"
    r"hours?|years?) (?:ago|later|earlier)|In (?:Brussels|Washington|Moscow|London|Paris|Berlin|Kyiv|"
    r"Warsaw)),? )+(?=\S)"
)


def _lead(head: str) -> int:
    """How many characters of conjunctions and dates stand before a noun phrase."""
    match = _LEAD.match(head)
    return match.end() if match else 0


def _np_like(segment: str) -> bool:
    segment = segment[_lead(segment) :]
    words = segment.split()
    if not words or len(words) > 22 or _FINITE.search(re.sub(r"\(.*?\)|\bwho\b.*|\bthat\b.*|\bwhich\b.*", "", segment)):
        return False
    if MASK in segment:
        return False
    if re.match(
        r"(?i)(?:if|when|because|although|though|while|that|whether|how|why|what|to|not|by|speaking|asked|pressed|"
        r"according|adding|saying)\b",
        segment,
    ):
        return False
    if (
        _ADVERBIAL.match(segment)
        and not re.match(
            r"(?i)(?:two|three|four|five|this|last|but|and|so|now|yet|still|meanwhile|later|also|then|nor|or|even|"
            r"(?!italy\b|july\b|emily\b|kelly\b)\w+ly)\b .*\w",
            segment,
        )
        and not re.match(r"(?:On|In|At|Last|Yesterday|Today|Earlier|More) (?:\w+ ){1,3}?(?:the|[A-Z]\w+) ", segment)
    ):
        return False
    return bool(
        re.search(r"[A-ZÀ-Þ]", segment)
        or re.search(
            r"\b(?:officials|diplomats|envoys|aides|sources|lawmakers|experts|analysts|ministers|leaders|officers|"
            r"commanders|advisers)$",
            segment,
        )
        or re.match(
            r"(?i)(?:an?|the|one|two|three|four|some|several|many|most|both|another|other|others|his|her|its|"
            r"their|he|she|they|it|i|we|officials|diplomats|critics|experts|analysts|skeptics|sceptics|doubters|"
            r"backers|defenders|allies|leaders|aides|envoys|lawmakers|\w+s|chief|head|director|president|minister|"
            r"secretary|chair\w*|spokes\w+|leader|commander|professor|former|retired|government|alliance|palace|"
            r"deputy|senior|top|national|foreign|defen[cs]e|prime|opposition|economist|analyst|historian|"
            r"ambassador|adviser|premier|chancellor|general|admiral|president-elect|state|speaker|co-\w+|then-\w+|"
            r"ex-\w+)\b",
            segment,
        )
    )


def _right_subject(masked: str, candidate: _Candidate) -> tuple[str, int, tuple[str, ...], int] | None:
    """The inverted subject, *said X*: only after a quotation or after a clause that ends in a comma."""
    before = masked[: candidate.at].rstrip()
    if not before.endswith((",", MASK, "?", "!", "—", "–")):
        return None
    rest = masked[candidate.end :]
    end = re.search(
        rf"[.;:{MASK}!?](?=\s|$|{MASK})|\s[—–]\s",
        re.sub(r"\b(?:Sen|Rep|Gen|Lt|Col|Adm|Dr|Prof|Mr|Mrs|Ms|Jr|[A-Z])\.", lambda m: m.group()[:-1] + "_", rest),
    )
    limit = end.start() if end else len(rest)
    phrase = rest[:limit]
    if not re.match(
        r"\s+(?:[A-ZÀ-Þ]|an?\s|the\s|one\s|two\s|his\s|her\s|its\s|their\s|several\s|some\s|another\s|former\s|"
        r"retired\s|government\s|alliance\s|palace\s|senior\s|top\s|(?!in |on |at |to |that |in |for |with |as |"
        r"by |during |after |when |while |from |about |last |this |it |there |we |they |"
        r"she )(?:[a-z-]+ ){1,4}[A-ZÀ-Þ]|he\b|she\b|officials|diplomats|experts|analysts|spokes\w+)",
        phrase,
    ):
        return None
    segments = [(m.start(), m.group()) for m in re.finditer(r"(?:\([^)]*\)|[^,])+", phrase)]
    first_at, first = segments[0]
    head = _cut_adjunct(first)
    if _FINITE.search(re.sub(r"\bwho\b.*", "", head)):
        return None
    appositions: list[str] = []
    stop = candidate.end + first_at + len(first)
    for at, segment in segments[1:]:
        bare = segment.strip()
        if re.match(
            r"(?i)(?:who|a|an|the|one|head|chair\w*|director|president|minister|chief|secretary|former|retired|"
            r"spokes\w+|professor|analyst|whose|\w+ (?:of|for|at|to)|(?-i:[A-Z])\w*)\b",
            bare,
        ) and not re.match(r"(?i)(?:speaking|adding|in|on|at|as|after|when)\b", bare):
            appositions.append(bare)
            stop = candidate.end + at + len(segment)
            continue
        break
    at = candidate.end + len(first) - len(first.lstrip())
    return head.strip(), at, tuple(appositions), stop


def _cut_adjunct(phrase: str) -> str:
    match = re.search(
        r"\s(?:on|in|during|when|as|while|after|before|this|last|yesterday|today|late|early|via|adding|speaking|"
        r"emerging|following|through|about|over|aboard|again|at the time|at a|with a)\s|\s(?:yesterday|today|"
        r"again|later|afterwards|earlier|too|to (?:cheers|applause|reporters|journalists)|at the (?:summit|"
        r"meeting|time|conference))\b",
        phrase,
    )
    if match and phrase[: match.start()].strip():
        return phrase[: match.start()]
    return phrase


_REMARK = re.compile(
    rf"(?P<who>(?:[A-ZÀ-Þ][\w.’'-]*|[Tt]he|[Hh]is|[Hh]er|[a-z]+)(?: [\w.’'-]+){{0,5}}?)['’]s? (?:\w+ )?(?:remark|"
    rf"statement|promise|claim|vow|pledge|warning|assertion|declaration|insistence)s?(?:,| that|:)? (?={MASK})"
)
_AS_SAYING = re.compile(
    r"\b(?:quot(?:ed|es|ing)|cit(?:ed|es|ing)|was quoted(?: by [\w ]+?)?) (?P<who>(?:(?!\bas\b)[^,;:]){0,80}?) "
    r"?\bas (?:saying|telling \w+)(?: that)?\b"
)


def _special(masked: str) -> Iterator[Frame]:
    """Attributions that no verb of saying heads."""
    for match in re.finditer(r"(?i)\b(?:according to|in the (?:words|view) of) (?=[A-Za-z])", masked):
        yield from _according(masked, match)
    yield from _warnings_by(masked)
    yield from _first_to_say(masked)
    yield from _quoted_as(masked)
    if MASK in masked:
        yield from _remarks(masked)


def _warnings_by(masked: str) -> Iterator[Frame]:
    """*a warning by X that …*."""
    for match in _NOUN_BY.finditer(masked):
        span = _clean(masked, match.end(), _complement_end(masked, match.end()))
        if span is not None:
            zone = (match.start(), span[1])
            who = match["who"].strip()
            yield Frame(FrameKind.SPEECH, "noun by", *match.span(), who, match.start("who"), (), (span,), zone)


def _first_to_say(masked: str) -> Iterator[Frame]:
    """*X became the first to say that …*."""
    for match in _FIRST_TO.finditer(masked):
        who = _noun_phrase(re.sub(r" (?:on )?\w+day\s*$", "", masked[: match.start()]))
        span = _clean(masked, match.end(), _complement_end(masked, match.end()))
        if who is not None and span is not None:
            stop = masked.find(", a ", *span)
            kept = (span[0], stop if stop > 0 else span[1])
            yield Frame(FrameKind.SPEECH, "first to say", *match.span(), who[0], who[1], who[2], (kept,), (0, kept[1]))


def _quoted_as(masked: str) -> Iterator[Frame]:
    """*the agency quoted X as saying …*, *X was quoted as saying …*: one voice more between."""
    for match in _AS_SAYING.finditer(masked):
        span = _clean(masked, match.end(), len(masked))
        who = match["who"].strip()
        if not who or who.startswith("by "):
            before = _noun_phrase(re.sub(r"\s*\b(?:is|was|were|has been|are)\s*$", "", masked[: match.start()]))
            who = before[0] if before else ""
        if span is not None and who:
            zone = (0, len(masked))
            yield Frame(FrameKind.SPEECH, "as saying", *match.span(), who, match.start("who"), (), (span,), zone, True)


def _remarks(masked: str) -> Iterator[Frame]:
    """*X's remark that “…”*."""
    for match in _REMARK.finditer(masked):
        stop = re.match(f"{MASK}+", masked[match.end() :])
        if stop:
            span = (match.end(), match.end() + stop.end())
            zone = (match.start(), span[1])
            yield Frame(FrameKind.SPEECH, "remark", *match.span(), match["who"], match.start(), (), (span,), zone)


def _according(masked: str, match: re.Match[str]) -> Iterator[Frame]:
    lead = not masked[: match.start()].strip()
    rest = masked[match.end() :]
    stop = re.search(rf",\s|[.;]\s|[.;]?$|{MASK}", rest)
    limit = stop.start() if stop else len(rest)
    subject = rest[:limit].strip(" .")
    if re.search(
        r"(?i)\b(?:reports?|survey|poll|data|figures|documents?|treaty|plan|statistics|transcript|statement|text|"
        r"draft|copy)\b",
        subject,
    ):
        return
    follow = match.end() + limit
    appositions: tuple[str, ...] = ()
    if lead:
        more = re.match(
            r",\s((?:an?|the|who|head|chief|director|\w+ (?:of|at|for)) ?[^,]*|"
            r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){1,3}),\s",
            masked[follow:],
        )
        if more:
            appositions, follow = (more[1],), follow + more.end()
    span = _clean(masked, follow, len(masked)) if lead else _clean(masked, 0, match.start())
    if span is not None and span[1] - span[0] > 8:
        yield Frame(
            FrameKind.SPEECH,
            "according to",
            match.start(),
            match.end(),
            subject,
            match.end(),
            appositions,
            (span,),
            (0, len(masked)),
        )


def _zoned(masked: str, made: list[Frame]) -> Iterator[Frame]:
    """Keep a frame's content from running into the next frame's subject or verb."""
    for index, frame in enumerate(made):
        limits = list(made[index + 1 :])
        content: list[tuple[int, int]] = []
        for start, end in frame.content:
            for later in limits:
                begin = later.subject_at if later.subject else later.at
                if start < begin < end and begin > frame.at:
                    end = min(end, (_clean(masked, start, begin) or (start, start))[1])
                    bare = not _FINITE.search(masked[start:end]) and MASK not in masked[start:end]
                    end = start if bare and frame.kind is FrameKind.SPEECH else end
            if end > start and re.search(rf"[\w{MASK}]", masked[start:end]):
                content.append((start, end))
        if content:
            yield Frame(
                frame.kind,
                frame.verb,
                frame.at,
                frame.end,
                frame.subject,
                frame.subject_at,
                frame.appositions,
                tuple(content),
                frame.zone,
                frame.relayed,
            )


def colon_subject(masked: str) -> tuple[str, int, tuple[str, ...]] | None:
    """A quotation led in by a colon without a verb of saying: the sentence's first noun phrase is its voice."""
    match = re.match(rf"(?P<before>[^{MASK}]+?):\s*{MASK}", masked)
    if match is None:
        return None
    before = match["before"]
    found = leading_subject(before)
    if found is not None:
        return found
    verb = re.search(r"\b(?:struck|put|took|made|went|gave|wrote|came|sounded|offered|kept)\b", before)
    return _noun_phrase(_blank_subordinates(before[: verb.start()] if verb else before))


def leading_subject(masked: str) -> tuple[str, int, tuple[str, ...]] | None:
    """The subject a sentence opens with, whatever its verb: for pronouns and quotations that follow it."""
    verb = _FINITE.search(masked)
    if verb is None:
        return None
    region = _blank_subordinates(masked[: verb.start()])
    return _noun_phrase(region.rstrip() + ("," if region.rstrip().endswith(",") else ""))
