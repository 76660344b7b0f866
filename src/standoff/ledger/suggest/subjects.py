"""Finds the noun phrase that is the subject of a verb of saying, before or after it, with its appositions."""

import re

from standoff.ledger.suggest.frame import Candidate, FrameKind
from standoff.ledger.suggest.grammar import ADVERBIAL, AUX, CLAUSE, FINITE, PASSIVE, blank_subordinates
from standoff.ledger.suggest.paragraph import MASK

_RELATIVE_END = re.compile(r",\s+(?:who|which)\s+(?:(?:has|have|had|also|later|earlier|then|[a-z]+ly)\s+)*$")
_ANTECEDENT = re.compile(
    r"(?:(?:the|an?) )?(?:[A-ZÀ-Þ][\w.’'-]*|[Mm]inister|[Pp]resident|spokes\w+)(?: (?:[A-ZÀ-Þ][\w.’'-]*|of|for|the|"
    r"and|de|van|"
    r"minister|president|ministry|committee|council|army|government|spokes\w+))*$"
)
"""*responding to Ada Rahn, who had challenged him*: whom a relative clause is about, wherever he stands."""


def left_subject(masked: str, candidate: Candidate, edge: int) -> tuple[str, int, tuple[str, ...], str] | None:
    """The noun phrase before the verb: head, place, appositions, and *clause* where only a clause stands there."""
    found = _clause_subject(masked, candidate, edge)
    relative = _RELATIVE_END.search(masked[: candidate.at])
    if relative is None or (found is not None and found[0]):
        return found
    antecedent = _ANTECEDENT.search(masked[: relative.start()])
    return (antecedent.group(), antecedent.start(), (), "") if antecedent else found


def _clause_subject(masked: str, candidate: Candidate, edge: int) -> tuple[str, int, tuple[str, ...], str] | None:
    """The subject of the clause a verb stands in, its relatives and adverbials left aside."""
    pre = masked[: candidate.at]
    blanked = blank_subordinates(pre)
    aux = AUX.search(blanked)
    stop = aux.start() if aux else len(pre)
    passive = PASSIVE.search(pre) if candidate.kind is FrameKind.SPEECH else None
    if passive:
        return None
    if candidate.verb.split()[0].endswith("ing"):
        if re.search(r",\s*(?:and |but )?$", pre[:stop]) or re.search(r"\b(?:after|before|while|when)\s+$", pre):
            return "", candidate.at, (), "elided"
        progressive = re.search(r"\b(?:is|are|was|were|(?:has|have|had) (?:been|begun))\s*(?:\w+ )?$", pre[:stop])
        stop = progressive.start() if progressive else stop
    region = blanked[:stop]
    for match in reversed(list(CLAUSE.finditer(region, 0))):
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
        offset = max(match.end(), edge)
        if match["word"] and (object_ := _OBJECT_BEFORE.match(match["word"] + piece)):  # *before the summer, the …*
            offset += object_.end() - len(match["word"])
            piece = region[offset:]
        found = noun_phrase(piece)
        if found is None and (ending := _TITLED_END.search(piece)) is not None:
            found = ending.group(), ending.start(), ()
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


_OBJECT_BEFORE = re.compile(r"(?:after|before|since|until) (?!he\b|she\b|they\b|it\b)[^,;:]{2,60}, (?=\S.*\w)")
_TITLED_END = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'-]+ )*(?:[Pp]resident|[Mm]inister|[Pp]remier|[Cc]hancellor|[Ss]ecretary|[Ss]pokes(?:man|"
    r"woman|person)|"
    r"[Aa]mbassador|[Gg]eneral)(?: [A-ZÀ-Þ][\w’'-]+){1,3}\s*$"
)
"""*Speaking at a session Vesland Prime Minister Ada Rahn*: a title and a name close an adverbial that has no comma."""


