"""A transcript or interview, turn by turn: who speaks is what stands before the colon."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from standoff.ledger.statement import Form
from standoff.ledger.suggest.allegiance import own_state
from standoff.ledger.suggest.askers import in_legislature
from standoff.ledger.suggest.cast import Cast, bare, spelt, spoken
from standoff.ledger.suggest.courtesy import called, courtesy
from standoff.ledger.suggest.labels import STAFF
from standoff.ledger.suggest.narrative import narrative
from standoff.ledger.suggest.offices import office_of, roles_in
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import HOST, Kind, Paragraph
from standoff.ledger.suggest.people import name_in
from standoff.ledger.suggest.units import cut
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import OFFICIAL, Voice, principal_open

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
_OF_PAGE = (
    r"\b(?:transcripts?|full interview|this interview|in an (?:\w+ )?interview|exclusive interview|joins? (?:us|me|"
    r"the program\w*)|"
    r"is (?:edited|translated)|(?<!I )(?<!we )(?<!We )(?:spoke|talked|sat down|sits down) (?:to|with)|was (?:edited|"
    r"recorded|translated|conducted))\b"
)
"""What only an editor says before a transcript."""
_SPOKEN = re.compile(
    r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b|^(?i:(?:good (?:morning|afternoon|evening)|ladies and gentlemen|hello|thank you|"
    r"dear (?:friends|colleagues)|welcome|colleagues)\b)"
)
_INTRODUCES = re.compile(r"(?i)\b(?:this is|i am|i['’]m|my name is) (?:[A-Z][\w-]+ ?){1,3}")


_ESCORTED = re.compile(r"\bwas escorted (?:in)?to the\b|\bwas escorted from the\b|\btook the (?:Chair|chair)\.$")
"""What a record tells of the hall between the turns."""
_INTERVIEWED = Voice("interviewee", doubts=((0.4, "who is interviewed is not said"),))


@dataclass(slots=True)
class _Floor:
    """Who holds the floor of a transcript: those whom the page presents, and those met so far by their labels."""

    cast: Cast
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
    cast = Cast(page)
    floor = _Floor(cast, [_of_state(page, _at_home(page, voice), HOST) for voice in cast.hosts])
    opening = _preface(page, floor)
    labelled = next((p.start for p in page.plan.paragraphs if p.turn or p.kind is Kind.QUESTION), len(page.text))
    question, before, held, goes_on = "", "", "", False
    sitting = in_legislature(page.text) or _COUNCIL.search(page.text[:600]) is not None
    asked = {p.start for p, after in itertools.pairwise(page.plan.paragraphs) if after.kind is Kind.QUESTION}
    for paragraph in page.plan.paragraphs:
        words = page.text[paragraph.start : paragraph.end]
        if paragraph.kind is Kind.QUESTION:
            question, before, goes_on = words, "", False
        if paragraph.kind is not Kind.BODY:
            continue
        if not paragraph.turn and paragraph.start > labelled:
            continue
        if paragraph.turn and not sitting and cast.asks(paragraph.turn):
            question, before, goes_on = words, "", False
            continue
        voice = _turn_voice(page, paragraph, floor) if paragraph.turn else opening.get(paragraph.start)
        if voice is None:
            continue
        answers = voice is floor.host or paragraph.turn == HOST or sitting
        if voice.kind in ("person", "") and "?" in words and not answers:
            question = words
            continue
        goes_on, held = goes_on and paragraph.turn == held, paragraph.turn
        for first, last in cut(words):
            if _says_nothing(words[first:last]):
                continue
            if last == len(words) and goes_on and paragraph.start in asked and _calls(page, words[first:last]):
                continue
            goes_on = True
            start, end = paragraph.start + first, paragraph.start + last
            yield Utterance(start, end, voice, Form.DIRECT, around=before, question=question)
            before = words[first:last]
    yield from narrative(page, Kind.REPORT)


def _says_nothing(words: str) -> bool:
    """A remark of the editor's, or a courtesy."""
    aside = re.fullmatch(r"\([^)]*\)\.?|\[[^\]]*\]\.?|\W+", words) or _ESCORTED.search(words)
    return aside is not None or courtesy(words)


def _calls(page: Page, words: str) -> bool:
    """Whether a turn's last words before a question name him who asks it."""
    return called(words) and not page.gazetteer.of(words)


