"""The state of an official where nothing around his name tells it: from what he says, and from who spoke before."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from standoff.ledger.suggest.acting import acting_states
from standoff.ledger.suggest.offices import roles_in
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import HOST, Genre, Kind, Paragraph
from standoff.ledger.suggest.side import state_of
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import OFFICIAL, Voice, principal_open

ACTING = re.compile(
    r"(?:The )?(?P<who>[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)?)(?:, according [^,.]{3,80},)? (?:will|would|is|are|"
    r"has|have|was|had|does|cannot|"
    r"can|could|wants?|needs?|stands?|remains?|reserves?)\b"
)


_SURE, _LIKELY = 2.8, 1.0
"""From what weight on the signs overrule a guess, and from what on they make one."""


def own_state(page: Page, voice: Voice, label: str) -> Voice:
    """An official whose state is not said: the one that his turns and the questions put to him show to be his."""
    names = {
        label.split()[-1:][0].casefold() if label else "",
        voice.label.split()[-1].casefold() if voice.label else "",
    }
    own = [
        name
        for name in page.turns
        if (name.split() or [""])[-1].casefold() in names or (not name and label in ("", HOST))
    ]
    turns = [paragraph for name in own for paragraph in page.turns[name]]
    bodies = bool(
        roles_in(f"{voice.office} {voice.label}") & {"secretary general", "high representative", "commissioner"}
    )
    found = state_of(page, turns, _put_to(page, turns), blocs=bodies)
    if not found.code or not found.clear or found.weight < (_SURE if voice.principal else _LIKELY):
        code = "" if voice.principal else _acts_as(page, turns)
        doubt = (0.15, "principal from the speaker's own words")
        return replace(voice, principal=code, authority="binding").doubted(*doubt) if code else voice
    if found.weight >= _SURE:
        return _assigned(page, voice, found.code)
    doubt = (0.15 if found.weight >= 2 else 0.25, "principal from the speaker's own words")
    return replace(voice, principal=found.code, authority="binding").doubted(*doubt)


def _acts_as(page: Page, turns: Sequence[Paragraph]) -> str:
    """The one state that does something by saying so in an official's own words: *Singapore will not be a conduit*."""
    found = set()
    for who in acting_states(page.text[turn.start : turn.end] for turn in turns):
        hits = page.gazetteer.of(who)
        if hits and hits[0].start == 0 and hits[0].kind == "name" and not hits[0].bloc:
            found.add(hits[0].code)
    return found.pop() if len(found) == 1 else ""


def _put_to(page: Page, turns: Sequence[Paragraph]) -> list[Paragraph]:
    """The questions right before a speaker's turns."""
    starts = {paragraph.start for paragraph in turns}
    pairs = itertools.pairwise(page.plan.paragraphs)
    return [asked for asked, answer in pairs if asked.kind is Kind.QUESTION and answer.start in starts]


def _assigned(page: Page, voice: Voice, code: str) -> Voice:
    person = page.voices.people.known.get(voice.label.split()[-1])
    if person is not None and not person.owner:
        person.owner = code
    doubts = tuple(d for d in voice.doubts if "principal" not in d[1])
    return replace(
        voice, principal=code, authority="binding", doubts=(*doubts, (0.1, "principal from the state it speaks as"))
    )


def placed(page: Page, utterance: Utterance) -> Voice:
    """An official whose state is not said: the adjective of a state earlier in the paragraph, when there is one."""
    voice = utterance.voice
    if voice.kind not in OFFICIAL or not principal_open(voice):
        return voice
    acting = ACTING.match(page.text[utterance.start : utterance.end])
    hits = page.gazetteer.of(acting["who"]) if acting else ()
    if hits and not hits[0].bloc:
        if page.plan.genre in (Genre.TRANSCRIPT, Genre.DIALOGUE):  # his other turns did not bear it out
            return replace(voice, principal=hits[0].code, authority="binding").doubted(
                0.25, "principal from the state of one sentence"
            )
        return _assigned(page, voice, hits[0].code)
    start = page.text.rfind("\n", 0, utterance.start) + 1
    near = {
        hit.code for hit in page.gazetteer.between(start, utterance.start) if hit.kind == "demonym" and not hit.bloc
    }
    if len(near) != 1 or voice.principal or page.official:
        return voice
    doubts = tuple(d for d in voice.doubts if "principal" not in d[1])
    return replace(
        voice, principal=near.pop(), authority="binding", doubts=(*doubts, (0.25, "principal from the paragraph"))
    )
