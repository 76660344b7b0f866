"""Builds an attribution around a verb: its subject, and what of the sentence the voice is answerable for."""

import re

from standoff.ledger.suggest.frame import Candidate, Frame, FrameKind, Span, Subject
from standoff.ledger.suggest.grammar import ADVERBIAL, FINITE, PRESENT, TIME, clean
from standoff.ledger.suggest.lexicon import word_class
from standoff.ledger.suggest.paragraph import MASK
from standoff.ledger.suggest.subjects import left_subject, right_subject


def frame_of(masked: str, candidate: Candidate, edge: int, following: int) -> Frame | None:
    """Return the attribution that `candidate` heads; it takes no words before `edge` nor from `following` on."""
    left = left_subject(masked, candidate, edge)
    told = candidate.kind in (FrameKind.SPEECH, FrameKind.NOUN) and not candidate.verb.endswith("ing")
    right = right_subject(masked, candidate) if told else None
    if right is not None and (
        left is None or not left[0] or left[3] == "clause" or _inverted(masked, candidate, left, right)
    ):
        subject, at, appositions, stop = right
        parted = re.match(
            r"\s*,\s(?=(?:is|are|was|were|will|would|has|have|had|can|could|may|might|must)\b)", masked[stop:]
        )
        if parted:
            return candidate.said_by(Subject(subject, at, appositions), (clean(masked, edge, following),), end=stop)
        resumed = re.search(f"{MASK}+", masked[stop:following])
        after = (stop + resumed.start(), stop + resumed.end()) if resumed else None
        spans = (clean(masked, _zone_start(masked, edge, candidate.at), candidate.at), after)
        return candidate.said_by(Subject(subject, at, appositions), spans, end=stop)
    if left is None:
        return None
    said_by = Subject(*left[:3])
    if re.search(r"\bwhat\s+(?:the\s+)?$", masked[: said_by.at]):
        named = re.match(f"\\s*(?:an? |the )?({MASK}+)", masked[candidate.end :])
        if candidate.verb not in word_class("naming") or named is None:
            return None
        quoted = (candidate.end + named.start(1), candidate.end + named.end(1))
        return candidate.said_by(said_by, (quoted,))
    joined = re.search(r"(?:\b(?:and|but|while|or)\s+(?:\w+ly |also |then |later )?|,\s*)$", masked[: candidate.at])
    if candidate.kind in (FrameKind.DEED, FrameKind.EXPECTED):
        if not said_by.head and not joined and candidate.kind is FrameKind.EXPECTED:
            return None
        return candidate.said_by(said_by, (clean(masked, said_by.at, _deed_end(masked, candidate.end)),))
    if not said_by.head and not joined and not candidate.verb.endswith("ing"):
        return None
    before, after = _either_side(masked, candidate, said_by, edge)
    return candidate.said_by(said_by, (before, after))


def _either_side(masked: str, candidate: Candidate, subject: Subject, edge: int) -> tuple[Span | None, Span | None]:
    """What stands before a subject and its verb, and what follows the verb, as far as the voice answers for it."""
    after = _said_after(masked, candidate, subject.head)
    before = _said_before(masked, candidate, subject, edge, alone=after is None)
    if before is None or after is None:
        return before, after
    that = re.match(r"[^,]{0,60}?\bthat\b", masked[candidate.end :])
    participle = re.match(r"[a-z]+ing\b", masked[after[0] : after[1]]) is not None
    beside = participle or MASK not in masked[after[0] : after[1]]
    return before, None if MASK in masked[before[0] : before[1]] and not that and beside else after


def _said_after(masked: str, candidate: Candidate, subject: str) -> Span | None:
    after = _complement(masked, candidate)
    if after is None:
        return None
    piece = masked[after[0] : after[1]]
    judged = candidate.verb in word_class("naming") and re.search(r"\w as (?:an? |the )?[\w-]+", piece) is not None
    judged = judged or (candidate.verb.startswith("call") and _CALLED.match(piece) is not None)
    that = re.match(r"[^,]{0,70}?\bthat\s+(?:[\w’'-]+ ?){3}", masked[candidate.end :]) is not None
    told = that or judged or FINITE.search(piece) or PRESENT.search(piece) or MASK in piece
    if candidate.kind is FrameKind.SPEECH and not told:
        return None
    plain = re.match(
        r"(?:the|an?|any) (?:claims?|allegations?|accusations?|charges?|protest|criticism|warning|comments|remarks|"
        r"statement)\b",
        piece,
    )
    fewest = 2 if candidate.verb.startswith(("den", "dismiss")) and plain else 3
    if candidate.verb in word_class("nominal") and not told and len(piece.split()) < fewest:
        return None
    explicit = judged or re.match(r"[^,]{0,70}?\bthat\b", masked[candidate.end :]) is not None or MASK in piece
    weak = candidate.weak and candidate.verb not in word_class("nominal")
    return None if weak and not explicit and not _weak_allowed(masked, candidate, after, subject) else after


