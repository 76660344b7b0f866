"""Who asks in a transcript and who answers: journalists, presenters and moderators, told by several signs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from standoff.ledger.suggest.headings import headings
from standoff.ledger.suggest.labels import STAFF, Label, Sort
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.paragraph import TERMINAL
from standoff.ledger.suggest.plates import OFFICE

_LEGISLATURE = re.compile(
    r"(?i)\b(?:house of commons|debates?,|parliament|congress|senate|bundestag|hansard|questions (?:without|to|for)|"
    r"oral evidence|question time|question period|oral questions|d[áa]il|seanad|oireachtas|knesset|storting|riksdag|"
    r"folketing|sejm|"
    r"lok sabha|rajya sabha|verkhovna rada|plenary sitting|verbatim report|sitting|commons chamber|lords chamber)\b"
)
_PRESIDED = re.compile(r"(?m)^\W{0,4}(?:Mr\.?|Madam|The) (?:Deputy |Acting )?Speaker:")
"""The turns of a parliament's chair."""
_ADDRESSES = re.compile(
    r"(?i)(?:(?:thank you|thanks)(?: so much| very much)?[,.]? |good (?:morning|afternoon|evening)[,.]? |welcome[,.]? |"
    r"(?:and|so|but|now)[, ]+)*(?:(?:mr\.?|madam|mister) )?(?:deputy )?(?:president|prime minister|(?:\w+ )?minister|"
    r"secretary(?:[- ]general)?|chancellor|ambassador|general|excellency)\b(?: [A-Z]\w+)?[,.:]"
)
_MODERATOR = re.compile(r"(?:CHAIR|Chair|MODERATOR|Moderator|HOST|Host|PRESENTER|Presenter)(?: [A-Z][\w.'’-]+){0,2}$")
_PRESENTS = re.compile(
    r"(?i)\b(?:brings us|joins? us|joined (?:now )?by|i will speak with|i spoke with|welcome (?:back )?to|my guest|"
    r"up to speed|back with us|reports? (?:now )?from|our correspondent|thanks for (?:joining|being with))\b"
)
_PRESENTED = re.compile(
    r"(?P<who>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}) (?:brings us|reports|begins|has (?:this|our|more)|"
    r"has been covering|"
    r"joins us (?:now )?(?:from|with more)|looks at|takes a look)"
)
_TAKES_LEAVE = re.compile(
    r"(?i)\b(?:thank(?:s| you)(?: very much| so much)? for (?:this|the) (?:interview|conversation|talk)|"
    r"thanks? (?:you )?for (?:your time|talking (?:to|with)|joining|speaking)|we thank you for|appreciate your time|"
    r"(?:joins|joining) (?:us|me)|welcome(?: back)? to the (?:program\w*|show|podcast))\b"
)
"""How an interviewer begins and ends."""
_VISITS = re.compile(
    r"(?i)\b(?:thank(?:s| you) for having me|(?:good|great|nice|pleasure|pleased|glad|happy) to (?:be (?:here|with|"
    r"back)|"
    r"join|see you|speak (?:to|with) you|talk to you))\b"
)
"""How a guest greets."""
_REPORTER = re.compile(r"(?i)\b(?:byline|host|correspondent|reporter|anchor)\b")
_COUNCIL = re.compile(r"(?i)\bsecurity council\b|\bgeneral assembly\b|\b[SA]/PV\.|\bpermanent council\b")


def in_legislature(text: str) -> bool:
    """Whether a transcript is of a parliament: its members ask and answer, and nobody among them is of the press."""
    titles = [line for line in text[:500].split("\n") if len(line) < 200 and not re.search(r"[.!?…][\"”’']*\s*$", line)]
    return _LEGISLATURE.search("\n".join(titles)[:400]) is not None or _PRESIDED.search(text) is not None


_GREETS = re.compile(
    r"(?i)(?:(?:and|so|well),? )?(?:good (?:morning|afternoon|evening)|hello|welcome)\b|[^.]{0,40}\bwelcome\b"
)
_MODERATES = re.compile(
    r"(?i)\b(?:open (?:up )?the floor|keep your questions?|(?:next|first|last|final) question|take (?:a few|some|"
    r"your) questions|"
    r"time for (?:one|two|three|a few|questions)|the floor is yours|over to you|(?:gentleman|lady) in the|"
    r"we(?:['’]ll| will) (?:now )?(?:go|turn|move) (?:to|over)|raise your hand|please identify yourself)\b"
)
_SCHOLAR = re.compile(
    r"\b(?:Institute|University|Professor|Fellow|Cent(?:re|er)|Foundation|College|School|Chief Executive)\b"
)


def turns_to_guest(words: str) -> bool:
    """Whether a presenter's sentence greets or presents his guest: *And joining us now is the minister.*"""
    found = _PRESENTS.search(words) or _TAKES_LEAVE.search(words)
    return _GREETS.match(words) is not None or (found is not None and not re.search(r"[.!?]\s", words[: found.start()]))


