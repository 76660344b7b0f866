"""From an utterance to what is read from it: whole, or clause by clause where its clauses point different ways."""

import re
from collections.abc import Iterator
from dataclasses import replace

from standoff.ledger.statement import Act, Direction, Form
from standoff.ledger.suggest import acts
from standoff.ledger.suggest.allegiance import placed
from standoff.ledger.suggest.grammar import FINITE
from standoff.ledger.suggest.matters import instruments_in, plain, qualifiers_in
from standoff.ledger.suggest.meaning import Context, Reading
from standoff.ledger.suggest.no_policy import private
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import Voice

CLAUSE = re.compile(
    r",? (?:but|yet|whereas|while|though|although) (?=\S)|; |, (?:and|nor|so) (?=\S)| and that (?=\S)| — | – |"
    r": (?=[a-zA-Z])"
)


POLICY = re.compile(
    r"(?i)\b(?:not|never|no|nor|neither|nothing|cannot|will|would|shall|going|ready|prepared|willing|offer\w*|"
    r"refus\w*|reject\w*|declin\w*|turn\w*|rul\w+|exclud\w*|"
    r"options?|table|promis\w*|pledg\w*|decid\w*|agree\w*|commit\w*|doors?|open|reserv\w*)\b|n['’]t\b|['’]ll\b"
)


def rows(page: Page, utterance: Utterance) -> Iterator[tuple[Utterance, Reading]]:
    """Read an utterance whole, or clause by clause where its clauses point in different directions."""
    words = page.text[utterance.start : utterance.end]
    if utterance.verb_act == "limits":
        yield utterance, _limit(page, words)
        return
    utterance = replace(utterance, voice=private(placed(page, utterance)))
    whole = _read(page, words, utterance)
    speaks_of_policy = utterance.voice.kind not in acts.UNBOUND and POLICY.search(words) is not None
    pieces = list(_clauses(words)) if speaks_of_policy else []
    if len(pieces) > 1 and utterance.verb_act not in ("expectation",):
        read = [(a, b, _read(page, words[a:b], utterance)) for a, b in pieces]
        if any(r.direction is Direction.DELIVER for _, _, r in read):
            read = [(a, b, _contrast(page, words[a:b], r)) for a, b, r in read]
        directed = [(a, b, r) for a, b, r in read if r.direction is not Direction.NONE]
        if len({r.direction for _, _, r in directed}) > 1:
            for a, b, reading in directed:
                doubts = (*reading.doubts, (0.1, "a sentence whose clauses point in different directions"))
                yield (
                    replace(utterance, start=utterance.start + a, end=utterance.start + b),
                    replace(reading, doubts=doubts),
                )
            return
        if directed:
            first = directed[0][2]
            names = tuple(dict.fromkeys(name for _, _, r in directed for name in r.instruments)) or whole.instruments
            reserved = tuple(dict.fromkeys((*first.qualifiers, *whole.qualifiers)))
            rungs = first.rungs or whole.rungs
            whole = Reading(first.act, first.direction, first.actor, names, rungs, reserved, first.doubts, first.cue)
    yield utterance, whole
    offer = _embedded_offer(page, utterance, whole)
    if offer is not None:
        yield offer


def _contrast(page: Page, words: str, reading: Reading) -> Reading:
    """*We will not do this, but we will do that*: the first half is a refusal of something, whatever it is."""
    text = plain(words)
    refused = re.match(
        r"(?:no, |but |and )?(?:we|i|it|he|she|they|[\w ]{2,30}?) (?:will|would|shall|are|is|am) (?:not|never)\b",
        text,
    )
    harmless = re.search(r"\b(?:threaten|seek|want|look|at war|part(?:y|ies) to|against)\w*\b", text)
    if reading.direction is not Direction.NONE or refused is None or reading.act is Act.ASSURANCE or harmless:
        return reading
    names = instruments_in(text, page.lexicon)
    kept = qualifiers_in(text, page.lexicon)
    return Reading(
        Act.RULE_OUT, Direction.WITHHOLD, "", names, (), kept, ((0.5, "refused by contrast with a promise"),)
    )