_CALLED = re.compile(
    r"(?:the|this|that|it|them|him|her|these|those|such|[A-ZÀ-Þ][\w-]+['’]s)(?: [\w’'-]+){0,5}? (?:an?|the) [\w-]+"
)
"""*called the move a mistake*: two noun phrases, the second of which judges the first."""


def _said_before(masked: str, candidate: Candidate, subject: Subject, edge: int, *, alone: bool) -> Span | None:
    """*…, Orlo said*: a quotation, or where nothing follows the verb a clause that ends in a comma."""
    before = clean(masked, edge, max(edge, subject.at)) if subject.head else None
    if before is None or (candidate.verb.endswith("ing") and re.search(r"\bwith\s+(?:the )?$", masked[: subject.at])):
        return None
    piece = masked[before[0] : before[1]]
    closed = masked[: subject.at].rstrip().endswith((",", MASK, "—", "–", "?", "!"))
    trailing = edge < before[0] + 1 and closed
    if MASK in piece:
        if _quotes_only(piece) or trailing:
            return before
        joined = re.search(
            r"(?:\b(?:though|although|while|but|as|when|after)|[^,] that)\s+(?:the )?$", masked[: subject.at]
        )
        if joined:
            return None
        last = list(re.finditer(f"{MASK}+", piece))[-1]
        return before[0] + last.start(), before[0] + last.end()
    ends = not candidate.weak or re.match(r"\s*(?:[,.;]|$)", masked[candidate.end :])
    clause = FINITE.search(piece) or (len(piece.split()) > 3 and not ADVERBIAL.match(piece))
    return before if alone and trailing and ends and clause else None


def _inverted(
    masked: str,
    candidate: Candidate,
    left: tuple[str, int, tuple[str, ...], str],
    right: tuple[str, int, tuple[str, ...], int],
) -> bool:
    """*…, said Sen. A. Bee.*: a titled or full name ends the sentence, and no apposition closes before the verb."""
    named = re.search(r"(?:[A-ZÀ-Þ][\w.’'-]*\.? ){1,4}[A-ZÀ-Þ][\w’'-]+", right[0]) is not None
    ends = not re.search(rf"[\w{MASK}]", re.sub(r"^[^.;]*$", "", masked[right[3] :]))
    comma = masked[: candidate.at].rstrip().endswith(",")
    if (
        comma
        and re.match(r"\s*,\s\w", masked[right[3] :])
        and not left[2]
        and left[0]
        and candidate.verb in ("says", "said")
    ):
        return True  # *The generals, says an official, are bluffing*
    beside = masked[left[1] + len(left[0]) : candidate.at].strip() == ","
    return (named or beside) and ends and not left[2] and comma


def _quotes_only(piece: str) -> bool:
    return not re.sub(f"\\b(?:and|but)\\b|[{MASK}\\s,.;:…—–-]", "", piece)