def _preface(page: Page, floor: _Floor) -> dict[int, Voice]:
    """Who speaks the words before the first label, paragraph by paragraph: nobody those that tell of the speaker."""
    bodies = [p for p in page.plan.paragraphs if p.kind in (Kind.BODY, Kind.QUESTION)]
    opening = list(itertools.takewhile(lambda p: not p.turn and p.kind is Kind.BODY, bodies))
    named = [p for p in bodies if p.turn and p.kind is Kind.BODY]
    words = [page.text[p.start : p.end] for p in opening]
    if not opening:
        return {}
    if not named:
        return {p.start: floor.host for p in opening if floor.host is not None}
    spoken, asks = [_SPOKEN.search(line) is not None for line in words], words[-1].endswith("?")
    if in_legislature(page.text):
        voice = _goes_on(page, named, floor, asks=asks) if asks or any(spoken) else None
        return {p.start: voice for p in opening if voice is not None}
    first = max((number + 1 for number, line in enumerate(words) if _tells(page, line, named, floor)), default=0)
    follows = any(spoken[first:]) and bodies[len(opening)].kind is Kind.QUESTION
    if asks or (floor.host is None and (first or not follows)) or (first and not any(spoken[first:])):
        return {}
    voice = floor.host or _before_label(page, named[0], floor)
    if voice is None:
        return {}
    voice = voice if any(spoken[first:]) else voice.doubted(0.1, "words before the first label")
    return {p.start: voice for p in opening[first:]}


def _tells(page: Page, line: str, named: list[Paragraph], floor: _Floor) -> bool:
    """Whether a line before the first label tells of him who speaks, or of the page itself."""
    host = floor.host
    known = host is not None and name_in(host.label, page.gazetteer) is not None
    who = [host.label] if host is not None and known else [p.turn for p in named]
    surnames = "|".join({re.escape(label.split()[-1]) for label in who if label != HOST}) or "(?!)"
    return re.search(rf"(?i)\b(?:{surnames})\b|{_OF_PAGE}", _INTRODUCES.sub("", line)) is not None


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
    if voice.kind == "person" and not voice.principal and page.questions:
        voice = replace(voice, kind="spokesperson").doubted(0.1, "taken for an official: answers the press")
    voice = _of_state(page, _at_home(page, voice, label, role, floor.hosts), label)
    floor.takes(label, role, voice)
    return voice


def _in_first_person(page: Page) -> bool:
    """Whether those who answer speak of themselves; the answers of a newspaper's explainer do not."""
    return any(_FIRST_PERSON.search(page.text[p.start : p.end]) for p in page.turns.get(HOST, ()))


def _of_state(page: Page, voice: Voice, label: str) -> Voice:
    """An official of no state that is said: the one he speaks as in his turns."""
    return own_state(page, voice, label) if voice.kind in OFFICIAL and principal_open(voice) else voice


_OF_STATES = frozenset({"prime minister", "foreign minister", "defence minister", "president", "chancellor", "king"})


def _at_home(page: Page, voice: Voice, label: str = "", role: str = "", hosts: Sequence[Voice] = ()) -> Voice:
    """An official whose state his own titles do not say is the page's, before anything that is said of others."""
    home, open_ = page.home, any("principal" in why for _, why in voice.doubts) or not voice.principal
    if not home or not open_ or voice.kind not in OFFICIAL:
        return voice
    person = page.voices.people.known.get(voice.label.split()[-1])
    titles = [label, role, voice.office, *(person.descriptors if person is not None else ())]
    roles = {role for title in titles for role in roles_in(title)}
    bloc = page.gazetteer.is_bloc(home)
    if (bloc and roles & _OF_STATES) or (not bloc and "secretary general" in roles):
        return voice
    if any(page.voices.principals.stated(title) for title in titles) or page.lexicon.leaders.get(voice.label):
        return voice
    others = {one.principal for one in hosts if roles & roles_in(one.label) and one.principal not in ("", home)}
    home = others.pop() if len(others) == 1 else home
    doubts = tuple(doubt for doubt in voice.doubts if "principal" not in doubt[1])
    assigned = replace(voice, principal=home, authority="binding", doubts=doubts)
    return assigned.doubted(0.06, "principal from the page's own house")


