"""Name plates: labels of turns on lines of their own, with a time, an office or a party on the lines around them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from standoff.ledger.suggest.paragraph import TERMINAL

OFFICE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Baroness)\b|(?i:\b(?:sen|rep|gen|adm|hon)\.(?=\s))|"
    r"\b(?:SEN|REP|GEN|ADM|SEC|MR|MRS|MS|DR)\b|"
    r"(?i:\b(?:president|prime|premier|minister|chancellor|secretary|"
    r"ambassador|spokes\w+|official|general|admiral|commissioner|speaker|chair\w*|representative|undersecretary)\b))"
)
"""What shows that a label is one of a person who speaks."""

_PERSON = r"[A-ZÀ-Þ][\w'’.-]+(?: (?:de |van |von |der |al )?[A-ZÀ-Þ][\w'’.-]*){0,4}"
_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?"
_STAMPED = re.compile(rf"(?P<name>{_PERSON})(?:,? \((?P<role>[^()\d]+)\))?[ \t]+[(\[]?{_TIME}[)\]]?$")
_TIME_ALONE = re.compile(rf"[(\[]?{_TIME}[)\]]?$")
_MEMBER = re.compile(
    r"(?:(?P<portrait>[A-Z][\w'’-]+(?: [\w'’-]+){1,3}) Portrait )?"
    r"(?P<name>(?:Mr|Mrs|Ms|Miss|Sir|Dame|Dr|Lord|Lady|Baroness|Viscount|The|Hon\.?|Rt\.? Hon\.?)\b[\w .,'’-]{2,80}?)"
    r"(?P<roles>(?: ?\([^()\n]{2,60}\)){0,3})(?: ?\[V\])?$"
)
_PLAIN_MEMBER = re.compile(r"(?P<name>[A-Z][\w'’-]+(?: [\w'’-]+){1,3})(?P<roles>(?: ?\([^()\n]{2,60}\)){1,3})$")
_PARTY = (
    r"(?:Conservative|Liberal|Labour|NDP|Bloc(?: Québécois)?|Green|SNP|Liberal Democrat|Independent|Democrat|"
    r"Republican|"
    r"Coalition|National|Nationals)"
)
_SEATED = re.compile(rf"(?P<name>{_PERSON}) (?P<role>{_PARTY} [A-ZÀ-Þ][^.:;]{{2,60}}(?:, [A-Z]{{2,3}})?)$")
"""*Ada Coe Liberal Northcote, ON*: a member of parliament with party and seat."""
_PICTURED = re.compile(
    r"(?:Photo|Portrait|Image|Picture) of (?P<name>[A-Z][\w.'’-]+(?: [\w.'’-]+){1,4}?) (?P=name)"
    rf"(?P<role> .{{3,80}}?)?(?:,? {_TIME}\b.*)?$"
)
"""*Photo of Ada Coe Ada Coe The Minister of Defence 12:36*: a portrait's caption, a name and an office in one line."""
_OFFICE_LINE = re.compile(
    r"(?i)(?:the )?(?:(?:deputy |vice[- ]|parliamentary )?(?:prime minister|president|premier|chancellor|leader of the "
    r"opposition|secretary of state\b.*|minister (?:of|for|without)\b.*|(?:[\w,]+ ){1,4}(?:minister|secretary))|"
    r"parliamentary (?:under-)?secretary\b.*)$"
)
"""The office of the one named on the line before, where it stands alone."""
_CAPITALS = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.'’,-]+(?: [A-ZÀ-Þ.'’,&-]+){0,6}$")
_ROLE_WORD = re.compile(r"(?i)(?:journalist|reporter|question|moderator|interviewer|host|presenter|media)$")


@dataclass(frozen=True, slots=True)
class Plate:
    """A name on a line of its own, and what the lines beside it say of its bearer."""

    name: str
    role: str = ""
    strong: bool = True


def plates(text: str, spans: Sequence[tuple[int, int]], free: Sequence[bool], *, record: bool) -> dict[int, Plate]:
    """Return the lines that name who speaks in the paragraphs after them, by their number.

    Parameters
    ----------
    free : sequence of bool
        Whether a paragraph has no label of its own.
    record : bool
        Whether the text is the official report of a parliament: its members stand on lines of their own.
    """
    lines = [text[a:b] for a, b in spans]
    short = [
        ok and len(line) <= 140 and (line[-1] not in TERMINAL or line[-1] in ")]")
        for ok, line in zip(free, lines, strict=True)
    ]
    found = {i: p for i, line in enumerate(lines) if short[i] and (p := _stamped(line)) is not None}
    if len(found) < 2:
        found = {}
    bracketed = {i: p for i in range(len(lines) - 1) if short[i] and (p := _over_brackets(lines, i, record=record))}
    members = {i: p for i, line in enumerate(lines) if short[i] and (p := _member(line, record=record)) is not None}
    members = {i: p for i, p in members.items() if i - 1 not in bracketed} | bracketed
    timed = any(_TIME_ALONE.match(lines[i - 1]) for i in members if i)
    if len(members) >= 2 or (record and timed):
        found |= {i: p for i, p in members.items() if not _of_office(lines, i, members)}
        found |= _again(lines, short, found)
    elif not found:
        found = _capitals(lines, short) or _named(lines, short)
    return {i: _with_office(lines, i, plate) if record else plate for i, plate in found.items()}