def _weak_allowed(masked: str, candidate: Candidate, after: Span, subject: str) -> bool:
    """A weak verb carries a clause without *that* when a voice leads it and a finite verb follows."""
    piece = masked[after[0] : after[1]]
    voice = re.search(
        r"(?i)\b(?:critics|officials|diplomats|policymakers|skeptics|sceptics|doubters|defenders|experts|analysts|"
        r"envoys|observers|some|many|others|lawmakers|backers|allies|he|she|they)\b(?: (?:of|in|at|"
        r"from) .{1,40})?$",
        subject,
    )
    named = re.search(r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*$", subject) is not None
    minded = (
        r"reveal|hint|indicat|signal|maintain|believ|think|thought|fear|hope|feel|felt|worr|understand|understood|"
        r"warn|agree|swear"
    )
    led = voice is not None or (named and re.match(minded, candidate.verb) is not None)
    pronoun = re.match(r"\s*(?:it|he|she|they|we|the|there|his|her|its|their|[A-Z])", piece)
    nominal = candidate.verb in word_class("naming")
    return bool(
        (led or candidate.verb in ("agreed", "noted", "claims", "notes", "maintained", "repeated", "warns", "hints"))
        and pronoun
        and FINITE.search(piece)
    ) or (nominal and candidate.verb.startswith("d") and candidate.verb.startswith("den"))


def _zone_start(masked: str, edge: int, at: int) -> int:
    start = edge
    match = re.match(r"[\s,;]*(?:(?:and|but|while|though|although|as)\s)?", masked[start:at])
    return start + (match.end() if match and start else 0)


def _complement(masked: str, candidate: Candidate) -> tuple[int, int] | None:
    """What follows the verb, listeners and times skipped, up to the next clause with a voice of its own."""
    start = candidate.end
    rest = masked[start:]
    verb = candidate.verb
    colon = re.match(rf"[^{MASK};]{{0,90}}:\s*(?={MASK})", rest)
    if colon and not re.search(
        r",\s*(?:but )?[a-z]+ing\b[^,]*$|\b(?:and|but) (?:\w+ )?(?:said|added|wrote)\b", colon.group()
    ):
        quoted = re.match(rf"(?:{MASK}+[\s,]*)+", rest[colon.end() :])
        return clean(masked, start + colon.end(), start + colon.end() + (quoted.end() if quoted else 0))
    that = re.match(rf"(?:[^,;:{MASK}]|,(?= (?:on|in|at) )){{0,70}}?\bthat\s+(?=\S)", rest)
    bids = candidate.kind is FrameKind.NOUN or verb in ("ordered", "orders", "instructed")
    relative = that is not None and bids and re.search(r"\bto [a-z]", that.group()) is not None
    if that and not relative and not FINITE.search(that.group()):
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
            rf"\s*,?\s*{TIME}(?=[,;:{MASK}]|\.?\s*$|"
            rf"(?<!with)(?<!of)(?<!by)(?<!to)(?<!for)(?<!from)(?<!at)(?<!in)(?<!on)"
            rf"(?<!after)(?<!before)\s(?:that|the|it|he|she|they|his|her|its|there|no|any|[A-Z]\w+ (?:will|would|"
            rf"is|was|had|has|were|are)|as|while|when|after|amid|despite|although|but)\b)",
            masked[start:],
        )
        of_what = verb in word_class("nominal") and re.match(r"\s+(?:at|of|against|about|over)\b", masked[start:])
        if when and not of_what and verb not in ("called on", "called for"):
            start += when.end()
    if re.match(
        r"[\s,]+(?:as|while|when|after|amid|despite|hours|days|just|even as|in the wake|although|though|whereas|"
        r"even though|but|(?:an? )?(?:few |couple of |several |two |three )?(?:minutes?|hours?|days?|weeks?|months?) "
        r"(?:after|before|later|earlier))\b",
        masked[start:],
    ):
        return None
    end = complement_end(masked, start)
    return clean(masked, start, end)


def complement_end(masked: str, start: int) -> int:
    stop = re.search(
        r", (?:just |shortly |only )?(?:hours|days|weeks|months|minutes|a day|a week|a month) (?:after|before)\b|"
        r",? (?:but|and) (?:also )?(?:added|adding|said|told|warned|noted|insisted|stressed|declined|refused|"
        r"sidestepped|dodged|avoided|stopped|urged|called on|called for|did not (?:elaborate|say)|promised|argued|"
        r"that (?=he|she))\b|, (?:adding|saying|noting|warning|arguing|insisting|stressing|according to|speaking|"
        r"referring|citing|in (?:a|an) (?:tweet|post|statement|interview|speech)|as (?:allied|the|allies|"
        r"ministers|leaders|\w+ (?:met|gathered|prepared))|though (?:he|she|they)|although (?:he|she|they)|"
        r"summing up|while|answering|responding|reacting|defying|following|amid|despite)\b|, with \w+|"
        r", but (?:this|such)\b|"
        r", (?:calling|describing|branding|labelling|labeling|dubbing|terming|dismissing|accusing|urging|"
        r"promising|vowing|"
        r"pledging|insisting|claiming|denying|declaring|suggesting|signalling|signaling|blaming|comparing) (?!for)|"
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