def _alone(page: Page, label: str, floor: _Floor) -> Voice | None:
    """The one who answers in an interview is the one it is with, however his label is spelt."""
    host = floor.host
    if host is None or len(floor.hosts) > 1 or len(label.split()) > 1 or page.voices.people.known.get(label.title()):
        return None
    alone = set(page.turns) - {""} == {label}
    if not alone or len(page.questions) < 2 or page.text.count(label) > len(page.turns[label]):
        return None
    return host.doubted(0.1, "the only one who answers")


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


def _named_turn(page: Page, label: str, role: str, floor: _Floor) -> Voice:
    """Whose a label is: the chair's, a helper's, one's whom the page presents, or of whom the label itself tells."""
    if STAFF.fullmatch(label):
        state = (floor.host.principal if floor.host is not None else "") or page.home
        return Voice(label, principal=state, authority="advisory" if state else "none", kind="anonymous")
    if (
        _CHAIR.match(label)
        or (label == "President" and in_legislature(page.text))
        or (_COUNCIL.search(page.text[:600]) and re.match(r"(?i)the (?:acting )?president$", label))
    ):
        return Voice("Speaker" if "peaker" in label.lower() else label, kind="chair")
    shown = spelt(label)
    bearer = name_in(role, page.gazetteer) if re.match(r"(?i)the\b", label) or roles_in(shown) else None
    if bearer is not None and " " in bearer[0]:
        return page.voices.resolve(re.sub(r"^(?:Deputy|Senator) ", "", role.split(" (")[0]), (shown,), 0)
    _introduced(page, label)
    if page.lexicon.unnamed.search(shown) and not page.voices.people.known.get(shown.split()[-1]):
        state = page.voices.principals.stated(shown) or page.home
        return Voice(shown, shown, state, "advisory" if state else "none", True, "anonymous")
    if role and office_of(role.replace(",", " of"), page.lexicon) == "expert":
        return page.voices.resolve(bare(shown), (role.replace(",", " of"),), 0)
    meant = floor.cast.meant(label)
    if meant is not None:
        found = next((voice for voice in floor.hosts if voice.label == meant.label), meant)
        return replace(found, doubts=found.doubts + tuple(d for d in meant.doubts if d not in found.doubts))
    places = page.gazetteer.of(role)
    if places and places[0].start == 0 and places[0].end == len(role.strip()):
        return Voice(shown, role, places[0].code, "binding", kind="envoy")
    if name_in(bare(shown), page.gazetteer) is None and (roles_in(shown) or office_of(shown, page.lexicon)):
        return _office_turn(page, shown, floor.host)
    voice = page.voices.resolve(bare(shown) if role else shown, (role,) if role else (), 0)
    if re.match(r"(?:Lord|Lady|Baroness|Viscount|Earl) \w+ of [A-Z]", shown):
        return replace(voice, label=shown)
    plain = bare(shown)
    cut_short = plain.startswith(f"{voice.label} ") and len(plain.split()) == len(voice.label.split()) + 1
    return replace(voice, label=plain) if cut_short else voice


_I_AM = re.compile(
    r"\bI am (?:also )?(?:the|your) (?P<office>(?:[\w-]+ ){0,3}?(?:Minister|President|Secretary|Chancellor|Ambassador|"
    r"Premier)\b(?: (?:of|for) (?:[A-ZÀ-Þ][\w’'-]+(?: (?:and|of|the) )?)+)*)"
)


def _introduced(page: Page, label: str) -> None:
    """*I am the Foreign Minister of Norway*: what a speaker says of his own office is known of him."""
    told = _I_AM.search(spoken(page, label))
    if told is not None:
        page.voices.people.add(bare(spelt(label)), -1, told["office"])


def _office_turn(page: Page, shown: str, host: Voice | None) -> Voice:
    """An office whose bearer the page does not present: a voice of its own, of the transcript's state."""
    stated = page.voices.principals.stated(shown)
    held = host.principal if host is not None and not principal_open(host) else ""
    code = stated or page.home or held
    kind = office_of(shown, page.lexicon) or "head"
    if kind in ("legislator", "former", "expert", "anonymous"):
        return page.voices.resolve(shown, (), 0)
    voice = Voice(shown, shown, code, "binding" if code else "none", kind=kind)
    if stated:
        return voice
    return voice.doubted(
        *((0.1, "principal from the transcript's own country") if code else (0.2, "no principal found"))
    )