@dataclass(slots=True)
class _Speaker:
    """What the turns of one speaker, under all his labels, tell of the part he plays."""

    names: set[str] = field(default_factory=set)
    turns: int = 0
    questions: int = 0
    press: bool = False
    office: bool = False
    presents: bool = False
    reports: bool = False
    titled: bool = False
    leave: bool = False
    visits: bool = False
    moderates: bool = False

    def weight(self, *, among_officials: bool) -> float:
        """How far the signs go that he asks, from one on he does; who has no office among those who have asks more."""
        asked = self.questions / self.turns
        weight = 4.0 * self.press + 2.0 * self.presents + 1.5 * (self.leave or self.moderates) - 1.0 * self.visits
        weight += 2.5 if asked > 0.8 and self.turns > 1 else 1.5 if asked >= 0.6 else -1.0 if asked < 1 / 3 else 0.0
        return weight + 1.0 * among_officials - 4.0 * self.office - 1.5 * self.titled


def askers(
    text: str, spans: Sequence[tuple[int, int]], labels: Sequence[Label | None], lexicon: Lexicon
) -> tuple[frozenset[str], frozenset[str]]:
    """The labels of those who ask, by what they are called and say; and of those the ones who tell a story."""
    sitting = in_legislature(text) or _COUNCIL.search(text[:600]) is not None
    before = [text[a:b] for (a, b), label in zip(spans[:12], labels[:12], strict=True) if label is None]
    head = " ".join(found.who for found in headings((0, line) for line in before if len(line) < 250)).casefold()
    said = list(_spoken(text, spans, labels))
    whole = _aliases([name for name, _, _ in said])
    speakers: dict[str, _Speaker] = {}
    presented: set[str] = set()
    for name, role, words in said:
        speaker = speakers.setdefault(whole[name], _Speaker())
        _heard(speaker, name, role, words, lexicon)
        speaker.press |= not sitting and _MODERATOR.match(name) is not None
        speaker.titled |= name.split()[-1].casefold() in head
        if not (role or speaker.titled or speaker.office) and _PRESENTS.search(words):
            speaker.presents = speaker.reports = True
            presented.update(match["who"].casefold() for match in _PRESENTED.finditer(words))
    for speaker in speakers.values():
        met = not presented.isdisjoint(speaker.names)
        speaker.press, speaker.reports = speaker.press or met, speaker.reports or met
    officials = any(speaker.office for speaker in speakers.values())
    asking = [s for s in speakers.values() if s.press or (not sitting and s.weight(among_officials=officials) >= 1)]
    if len(asking) == len(speakers):
        asking = [s for s in asking if s.press]
    names = frozenset(name for s in asking for name in s.names)
    return names, frozenset(name for s in asking if s.reports for name in s.names)


def _heard(speaker: _Speaker, name: str, role: str, words: str, lexicon: Lexicon) -> None:
    """Count what one turn tells of its speaker."""
    speaker.names.add(name.casefold())
    speaker.turns += 1
    addressed = not role and _ADDRESSES.match(words.lstrip()) is not None
    speaker.questions += addressed or words.rstrip(" \"”'’)").endswith("?")
    speaker.press |= _of_the_press(f"{name} {role}", lexicon)
    shown = role if re.fullmatch(r"[A-ZÀ-Þ.]{1,6}", name) else f"{name} {role}"  # initials may look like a title
    held = OFFICE.search(shown) is not None and _SCHOLAR.search(role) is None
    speaker.office |= held or STAFF.fullmatch(name) is not None
    speaker.reports |= _REPORTER.search(role) is not None
    speaker.moderates |= _MODERATES.search(words) is not None
    speaker.leave |= _TAKES_LEAVE.search(words) is not None
    speaker.visits |= _VISITS.search(words) is not None


def _aliases(names: Sequence[str]) -> dict[str, str]:
    """Every label with the fullest one of its speaker: *COE* and *AC* are *Ada Coe*'s.

    Examples
    --------
    >>> _aliases(["Ada Coe", "AC", "COE", "SEC. COE", "Bo Li"])
    {'Ada Coe': 'ada coe', 'AC': 'ada coe', 'COE': 'ada coe', 'SEC. COE': 'sec. coe', 'Bo Li': 'bo li'}
    """
    full = {name for name in names if " " in name}
    found = {}
    for name in names:
        letters = re.sub(r"[.\s]", "", name)
        known = [one for one in full if one.casefold().endswith(f" {name.casefold()}")]
        if not known and name.isupper() and 2 <= len(letters) <= 4:
            known = [one for one in full if "".join(word[0] for word in one.split()).upper() == letters]
        plain = sorted((one for one in known if not OFFICE.search(one)), key=len) or sorted(known, key=len)
        found[name] = (plain[-1] if plain else name).casefold()
    return found


def _spoken(
    text: str, spans: Sequence[tuple[int, int]], labels: Sequence[Label | None]
) -> Iterator[tuple[str, str, str]]:
    """Name, role and all words of every turn that has a name."""
    current: Label | None = None
    words = ""
    for (start, end), label in zip(spans, labels, strict=True):
        if label is None:
            words += " " + text[start:end] if text[end - 1] in TERMINAL else ""
            continue
        if current is not None and current.sort is Sort.NAME:
            yield current.name, current.role, words
        current, words = label, text[label.end : end]
    if current is not None and current.sort is Sort.NAME:
        yield current.name, current.role, words


def _of_the_press(label: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.press.search(label)) and not lexicon.not_press.search(label)
