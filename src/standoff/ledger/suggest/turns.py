"""A transcript or interview, turn by turn: who speaks is what stands before the colon."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from standoff.ledger.statement import Form
from standoff.ledger.suggest.allegiance import own_state
from standoff.ledger.suggest.exchange import in_legislature
from standoff.ledger.suggest.home import foot_lines
from standoff.ledger.suggest.issuer import head_lines, hosts
from standoff.ledger.suggest.labels import STAFF
from standoff.ledger.suggest.narrative import narrative
from standoff.ledger.suggest.offices import roles_in
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import HOST, Kind, Paragraph
from standoff.ledger.suggest.people import name_in
from standoff.ledger.suggest.units import cut
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import OFFICIAL, Voice, principal_open

_OFFICE_ALONE = re.compile(
    r"(?i)(?:the )?(?:president|prime minister|premier|chancellor|vice president|secretary(?:[- ]general)?|"
    r"minister|king|"
    r"foreign minister|defen[cs]e minister|foreign secretary|defen[cs]e secretary|taoiseach|treasurer)$"
)
_HONORIFIC = re.compile(
    r"(?i)(?:M[RS]|MRS|DR|SEC|SECRETARY|THE|PRESS|SENIOR|GEN|ADM|AMBASSADOR|MINISTER|PRIME|PRESIDENT)\b"
)


_CHAIR = re.compile(
    r"(?i)(?:mr\.? speaker|madam(?:e)? (?:speaker|president)|the (?:acting |deputy )?(?:chair\w*|speaker|moderator)|"
    r"the president of the (?:assembly|sejm|bundestag)|(?:chair|chairman|chairwoman|chairperson|speaker)|"
    r"an (?:ceann comhairle|cathaoirleach(?: gníomhach)?)|the presiding officer)$"
)
_COUNCIL = re.compile(r"(?i)\bsecurity council\b|\bgeneral assembly\b|\b[SA]/PV\.|\bpermanent council\b")
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b")


_WE_ACT = re.compile(r"\b[Ww]e (?:have|are|will|continue|cannot|can|shall)\b")
"""How a member speaks for the government he sits in."""
_INTRODUCES = re.compile(r"(?i)\b(?:this is|i am|i['’]m|my name is) (?:[A-Z][\w-]+ ?){1,3}")


_INTERVIEWED = Voice("interviewee", doubts=((0.4, "who is interviewed is not said"),))
_SHORT = {"PM": "Prime Minister", "FM": "Foreign Minister", "SG": "Secretary General", "EU HR": "High Representative"}


@dataclass(slots=True)
class _Floor:
    """Who holds the floor of a transcript: those it is of, and the speakers met so far by their labels."""

    hosts: list[Voice]
    known: dict[str, Voice] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    surnames: dict[str, dict[str, Voice]] = field(default_factory=dict)

    def met(self, label: str) -> Voice | None:
        """Who spoke before under a longer label that ends in this surname."""
        found = self.surnames.get(label.casefold(), {})
        return next(iter(found.values())) if len(found) == 1 else None

    def takes(self, label: str, role: str, voice: Voice) -> None:
        """Remember whose a label is."""
        key = label.casefold()
        self.known[key], self.roles[key] = voice, role
        if " " in key:
            self.surnames.setdefault(key.split()[-1], {})[key] = voice

    @property
    def host(self) -> Voice | None:
        return self.hosts[0] if self.hosts else None


def turns(page: Page) -> Iterator[Utterance]:
    """Yield the sentences of every turn that is no journalist's, with the question before it."""
    floor = _Floor([_of_state(page, voice, HOST) for voice in hosts(page)])
    opening = _preface_voice(page, floor)
    labelled = next((p.start for p in page.plan.paragraphs if p.turn or p.kind is Kind.QUESTION), len(page.text))
    question, before = "", ""
    for paragraph in page.plan.paragraphs:
        words = page.text[paragraph.start : paragraph.end]
        if paragraph.kind is Kind.QUESTION:
            question, before = words, ""
        if paragraph.kind is not Kind.BODY:
            continue
        if not paragraph.turn and paragraph.start > labelled:
            continue
        voice = _turn_voice(page, paragraph, floor) if paragraph.turn else opening
        if voice is None:
            continue
        answers = voice is floor.host or paragraph.turn == HOST or in_legislature(page.text)
        if voice.kind in ("person", "") and "?" in words and not answers:
            question = words
            continue
        for first, last in cut(words):
            if re.fullmatch(r"\([^)]*\)\.?|\[[^\]]*\]\.?|\W+", words[first:last]):
                continue
            start, end = paragraph.start + first, paragraph.start + last
            yield Utterance(start, end, voice, Form.DIRECT, around=before, question=question)
            before = words[first:last]
    yield from narrative(page, Kind.REPORT)