def _coordinated(region: str, match: re.Match[str], piece: str) -> bool:
    """Whether *and* joins noun phrases (one subject) and not clauses."""
    if not piece.strip(" ,"):
        return False
    before = re.split(rf"[;:{MASK}]", region[: match.start()])[-1]
    last = re.split(r",\s+|\b(?:that|but|while|as|when|after|before|because) ", before)[-1]
    if re.match(r"(?:the )?(?:[A-ZÀ-Þ]|(?:\w+ )?[a-z]+s$)", last) and _np_like(last) and _nominal(piece):
        return True
    return not FINITE.search(before) or bool(
        re.search(r"\b(?:former|past|an?|the) [\w ]+$", before)
        and re.match(r"(?:an? |the )?(?:former|past|current|ex-)", piece)
    )


def _nominal(piece: str) -> bool:
    return bool(
        re.match(
            r"\s*(?:[A-ZÀ-Þ]|the |a |an |his |her |its |their |other |several |some |many |most |key |all )", piece
        )
    )


def noun_phrase(piece: str) -> tuple[str, int, tuple[str, ...]] | None:
    """The last run of comma-separated noun phrases: the first is the head, the others stand in apposition."""
    segments = [(m.start(), m.group()) for m in re.finditer(r"(?:\([^)]*\)|[^,])+", piece)]
    segments = [(at + len(s) - len(s.lstrip()), s.strip()) for at, s in segments if s.strip()]
    run: list[tuple[int, str]] = []
    closed = piece.rstrip().endswith(",")
    segments = _listed_fields(segments)
    for at, segment in reversed(segments):
        if not _np_like(segment):
            break
        run.insert(0, (at, segment))
        if not closed and len(run) == 1:
            break
    while (
        len(run) > 1
        and ADVERBIAL.match(run[0][1][_lead(run[0][1]) :])
        and not re.match(r"(?:Two|Three|Four|Five|This|Last)\b [a-z]+(?:s|cials)\b", run[0][1])
    ):
        run.pop(0)
    if not run:
        return None
    run = _head_before(segments, run, closed=closed)
    at, head = run[0]
    lead = _lead(head)
    at, head = at + lead, head[lead:]
    return head, at, tuple(segment for _, segment in run[1:])