_BRACKETS = re.compile(r"\([^()]{2,60}\)(?: ?\([^()]{2,60}\)){0,2}$")
_WITH_PLACE = re.compile(
    rf"(?P<name>(?:(?:Mr|Mrs|Ms|Dr|Sir|Dame|General|Admiral|Ambassador|"
    rf"HE)\.? )?{_PERSON})(?P<role>, [A-ZÀ-Þ][^.:;?!]{{3,120}})?$"
)


def _over_brackets(lines: list[str], number: int, *, record: bool) -> Plate | None:
    """*Ada Coe* over *(Northcote) (Con)*; *The Secretary of State for Defence* over *(Ada Coe)*."""
    if not record or not _BRACKETS.match(lines[number + 1]):
        return None
    inner = "; ".join(re.findall(r"\(([^()]*)\)", lines[number + 1]))
    if _OFFICE_LINE.match(lines[number]):
        return Plate(inner, lines[number])
    return Plate(lines[number], inner) if re.fullmatch(_PERSON, lines[number]) else None


def _named(lines: list[str], short: list[bool]) -> dict[int, Plate]:
    """Lines that are a name, or a name and what its bearer is, and that come again before what he says."""
    found = {
        i: match
        for i in range(len(lines) - 1)
        if short[i] and not short[i + 1] and " " in lines[i] and (match := _WITH_PLACE.match(lines[i]))
    }
    counts = Counter(match["name"] for match in found.values())
    again = [name for name, count in counts.items() if count > 1]
    if not again or len(found) < 3 or sum(counts.values()) < 0.3 * sum(not ok for ok in short):
        return {}
    kept = {i: m for i, m in found.items() if m["role"] or m["name"] in again}
    return {i: Plate(m["name"], (m["role"] or "").lstrip(", ")) for i, m in kept.items()}


def _stamped(line: str) -> Plate | None:
    match = _STAMPED.match(line)
    return Plate(match["name"], match["role"] or "") if match is not None else None


def _again(lines: list[str], short: list[bool], found: dict[int, Plate]) -> dict[int, Plate]:
    """The lines that are nothing but the name of one who had a fuller plate before."""
    names = {
        re.sub(r"^(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame)\.? ", "", name) for p in found.values() for name in (p.name, p.role)
    }
    named = {i: line for i, line in enumerate(lines) if short[i] and i not in found and line in names}
    return {i: Plate(line) for i, line in named.items() if " " in line}


def _of_office(lines: list[str], number: int, members: dict[int, Plate]) -> bool:
    """*Mrs Ada Coe*, and on the next line *The Prime Minister*: the second is the first one's office."""
    if number - 1 not in members or not _OFFICE_LINE.match(lines[number]):
        return False
    return _OFFICE_LINE.match(lines[number - 1]) is None


def _with_office(lines: list[str], number: int, plate: Plate) -> Plate:
    """The plate of a member with the office or the party on the lines beside it."""
    after = lines[number + 1] if number + 1 < len(lines) else ""
    office = after if len(after) < 90 and _OFFICE_LINE.match(after) else ""
    role = "; ".join(part for part in (office, plate.role) if part)
    return Plate(plate.name, role, plate.strong)


def _member(line: str, *, record: bool) -> Plate | None:
    """The line that names a member of parliament in an official report: *Sir Rupert Coe (Northcote) (Con)*."""
    if not record:
        return None
    seated = _SEATED.match(line)
    if seated is not None:
        return Plate(seated["name"], f"MP, {seated['role']}")
    pictured = _PICTURED.match(line)
    if pictured is not None:
        return Plate(pictured["name"], (pictured["role"] or "").strip())
    match = _MEMBER.match(line) or _PLAIN_MEMBER.match(line)
    if match is None or not re.search(r"[a-z]", match["name"]):
        return None
    role = " ".join(re.findall(r"\(([^)]*)\)", match["roles"] or ""))
    if match["name"].startswith("The") and not (role or OFFICE.search(match["name"])):
        return None
    portrait = match.groupdict().get("portrait") or ""
    return Plate(portrait or match["name"], role)


def _capitals(lines: list[str], short: list[bool]) -> dict[int, Plate]:
    """Lines in capitals that come again and again before words, with a journalist's among them or an office in them."""
    found = {
        i: lines[i]
        for i in range(len(lines) - 1)
        if short[i] and not short[i + 1] and (_CAPITALS.match(lines[i]) or _ROLE_WORD.match(lines[i]))
    }
    counts = Counter(found.values())
    again = sum(count for count in counts.values() if count > 1)
    told = {i: line for i, line in found.items() if counts[line] > 1 or OFFICE.search(line) or _ROLE_WORD.match(line)}
    if len(told) < 3 or not (again or any(_ROLE_WORD.match(line) for line in told.values())):
        return {}
    return {i: Plate(line) for i, line in told.items()}