def _preface_voice(page: Page, floor: _Floor) -> Voice | None:
    """Words before the first label: the host's when nobody tells of him, or those of a turn the page begins within."""
    bodies = [p for p in page.plan.paragraphs if p.kind in (Kind.BODY, Kind.QUESTION)]
    opening = list(itertools.takewhile(lambda p: not p.turn and p.kind is Kind.BODY, bodies))
    named = [p for p in bodies if p.turn and p.kind is Kind.BODY]
    if not named or not opening:
        return floor.host
    words = [page.text[p.start : p.end] for p in opening]
    surname = re.escape((floor.host.label if floor.host is not None else named[0].turn).split()[-1])
    told = any(re.search(rf"(?i)\b{surname}\b|\btranscript\b", _INTRODUCES.sub("", line)) for line in words)
    spoken, asks = any(_FIRST_PERSON.search(line) for line in words), words[-1].endswith("?")
    if in_legislature(page.text):
        return _goes_on(page, named, floor, asks=asks) if asks or spoken else None
    if told or asks:
        return None
    if floor.host is not None:
        return floor.host if spoken else floor.host.doubted(0.1, "words before the first label")
    follows = bodies[len(opening)].kind is Kind.QUESTION and spoken
    return _before_label(page, named[0], floor) if follows else None


def _goes_on(page: Page, named: list[Paragraph], floor: _Floor, *, asks: bool) -> Voice | None:
    """A page that begins within a turn of a hearing: who asked takes the floor again after the answer."""
    others = [p for p in named if p.turn != named[0].turn]
    heir = others[0] if asks and others else named[0]
    return _before_label(page, heir, floor)


def _before_label(page: Page, heir: Paragraph, floor: _Floor) -> Voice | None:
    voice = _turn_voice(page, heir, floor)
    return voice.doubted(0.15, "words before the first label") if voice is not None else None


def _turn_voice(page: Page, paragraph: Paragraph, floor: _Floor) -> Voice | None:
    label, role = paragraph.turn, paragraph.role
    if label == HOST:
        return floor.host or (_INTERVIEWED if _in_first_person(page) else None)
    key = label.casefold()
    met = floor.known.get(key) or floor.met(label)
    if met is not None and (not role or floor.roles.get(key) == role):
        return met
    voice = _alone(page, label, floor) or _named_turn(page, label, role, floor)
    if voice.principal == "" and voice.kind not in ("former", "expert", "legislator", "chair"):
        voice = _with_state_of_host(page, voice, label, floor.host)
    if voice.kind == "person" and not voice.principal and _asked(page):
        voice = replace(voice, kind="spokesperson").doubted(0.1, "taken for an official: answers the press")
    voice = _of_state(page, voice, label)
    floor.takes(label, role, voice)
    return voice


def _in_first_person(page: Page) -> bool:
    """Whether those who answer speak of themselves; the answers of a newspaper's explainer do not."""
    return any(_FIRST_PERSON.search(page.text[p.start : p.end]) for p in page.turns.get(HOST, ()))


def _of_state(page: Page, voice: Voice, label: str) -> Voice:
    """An official of no state that is said: the one he speaks as in his turns."""
    return own_state(page, voice, label) if voice.kind in OFFICIAL and principal_open(voice) else voice


def _alone(page: Page, label: str, floor: _Floor) -> Voice | None:
    """The one who answers in an interview is the one it is with, however his label is spelt."""
    host = floor.host
    if host is None or len(floor.hosts) > 1 or len(label.split()) > 1 or page.voices.people.known.get(label.title()):
        return None
    alone = set(page.turns) - {""} == {label}
    if not alone or len(page.questions) < 2 or page.text.count(label) > len(page.turns[label]):
        return None
    return host.doubted(0.1, "the only one who answers")


def _asked(page: Page) -> bool:
    return bool(page.questions)


def _with_state_of_host(page: Page, voice: Voice, label: str, host: Voice | None) -> Voice:
    inherited = host.principal if host is not None and host.principal else page.home
    if in_legislature(page.text) and voice.kind in ("person", "") and _in_government(page, label, inherited):
        return replace(voice, kind="minister", principal=inherited, authority="binding").doubted(
            0.2, "principal from the parliament: a minister, who has no seat beside his name"
        )
    if in_legislature(page.text) and voice.kind in ("person", ""):
        return replace(voice, kind="legislator", authority="advisory")
    if inherited and (host is None or _HONORIFIC.match(label)):
        return replace(voice, principal=inherited, authority="binding").doubted(
            0.1, "principal from the transcript's host"
        )
    return voice


