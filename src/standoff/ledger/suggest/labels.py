"""The labels before the turns of a transcript: who speaks, who asks, in the styles of many houses."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from standoff.ledger.suggest.headings import form_of
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.paragraph import TERMINAL
from standoff.ledger.suggest.plates import OFFICE, Plate, plates

_WORD = r"(?:[A-ZÀ-Þ][\w.'’&-]*|#?\d{1,2}\b)"
_SMALL = r"(?:of|for|the|and|de|van|von|der|to|on|al|bin|la|in)"
_NAME = rf"{_WORD}(?: (?:{_WORD}|{_SMALL})){{0,9}}"
_STAMP = r"[(\[]?\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?[)\]]?"
_BEFORE = re.compile(rf"(?:[•●▪*·>□■○–—-]+[ \t]+|>>+ ?|{_STAMP}:?[ \t]+)*")
"""What may stand before a label: a bullet, a time."""
_COMMA = r"(?:[^.:;?!“”\"()\n]|(?<=[A-Z])\.(?=[A-Z ]))"
_LABEL = re.compile(
    rf"(?P<bold>\*\*|__)?(?P<name>{_NAME})(?P<comma>, {_COMMA}{{3,90}})?(?P<roles>(?: ?\([^()\n]{{1,80}}\)){{0,3}})"
    rf"(?P<after>, [^.:;?!“”\"()\n]{{2,40}})? ?:(?(bold)(?:\*\*|__)|(?:\*\*)?)(?: ?{_STAMP})?(?=\s|$)"
)
_ASKED = r"(?:[Ff]ollow-?[Uu]p|FOLLOW-?UP|[Aa]dditional|ADDITIONAL)"
_NAMED = r"(?: [A-Z][\w.'’-]+){0,3}"
_QUESTION = re.compile(
    rf"(?:\*\*|__)?(?:(?:Questions?|QUESTIONS?) (?:from|by) [^:\n.?!]{{3,60}}:|[<\[(]Q\d{{0,2}}[>\])] ?|"
    rf"(?:{_ASKED} )?(?:Q\d{{0,2}}|Question|QUESTION|question){_NAMED}"
    rf"(?: ?\([^)\n]{{2,60}}\))?(?:[:.](?:\*\*|__)?(?=\s|$)| ?[–—-](?=\s))|Q\s{{2,}}|Q (?=[A-Z“\"'‘\[(—–-])|{_ASKED}:|"
    r"(?:Operator|Interpreter|Announcer|OPERATOR|INTERPRETER|ANNOUNCER|"
    r"Reporter|Journalist|Moderator|Interviewer|Unidentified \w+|REPORTER|JOURNALIST|MODERATOR|INTERVIEWER|"
    rf"UNIDENTIFIED \w+|Media|MEDIA|Press|PRESS)(?: ?#?\d{{1,2}})?{_NAMED}(?: ?\([^)\n]*\))?:(?:\*\*|__)?)"
)
_COUNTED = re.compile(r"Q ?\d{1,3}[.:]?\s+(?=(?:The )?(?:Chair|[A-ZÀ-Þ][\w.'’-]+ [A-ZÀ-Þ])[^:.?!\n]{0,40}:)")
"""The number before a member's label in a committee's record: *Q12 Ada Coe:*."""
_ANSWER = re.compile(
    r"(?:\*\*|__)?(?:[<\[(]A\d{0,2}[>\])] ?|A(?:nswer|NSWER)?\d{0,2}(?:[:.](?:\*\*|__)?(?=\s|$)| ?[–—-](?=\s)))"
)
_CROWD = re.compile(
    r"(?:Some|Several|An?|SOME|AN?) (?:[Hh]on\.? |HON\.? )?(?:[Mm]embers?|MPs?|MEMBERS?|[Ss]enators?): ?"
)
_RECORD = re.compile(
    rf"(?P<name>(?:(?:Mr|Mrs|Ms|Senator|The)\.? (?:[A-Z]{{2,}}|Mc[A-Z]{{2,}})(?: of [A-Z]\w+)?)\.(?= [A-Z]))"
    rf"|(?P<eu>{_NAME})(?P<comma>, [^.:;?!“”\"()\n]{{3,160}})?(?P<roles>(?: \([^()\n]{{2,40}}\))?)\. ?[–—-] (?=[A-Z])"
)
_HEARING = re.compile(r"(?i)\bhearing\b|\b(?:sub)?committee\b|\btestimony\b")
_HEARD = re.compile(
    r"(?P<name>(?:The|Acting|Vice) (?:Chair(?:man|woman|person)?|Clerk|Presiding Officer)|(?:Mr|Mrs|Ms|Dr|Senator|"
    r"Secretary|Under Secretary|Deputy Secretary|Assistant Secretary|Chair(?:man|woman)|Ambassador|General|Admiral|"
    r"Director|Representative|Congress(?:man|woman))\.? [A-ZÀ-Þ][\w'’-]+(?: (?:of )?[A-ZÀ-Þ]\w+)?)\. (?=[A-ZÀ-Þ“\"(\[])"
)
"""The labels of a printed hearing, in small letters and with a full stop: *Senator Coe.*, *The Chairman.*"""
_RECORDED = re.compile(r"(?i)\bhansard\b|\bhouse of (?:commons|lords)\b|\b(?:commons|lords) chamber\b|\boral answers\b")
_MANNER = re.compile(
    rf"{_STAMP}|\d[\d:.]*|(?i:(?:spoke|spoken|speaking|as interpreted|as translated|interpretation|through|via|in|"
    r"on behalf)\b.*|voice-?over|off-?mic|on camera|continuing|contd?\.?)"
)
"""What brackets after a name say of how he spoke, not of who he is."""
_CLAUSE = re.compile(r"\b(?:we|I|our|my|us|is|are|was|were|have|has|will|would|must|should|can)\b")
"""What stands in a sentence before its colon, never in what a label says of its bearer."""
DASH = re.compile(r"\s*(?:[—–]\s*|-\s+)(?=\S)")


STAFF = re.compile(r"(?i)(?:[\w.]+ )?(?:staff|aide|press officer)")
"""Who opens a briefing and calls on the press for the one who gives it."""


_BROADCASTS = re.compile(r"(?i)\b(?:host|co-?host|byline|anchor|correspondent|moderator|interviewer|reporter)$")
"""What a broadcaster's transcript says of its own people."""