def _listed_fields(segments: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Join what commas part inside an apposition: *commissioner for political affairs, peace and security*."""
    joined: list[tuple[int, str]] = []
    for at, segment in segments:
        field = re.fullmatch(
            r"(?!(?:the|an?|his|her|its|their|two|three|some|many|several|one|most|other|senior|"
            r"top)\b)(?:and )?[a-z]+(?: and [a-z]+| [a-z]+){0,3}",
            segment,
        )
        if (
            joined
            and field
            and re.search(r"\b(?:for|of) [a-z][a-z ,]*$", joined[-1][1])
            and not FINITE.search(f"{joined[-1][1]} {segment}")
        ):
            joined[-1] = (joined[-1][0], f"{joined[-1][1]}, {segment}")
        else:
            joined.append((at, segment))
    return joined


def _head_before(segments: list[tuple[int, str]], run: list[tuple[int, str]], *, closed: bool) -> list[tuple[int, str]]:
    """The phrase a single last segment hangs on: a name whose apposition lacks its comma, or a list of names.

    *Rahn, the Vesland minister said*; *Vesland, Tavia and Korvia have signalled*.
    """
    before = [(at, segment) for at, segment in segments if at < run[0][0]]
    if len(run) != 1 or closed or not before:
        return run
    at, name = before[-1]
    lead = _lead(name)
    if ADVERBIAL.match(name[lead:]):
        return run
    bare = re.fullmatch(
        r"(?:the )?[A-ZÀ-Þ][\w.’'-]*(?: (?:[A-ZÀ-Þ][\w.’'-]*|de|van|von|der|al|bin|and|of|the))*", name[lead:]
    )
    if (
        bare
        and re.match(r"(?:an?|the) [a-z\d]|(?:an?|the) [A-Z]\w+ [a-z]", run[0][1])
        and len(name[lead:].split()) <= 4
    ):
        return [(at + lead, name[lead:]), *run]
    listed = [segment for _, segment in before]
    names = r"(?:the )?[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]+){0,2}"
    if re.match(rf"{names},? and (?:the )?[A-ZÀ-Þ]", run[0][1]):
        count = 0
        while count < len(listed) and re.fullmatch(names, listed[-1 - count][_lead(listed[-1 - count]) :]):
            count += 1
        if count:
            at, first = before[-count]
            lead = _lead(first)
            joined = ", ".join([first[lead:], *listed[len(listed) - count + 1 :], run[0][1]])
            return [(at + lead, joined)]
    return run


_LEAD = re.compile(
    r"(?:(?:However|In turn|At the same time|For now|Nonetheless|Nevertheless|Instead|But|And|So|Yet|Still|"
    r"Meanwhile|Later|Nor|Also|Then|Or|but|and|so|yet|even|Even|Now|now|Separately|"
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
    if not words or len(words) > 22 or FINITE.search(re.sub(r"\(.*?\)|\bwho\b.*|\bthat\b.*|\bwhich\b.*", "", segment)):
        return False
    if MASK in segment:
        return False
    if re.match(r"[a-z]{3,}ing\b", segment):
        return False
    if re.match(
        r"(?i)(?:if|when|because|although|though|while|that|whether|how|why|what|to|not|by|speaking|asked|pressed|"
        r"according|adding|saying)\b",
        segment,
    ):
        return False
    if (
        ADVERBIAL.match(segment)
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


def right_subject(masked: str, candidate: Candidate) -> tuple[str, int, tuple[str, ...], int] | None:
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
    if FINITE.search(re.sub(r"\bwho\b.*", "", head)):
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


_OWNED_WORDS = re.compile(
    r"(?P<who>[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+){0,3})['’]s? (?:\w+ ){0,2}"
    r"(?:statement|reply|answer|words|response|message|comment|remarks)\b[^:]*$"
)
"""*Here is Coe's statement in full:*: the owner of the words, not what the sentence opens with."""


_CREDITED = re.compile(
    r"\s*(?P<who>[A-ZÀ-Þ][\w.’'-]*(?: (?:(?:of|for|and|the|de|van|von|al) )*[A-ZÀ-Þ][\w.’'-]*){1,7})"
    r"(?:, (?P<office>(?!in\b|on\b|via\b|at\b|during\b)[^,:]{3,90}))??"
    r"(?:,? (?:in|on|via|at|during|after|writing|posting|speaking) [^:]{1,60})?"
)
"""*Senator Ada Coe, a Republican, on X*: who is credited with the quotation after the colon, and where he spoke."""


def colon_subject(masked: str) -> tuple[str, int, tuple[str, ...]] | None:
    """A quotation led in by a colon without a verb of saying: the sentence's first noun phrase is its voice."""
    match = re.match(rf"(?P<before>[^{MASK}]+?):\s*{MASK}", masked)
    if match is None:
        return None
    before = match["before"]
    owned = _OWNED_WORDS.search(before)
    if owned is not None:
        return owned["who"], owned.start("who"), ()
    plain = _CREDITED.fullmatch(before)
    if plain is not None:
        return plain["who"], plain.start("who"), (plain["office"],) if plain["office"] else ()
    found = leading_subject(before)
    if found is not None:
        return found
    verb = re.search(r"\b(?:struck|put|took|made|went|gave|wrote|came|sounded|offered|kept)\b", before)
    return noun_phrase(blank_subordinates(before[: verb.start()] if verb else before))


def leading_subject(masked: str) -> tuple[str, int, tuple[str, ...]] | None:
    """The subject a sentence opens with, whatever its verb: for pronouns and quotations that follow it."""
    verb = FINITE.search(masked)
    if verb is None:
        return None
    region = blank_subordinates(masked[: verb.start()])
    return noun_phrase(region.rstrip() + ("," if region.rstrip().endswith(",") else ""))