def _in_government(page: Page, label: str, state: str) -> bool:
    """A speaker without seat and party among members who have them, where a minister is spoken to."""
    unseated = bool(page.seated) and label not in page.seated
    words = " ".join(page.text[p.start : p.end] for p in page.turns.get(label, ()))
    acts = len(_WE_ACT.findall(words)) >= 2 and re.search(r"\bhon\. ", words) is not None
    told = re.search(r"\b(?:Secretary of State|Minister)\b", page.text) is not None
    return bool(state) and unseated and (told or acts)


def _office_turn(page: Page, shown: str, host: Voice | None) -> Voice:
    """*THE PRESIDENT*: the one the transcript is of, or where he has no name the office of the transcript's state."""
    named = host is not None and name_in(host.label, page.gazetteer) is not None
    if host is not None and named and host.kind in ("head", "minister", "person", "spokesperson"):
        return host if host.principal else replace(host, kind="head", doubts=())
    voice = _in_head(page, shown)
    stated = host is not None and not any("principal" in why for _, why in host.doubts)
    code = host.principal if host is not None and (stated or not page.home) else page.home
    if name_in(voice.label, page.gazetteer) is not None or not code or code == voice.principal:
        return voice
    doubts = tuple(doubt for doubt in voice.doubts if "principal" not in doubt[1])
    assigned = replace(voice, principal=code, authority="binding", doubts=doubts)
    return assigned.doubted(0.1, "principal from the transcript's own country")


def _in_head(page: Page, shown: str) -> Voice:
    """The bearer of an office that the head names; who is only spoken of in the turns is not the one who speaks."""
    voice = page.voices.resolve(shown, (), 0)
    head = " ".join([*(line for _, line in head_lines(page) if line[-1] not in ".?!"), *foot_lines(page.text)])
    if voice.label.split()[-1] in head or name_in(voice.label, page.gazetteer) is None:
        return voice
    return Voice(shown, shown, page.home, "binding" if page.home else "none", kind="head").doubted(
        0.1 if page.home else 0.2, "principal from the transcript's own country" if page.home else "no principal found"
    )


def _named_turn(page: Page, label: str, role: str, floor: _Floor) -> Voice:
    if STAFF.fullmatch(label):
        state = (floor.host.principal if floor.host is not None else "") or page.home
        return Voice(label, principal=state, authority="advisory" if state else "none", kind="anonymous")
    if (
        _CHAIR.match(label)
        or (label == "President" and in_legislature(page.text))
        or (_COUNCIL.search(page.text[:600]) and re.match(r"(?i)the (?:acting )?president$", label))
    ):
        return Voice("Speaker" if "peaker" in label.lower() else label, kind="chair")
    label = _SHORT.get(label, label)
    role = role or _listed(page, label)
    host = next((voice for voice in floor.hosts if _same_office(label, voice)), floor.host)
    shown = " ".join(word.title() if word.isupper() and len(word) > 2 else word for word in label.split())
    shown = re.sub(r"\bMc([a-z])", lambda m: "Mc" + m[1].upper(), shown)
    shown = re.sub(r"^(MR|MS|MRS|DR|SEN|GEN|ADM)\b\.?", lambda m: m[1].title() + ".", shown)
    named = re.search(r"[A-ZÀ-Þ]\w+ [A-ZÀ-Þ]\w+", role)
    if _OFFICE_ALONE.match(label) and not named:
        return _office_turn(page, shown, host)
    if named and (re.match(r"(?i)the\b", label) or roles_in(label)):
        bearer = re.sub(r"^(?:Deputy|Senator) ", "", role.split(" (")[0])
        return page.voices.resolve(bearer, (label,), 0)
    places = page.gazetteer.of(role)
    if places and places[0].start == 0 and places[0].end == len(role.strip()):
        return Voice(shown, role, places[0].code, "binding", kind="envoy")
    voice = page.voices.resolve(shown, (role,) if role else (), 0)
    if re.match(r"(?:Lord|Lady|Baroness|Viscount|Earl) \w+ of [A-Z]", shown):
        return replace(voice, label=shown)
    bare = re.sub(r"^(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame)\.? ", "", shown)
    cut_short = bare.startswith(f"{voice.label} ") and len(bare.split()) == len(voice.label.split()) + 1
    return replace(voice, label=bare) if cut_short else voice


def _listed(page: Page, label: str) -> str:
    """What a list of speakers in the head says of a surname: *DANA COE, SECRETARY OF DEFENSE; …*."""
    if " " in label or not label.isupper():
        return ""
    head = "\n".join(line for _, line in head_lines(page))
    match = re.search(rf"\b(?:[A-Z][A-Z.]+ )+{re.escape(label)}, (?P<role>[^;\n]+)", head)
    return match["role"].title() if match is not None else ""


def _same_office(label: str, voice: Voice) -> bool:
    """*PRIME MINISTER*: of two hosts the one with that office."""
    return bool(roles_in(label)) and bool(roles_in(label) & roles_in(f"{voice.office} {voice.label}"))