class Sort(Enum):
    """What a label says of its turn."""

    NAME = "name"
    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a turn: its words end at `end` of the text. `strong`: no heading of a newspaper looks like it."""

    end: int
    sort: Sort
    name: str = ""
    role: str = ""
    strong: bool = False


def labels_of(text: str, spans: Sequence[tuple[int, int]], lexicon: Lexicon) -> list[Label | None]:
    """Return the label of every paragraph that has one.

    Examples
    --------
    >>> from standoff.ledger.suggest.lexicon import load
    >>> line = "[09:01] SEN. ODA COE (R), OHIO: I object."
    >>> label, = labels_of(line, [(0, len(line))], load())
    >>> label.name, label.role, line[label.end:]
    ('SEN. ODA COE', 'OHIO; R', ' I object.')
    """
    found = _without_fields(text, spans, [_label(text, start, end, lexicon) for start, end in spans])
    found = _without_quoted(text, spans, found)
    if _HEARING.search(text[:1500]):
        found = _with_witnesses(text, spans, found)
    free = [label is None for label in found]
    record = _RECORDED.search(text[:2500]) is not None
    for number, plate in plates(text, spans, free, record=record).items():
        found[number] = _of_plate(plate, spans[number][1], lexicon)
    return found


def _with_witnesses(text: str, spans: Sequence[tuple[int, int]], found: list[Label | None]) -> list[Label | None]:
    """The labels of a printed hearing, where several paragraphs have them."""
    heard = {
        number: match
        for number, (start, end) in enumerate(spans)
        if found[number] is None and (match := _HEARD.match(text, start, end)) is not None
    }
    if len(heard) < 3:
        return found
    named = {number: Label(match.end(), Sort.NAME, match["name"], "", True) for number, match in heard.items()}
    return [named.get(number, label) for number, label in enumerate(found)]


def _is_title(words: str) -> bool:
    """*Council: Remarks by Ada Coe upon arrival*: a topic and the title of a document, not a turn."""
    return len(words.split()) > 3 and words[-1] not in TERMINAL and form_of(words) is not None


def _without_fields(text: str, spans: Sequence[tuple[int, int]], found: list[Label | None]) -> list[Label | None]:
    """Drop the empty fields of a form: *Office:* on a line before another such line or before no sentence."""
    kept = list(found)
    surnames = Counter(label.name.split()[-1] for label in found if label is not None and label.name)
    for number, label in enumerate(found):
        if label is None or label.sort is not Sort.NAME or text[label.end : spans[number][1]].strip():
            continue
        if surnames[label.name.split()[-1]] > 2:
            continue
        after = spans[number + 1] if number + 1 < len(spans) else None
        words = text[slice(*after)] if after is not None else ""
        if words == "" or words[-1] not in TERMINAL or words[-1] == ":":
            kept[number] = None
    return kept


_QUOTED = re.compile(r"\s*[“\"«„][^“”\"«»„\n]*[”\"»]?$")


def _without_quoted(text: str, spans: Sequence[tuple[int, int]], found: list[Label | None]) -> list[Label | None]:
    """Drop what leads a quotation in, *Ada Coe, on X: “No.”*, unless all that the page holds are such turns."""
    quoted = [
        label is not None and label.sort is Sort.NAME and _QUOTED.match(text[label.end : end]) is not None
        for label, (_, end) in zip(found, spans, strict=True)
    ]
    told = any(label is None and text[end - 1] in '.”"' for label, (_, end) in zip(found, spans, strict=True))
    return [None if told and alone else label for label, alone in zip(found, quoted, strict=True)]


def _of_plate(plate: Plate, end: int, lexicon: Lexicon) -> Label | None:
    if plate.name.casefold() in lexicon.not_labels:
        return None
    sort = Sort.QUESTION if _QUESTION.fullmatch(plate.name + ":") else Sort.NAME
    return Label(end, sort, plate.name, plate.role, plate.strong)


def _label(text: str, start: int, end: int, lexicon: Lexicon) -> Label | None:
    lead = _BEFORE.match(text, start, end)
    begin = lead.end() if lead is not None else start
    counted = _COUNTED.match(text, begin, end)
    begin = counted.end() if counted is not None else begin
    for pattern, sort in ((_QUESTION, Sort.QUESTION), (_CROWD, Sort.QUESTION), (_ANSWER, Sort.ANSWER)):
        match = pattern.match(text, begin, end)
        if match:
            titled = form_of(match.group().rstrip(":")) is not None or _is_title(text[match.end() : end].strip())
            return None if titled else Label(match.end(), sort)
    match = _LABEL.match(text, begin, end) or _RECORD.match(text, begin, end)
    if match is None:
        return None
    groups = match.groupdict()
    name = (groups.get("name") or groups.get("eu") or "").rstrip(".:")
    if name.casefold() in lexicon.not_labels or name.split()[0].casefold() in ("read", "watch", "see", "photo", "dear"):
        return None
    if re.search(r"\b(?:said|says|added|stated|commented|told|wrote|answered|replied)\b", match.group()):
        return None
    if _CLAUSE.search(groups.get("comma") or "") or _is_title(text[match.end() : end].strip()):
        return None
    roles = [role for role in re.findall(r"\(([^)]*)\)", groups["roles"] or "") if not _MANNER.fullmatch(role)]
    comma = (groups.get("comma") or "").lstrip(", ")
    after = (groups.get("after") or "").lstrip(", ")
    stamped = re.search(rf"{_STAMP}\)? ?:?$", match.group()) is not None
    strong = (
        (OFFICE.search(f"{name} {comma}") or _BROADCASTS.search(comma)) is not None
        or bool(roles)
        or stamped
        or STAFF.fullmatch(name) is not None
    )
    role = "; ".join(part for part in (comma, after, " ".join(roles)) if part)
    return Label(match.end(), Sort.NAME, name, role, strong)