def _read(page: Page, words: str, utterance: Utterance) -> Reading:
    context = Context(
        utterance.voice,
        direct=utterance.form is Form.DIRECT,
        verb_act=utterance.verb_act,
        around=utterance.around,
        question=utterance.question,
        deed=utterance.deed,
    )
    reading = acts.read(words, context, page.lexicon, page.gazetteer)
    lead = page.text[max(0, utterance.start - 24) : utterance.start]
    by_verb = _MAKES_ACTS.search(lead) if utterance.verb_act == "" else None
    binding = utterance.voice.principal and utterance.voice.authority == "binding"
    if by_verb is None or not binding or reading.direction is not Direction.NONE:
        return reading
    named, text = reading.instruments or _ANSWER.search(plain(words)), plain(words)
    if by_verb["vows"] and (named or re.match(r"(?:(?:not|never) )?to \w+", text)):
        threatens = by_verb["vows"] == "threaten" or (not reading.instruments and not text.startswith(("to ", "not ")))
        return _vowed(page, text, reading, threatened=threatens)
    if FINITE.search(text) or not named or re.search(r"\bwithdraw|\bresum", text):
        return reading
    if by_verb["bars"]:
        return _barred(page, text, reading)
    return _vowed(page, text, reading, threatened=False) if by_verb["gives"] else reading


_MAKES_ACTS = re.compile(
    r"\b(?:(?P<vows>promis|pledg|vow|threaten)\w*|(?P<gives>announc|unveil|authori[sz]|approv)\w*|"
    r"(?P<bars>rul(?:e|es|ed|ing) out|exclud\w+|renounc\w+|forswor\w+|forswear\w*))\s*$"
)
"""Verbs of saying after which a bare noun phrase or an infinitive is an act."""

_ANSWER = re.compile(
    r"\b(?:consequences|retaliation|revenge|vengeance|reprisals?|response|price|punishment|(?:military|armed|ground) "
    r"\w+|(?:security|restrictive|punitive) measures|countermeasures)\b"
)
"""What a side promises, announces or rules out, by noun."""


def _barred(page: Page, words: str, reading: Reading) -> Reading:
    """*ruled out military action*: what is named is not done."""
    kept = qualifiers_in(plain(words), page.lexicon)
    doubts = ((0.15, "an act told by the verb"),)
    return Reading(Act.RULE_OUT, Direction.WITHHOLD, "", reading.instruments, (), kept, doubts)


def _vowed(page: Page, words: str, reading: Reading, *, threatened: bool) -> Reading:
    """What follows *vowed* and *threatened*; *vowed not to yield* is kept from becoming a promise to do it."""
    kept = qualifiers_in(plain(words), page.lexicon)
    if re.match(r"(?i)(?:not|never) to\b", words):
        if re.match(r"(?i)(?:not|never) to (?:rest|stop|waver|abandon|let|forget|relent|cease|forsake)\b", words):
            return reading
        doubts = ((0.3, "a refusal told by the verb"),)
        return Reading(Act.REFUSAL, Direction.WITHHOLD, "", reading.instruments, reading.rungs, kept, doubts)
    act = Act.CONDITIONAL_THREAT if threatened else Act.COMMIT
    doubts = ((0.08, "an act told by the verb"),)
    return Reading(act, Direction.DELIVER, "", reading.instruments, reading.rungs, kept, doubts)


def _limit(page: Page, words: str) -> Reading:
    text = plain(words)
    return Reading(
        Act.RULE_OUT,
        Direction.WITHHOLD,
        "",
        instruments_in(text, page.lexicon),
        (),
        qualifiers_in(text, page.lexicon),
    )


def _embedded_offer(page: Page, utterance: Utterance, reading: Reading) -> tuple[Utterance, Reading] | None:
    """*turned down Riga's offer of radars*: the offer is a row of its own, of the one who made it."""
    if reading.act is not Act.REFUSAL:
        return None
    words = page.text[utterance.start : utterance.end]
    match = re.search(
        r"\b(?P<who>an? [\w-]+|[A-ZÀ-Þ]\w+(?: [A-ZÀ-Þ]\w+)?['’]s|the [\w-]+) offer (?:of|to)\b[^,.;]*", words
    )
    hits = page.gazetteer.of(match["who"]) if match else ()
    if match is None or not hits:
        return None
    owner = Voice(
        page.gazetteer.name(hits[0].code),
        kind="institution",
        principal=hits[0].code,
        authority="binding",
        doubts=((0.45, "an offer known from its refusal"),),
    )
    text = plain(match.group())
    offered = replace(
        utterance,
        start=utterance.start + match.start(),
        end=utterance.start + match.end(),
        voice=owner,
        form=Form.SUMMARY,
    )
    return offered, Reading(Act.OFFER, Direction.DELIVER, "", instruments_in(text, page.lexicon), (), ())


def _clauses(words: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of clauses joined by *but*, *and*, *nor* or a dash; short pieces stay with their neighbour."""
    begin = 0
    for match in CLAUSE.finditer(words):
        left, right = words[begin : match.start()], words[match.end() :]
        if len(left.split()) < 3 or len(right.split()) < 3:
            continue
        lead = 1 if re.match(r", nor ", match.group()) else 0
        yield begin, match.start()
        begin = match.end() - (4 if lead else 0)
    yield begin, len(words)
