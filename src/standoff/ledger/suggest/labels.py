"""The labels before the turns of a transcript: who speaks, who asks; and the dashes of a printed dialogue."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.paragraph import TERMINAL, Kind, Paragraph

_WORD = r"(?:[A-ZÀ-Þ][\w.'’&-]*|#?\d{1,2}\b)"
_SMALL = r"(?:of|for|the|and|de|van|von|der|to|on|al|bin|la|in)"
_NAME = rf"{_WORD}(?: (?:{_WORD}|{_SMALL})){{0,9}}"
_STAMP = r"(?: ?[(\[]\d{1,2}:\d\d(?::\d\d)?[)\]])?"
_LABEL = re.compile(
    rf"(?P<bold>\*\*|__)?(?P<name>{_NAME})(?P<comma>, [^.:;?!“”\"()\n]{{3,90}})?(?P<roles>(?: ?\([^()"
    rf"\n]{{2,80}}\)){{0,3}})"
    rf" ?:(?(bold)(?:\*\*|__)){_STAMP}(?=\s|$)"
)
_QUESTION = re.compile(
    r"(?:\*\*|__)?(?:Q(?:uestion|UESTION)?(?: ?\([^)\n]{2,60}\))?(?:[:.](?:\*\*|__)?(?=\s)|\s{2,}|"
    r" (?=[A-Z][a-z]+[,.]? ))|"
    r"(?:Reporter|Journalist|Moderator|Interviewer|Unidentified \w+|REPORTER|JOURNALIST|MODERATOR|INTERVIEWER|"
    r"UNIDENTIFIED \w+|Media|MEDIA|Press|PRESS)(?: ?\([^)\n]*\))?:(?:\*\*|__)?)"
)
_ANSWER = re.compile(r"(?:\*\*|__)?A(?:nswer|NSWER)?[:.](?:\*\*|__)?(?=\s)")
_RECORD = re.compile(
    rf"(?P<name>(?:(?:Mr|Mrs|Ms|Senator|The)\.? (?:[A-Z]{{2,}}|Mc[A-Z]{{2,}})(?: of [A-Z]\w+)?)\.(?= [A-Z]))"
    rf"|(?P<eu>{_NAME})(?P<comma>, [^.:;?!“”\"()\n]{{3,90}})?(?P<roles>(?: \([^()\n]{{2,40}}\))?)\. ?[–—-] (?=[A-Z])"
)
_MEMBER = re.compile(
    r"(?:(?P<portrait>[A-Z][\w'’-]+(?: [\w'’-]+){1,3}) Portrait )?"
    r"(?P<name>(?:Mr|Mrs|Ms|Miss|Sir|Dame|Dr|Lord|Lady|Baroness|Viscount|The|Hon\.?|Rt\.? Hon\.?)\b[\w .,'’-]{2,80}?)"
    r"(?P<roles>(?: ?\([^()\n]{2,60}\)){0,3})(?: ?\[V\])?$"
)
_PLAIN_MEMBER = re.compile(r"(?P<name>[A-Z][\w'’-]+(?: [\w'’-]+){1,3})(?P<roles>(?: ?\([^()\n]{2,60}\)){1,3})$")
_OFFICE = re.compile(
    r"(?i)\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Baroness|Sen|Rep|Gen|Adm|president|prime|premier|minister|chancellor|"
    r"secretary|"
    r"ambassador|spokes\w+|official|general|admiral|commissioner|speaker|chair\w*|representative|undersecretary)\b"
)
_RECORDED = re.compile(r"(?i)\bhansard\b|\bhouse of (?:commons|lords)\b|\b(?:commons|lords) chamber\b|\boral answers\b")
DASH = re.compile(r"\s*[—–]\s*(?=\S)")


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
    """Return the label of every paragraph that has one."""
    record = _RECORDED.search(text[:2500]) is not None
    found = [_label(text, start, end, lexicon) for start, end in spans]
    if record:
        members = [_member(text[start:end]) for start, end in spans]
        if sum(member is not None for member in members) >= 2:
            found = [
                label or (replace(member, end=end) if member else None)
                for label, member, (_, end) in zip(found, members, spans, strict=True)
            ]
    return found


def _label(text: str, start: int, end: int, lexicon: Lexicon) -> Label | None:
    question = _QUESTION.match(text, start, end)
    if question:
        return Label(question.end(), Sort.QUESTION)
    answer = _ANSWER.match(text, start, end)
    if answer:
        return Label(answer.end(), Sort.ANSWER)
    match = _LABEL.match(text, start, end) or _RECORD.match(text, start, end)
    if match is None:
        return None
    groups = match.groupdict()
    name = (groups.get("name") or groups.get("eu") or "").rstrip(".:")
    if name.casefold() in lexicon.not_labels or name.split()[0].casefold() in ("read", "watch", "see", "photo"):
        return None
    role = " ".join(re.findall(r"\(([^)]*)\)", groups["roles"] or ""))
    comma = (groups.get("comma") or "").lstrip(", ")
    strong = _OFFICE.search(f"{name} {comma}") is not None or bool(role)
    return Label(match.end(), Sort.NAME, name, "; ".join(part for part in (comma, role) if part), strong)


def _member(line: str) -> Label | None:
    """The line that names a member of parliament in an official report: *Sir Rupert Coe (Northcote) (Con)*."""
    if len(line) > 140:
        return None
    match = _MEMBER.match(line) or _PLAIN_MEMBER.match(line)
    if match is None or not re.search(r"[a-z]", match["name"]):
        return None
    role = " ".join(re.findall(r"\(([^)]*)\)", match["roles"] or ""))
    if match["name"].startswith("The") and not (role or _OFFICE.search(match["name"])):
        return None
    portrait = match.groupdict().get("portrait") or ""
    return Label(0, Sort.NAME, portrait or match["name"], role, True)


def turns(
    text: str,
    spans: Sequence[tuple[int, int]],
    kinds: Sequence[Kind],
    labels: Sequence[Label | None],
    lexicon: Lexicon,
) -> Iterator[Paragraph]:
    """Yield the paragraphs of a transcript with the speaker of each; questions are told apart from answers."""
    asking_names = _askers(text, spans, labels, lexicon)
    speaker, role, asking, answerer = "", "", False, ""
    for (start, end), kind, label in zip(spans, kinds, labels, strict=True):
        after = label.end if label else start
        open_end = text[end - 1] not in TERMINAL or (not label and _parenthesis_ends(text[start:end]))
        heading = open_end and (not label or 0 < len(text[after:end].split()) <= 4)
        if kind is Kind.FURNITURE or (kind is Kind.HEADLINE and not label) or (heading and after < end):
            yield Paragraph(start, end, kind)
            continue
        if label:
            asking = label.sort is Sort.QUESTION
            if label.sort is Sort.NAME:
                speaker, role = label.name, label.role
                asking = speaker.casefold() in asking_names
                answerer = answerer if asking else speaker
            elif label.sort is Sort.ANSWER:
                speaker = answerer
            start = after + len(text[after:end]) - len(text[after:end].lstrip(" \t*_"))
        if start < end:
            yield Paragraph(start, end, Kind.QUESTION if asking else Kind.BODY, speaker, role)


def _parenthesis_ends(piece: str) -> bool:
    """A heading that ends in a parenthesis: *Aid for Vesland (tentative)*."""
    return re.search(r"\w \([^()]*\)$", piece) is not None and not re.search(r"[a-z]{2}[.!?]\s", piece)


def _askers(
    text: str, spans: Sequence[tuple[int, int]], labels: Sequence[Label | None], lexicon: Lexicon
) -> frozenset[str]:
    """The labels of journalists: by their names, or because what they say is mostly questions put to others."""
    turns_of: Counter[str] = Counter()
    questions: Counter[str] = Counter()
    press: set[str] = set()
    for (_, end), label in zip(spans, labels, strict=True):
        if label is None or label.sort is not Sort.NAME:
            continue
        key = label.name.casefold()
        turns_of[key] += 1
        questions[key] += text[label.end : end].rstrip(" \"”'’").endswith("?")
        if _of_the_press(f"{label.name} {label.role}", lexicon):
            press.add(key)
    answering = {key for key, count in turns_of.items() if questions[key] * 3 < count and key not in press}
    asking = {key for key, count in turns_of.items() if questions[key] * 5 >= count * 3}
    asking -= {key for key in asking if _OFFICE.search(key)}
    press |= asking if answering else set()
    surnames = {key.split()[-1] for key in press}
    return frozenset(press | {key for key in turns_of if key.split()[-1] in surnames and not _OFFICE.search(key)})


def _of_the_press(label: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.press.search(label)) and not lexicon.not_press.search(label)


def dialogue(text: str, spans: Sequence[tuple[int, int]], kinds: Sequence[Kind]) -> Iterator[Paragraph]:
    """Alternate between interviewer, who begins, and the one interviewed."""
    asking = False
    for (start, end), kind in zip(spans, kinds, strict=True):
        dash = DASH.match(text, start, end)
        if not dash:
            yield Paragraph(start, end, kind if kind is Kind.FURNITURE else Kind.HEADLINE)
            continue
        asking = not asking
        yield Paragraph(dash.end(), end, Kind.QUESTION if asking else Kind.BODY, "interviewee")
