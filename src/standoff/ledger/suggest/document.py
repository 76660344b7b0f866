"""A statement, declaration or communiqué: every sentence is its issuer's."""

import re
from collections.abc import Iterator
from dataclasses import replace

from standoff.ledger.statement import Form
from standoff.ledger.suggest.allegiance import own_state
from standoff.ledger.suggest.claims import issuer_of, state_of_acts
from standoff.ledger.suggest.courtesy import courtesy
from standoff.ledger.suggest.headings import TELLS, Manner, form_of, writer_of
from standoff.ledger.suggest.issuer import head_lines
from standoff.ledger.suggest.masthead import CLOSES
from standoff.ledger.suggest.narrative import narrative
from standoff.ledger.suggest.official import LEADS_IN
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import MASK, TERMINAL, Kind, Paragraph
from standoff.ledger.suggest.side import state_of
from standoff.ledger.suggest.subjects import colon_subject
from standoff.ledger.suggest.units import cut
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import OFFICIAL, Voice, principal_open

_NUMBER = re.compile(r"(?:\(?\d{1,3}[.)]|[•▪●·*–—-]|[a-z][.)])\s+")
_LETTERED = re.compile(r"(?:\(?[a-z][.)]|\(?[ivx]{1,4}[.)])\s+\S")
_EPIGRAPH = re.compile(r"[“\"](?P<words>.+)[”\"] ?[~–—-] ?(?P<who>[A-Z].{3,60})$", re.DOTALL)
_LED = re.compile(r"\b(?:said|says|commented|stated|added|answered|replied)(?: on [^:.]{4,24})?:$")
_BACK_MATTER = re.compile(
    r"(?i)(?:notes? (?:to|for) editors|background(?: information)?|further information|contacts?|media enquiries|ends|"
    r"share this page|published|related)\b[^.]{0,40}$"
)
_GOES_ON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b|^(?:This|These|That|It|They|And|But|Together)\b")
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]\.?$")


def document(page: Page) -> Iterator[Utterance]:
    """Yield the sentences of a document after its head; those of a release, where each speaker is led in, are his."""
    bodies = [p for p in page.plan.paragraphs if p.kind is Kind.BODY]
    if not re.search(r"[“”\"«»„]", page.text) and any(_LED.search(_words(page, p)) for p in bodies):
        yield from _release(page)
        return
    first = max((i + 1 for i, p in enumerate(bodies[:6]) if LEADS_IN.search(_words(page, p))), default=0)
    titles = [_words(page, p).casefold() for p in page.plan.paragraphs[:6] if p.kind is Kind.HEADLINE]
    while first < len(bodies) and (
        bodies[first].start < page.titled_at or _of_head(_words(page, bodies[first]), titles)
    ):
        first += 1
    issuer = _issuer(page, bodies[:first])
    if _told_of(page, issuer):
        yield from narrative(page)
        return
    others = _quoted_in(page, issuer) if issuer.kind == "institution" else {}
    before = ""
    for paragraph in _with_lists(page, bodies[first:]):
        words = _words(page, paragraph)
        epigraph = _EPIGRAPH.match(words)
        voice = issuer if epigraph is None else page.voices.resolve(epigraph["who"], (), paragraph.start)
        said = [utterance for start, utterance in others.items() if paragraph.start <= start < paragraph.end]
        if said:
            yield from said
            yield from _around(page, paragraph, voice, said)
        elif not (_ASIDE.match(words) or _is_frame(words, issuer)):
            yield from _sentences(page, paragraph, voice, before)
            before = words


def _told_of(page: Page, issuer: Voice) -> bool:
    """Whether a release of one person tells of him and quotes him: *Minister Coe has announced … “…,” Mr Coe says.*"""
    surname = re.escape(issuer.label.split()[-1])
    quoted = re.compile(
        rf"[”\"»]\s*(?:\w+ ){{0,6}}{surname}(?:,[^,]*,)? (?:said|says|added|stated)|[”\"»],? (?:said|says|added)\b"
    )
    return issuer.kind in OFFICIAL and any(
        quoted.search(_words(page, p)) for p in page.plan.paragraphs if p.kind is Kind.BODY
    )


def _quoted_in(page: Page, issuer: Voice) -> dict[int, Utterance]:
    """What a house's release quotes of persons whom it names, by where the words begin."""
    if not re.search(r"[”\"»]", page.text):
        return {}
    return {
        found.start: found
        for found in narrative(page)
        if found.form is Form.DIRECT
        and found.voice.label != issuer.label
        and found.voice.kind not in ("", "pronoun")
        and page.text[found.start - 1] in '“"«„ '
        and re.search(r"[“\"«„]", page.text[max(0, found.start - 900) : found.start]) is not None
    }


def _around(page: Page, paragraph: Paragraph, voice: Voice, said: list[Utterance]) -> Iterator[Utterance]:
    """The sentences of a paragraph that quotes others in which nothing is quoted."""
    for found in _sentences(page, paragraph, voice, ""):
        if all(other.end + 3 < found.start or other.start > found.end for other in said):
            yield found


def _with_lists(page: Page, bodies: list[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs, where a sentence that ends in a colon and the lettered points after it are one."""
    held: Paragraph | None = None
    for paragraph in bodies:
        words = _words(page, paragraph)
        if held is not None and _LETTERED.match(words):
            held = replace(held, end=paragraph.end)
            continue
        if held is not None:
            yield held
        held = paragraph if words[-1] == ":" else None
        if held is None:
            yield paragraph
    if held is not None:
        yield held


def _is_frame(words: str, issuer: Voice) -> bool:
    """*The Security Council,* before its verbs, *Decides:*, *Sincerely,*, and who an article's writer is."""
    named = words.removeprefix("The ")
    if CLOSES.match(words) or (words[-1] == ":" and len(words.split()) <= 3):
        return True
    if words[-1] == "," and named.startswith(issuer.label):
        return True
    return named == f"{issuer.label}," or named.startswith(f"{issuer.label} is {issuer.office}")


def _of_head(words: str, titles: list[str]) -> bool:
    """A title that is repeated with a full stop, a long one without, or *Part two:*."""
    if _EPIGRAPH.match(words):
        return False
    if re.match(r"(?i)dear\b.{0,60}[:,)]$", words):
        return True
    if re.match(r"(?:Adopted|Issued|Released) (?:by|at|in|on)\b", words):
        return True
    repeated = words.rstrip(".").casefold() in titles
    titled = form_of(words) is not None and len(words.split()) <= 25 and not _GOES_ON.search(words)
    return repeated or titled or words[-1] not in TERMINAL or (words[-1] == ":" and len(words.split()) <= 4)


def _words(page: Page, paragraph: Paragraph) -> str:
    return page.text[paragraph.start : paragraph.end]


def _sentences(page: Page, paragraph: Paragraph, voice: Voice, before: str) -> Iterator[Utterance]:
    """The sentences of a paragraph without its number, its bullet and the quotation marks around it."""
    words = _words(page, paragraph)
    number = _NUMBER.match(words)
    first, last = number.end() if number else 0, len(words)
    epigraph = _EPIGRAPH.match(words)
    if epigraph is not None:
        first, last = epigraph.span("words")
    first += words[first] in '“"«'
    listed = re.search(r":\s*\n", words) is not None and len(re.findall(r"\n\s*\(?\w{1,3}[.)] ", words)) > 0
    unopened = words[last - 1] in '”"»' and not re.search(r"[“\"«]", words[first : last - 1])
    start, end = paragraph.start + first, paragraph.start + last - int(unopened)
    pieces = list(cut(page.text[start:end]))
    if listed:
        lead = next(number for number, (a, b) in enumerate(pieces) if ":" in page.text[start + a : start + b])
        pieces[lead:] = [(pieces[lead][0], pieces[-1][1])]
    for begin, stop in pieces:
        sentence = page.text[start + begin : start + stop]
        if re.fullmatch(r"\W*\d{0,3}\W*|\([^()]*\)\.?|\[[^\[\]]*\]\.?", sentence) or courtesy(sentence):
            continue
        yield Utterance(start + begin, start + stop, voice, Form.DIRECT, around=before)
        before = page.text[start + begin : start + stop]


def _release(page: Page) -> Iterator[Utterance]:
    """*Minister Ada Coe said:* and then her words without marks, as long as she speaks in them."""
    voice: Voice | None = None
    led = False
    for paragraph in page.plan.paragraphs:
        words = _words(page, paragraph)
        if _LED.search(words):
            subject = colon_subject(words + MASK)
            voice = page.voices.resolve(subject[0], subject[2], paragraph.start + subject[1]) if subject else None
            led = voice is not None
        elif _BACK_MATTER.match(words) or paragraph.kind is not Kind.BODY:
            voice = voice if paragraph.kind is Kind.FURNITURE else None
        elif voice is not None and (led or _GOES_ON.search(words)):
            yield from _sentences(page, paragraph, voice, "")
            led = False
        else:
            voice = None


def _writer(page: Page) -> Voice | None:
    """The official who signs an article of his own."""
    last = page.plan.paragraphs[-1]
    signed = writer_of(_words(page, last), [_words(page, p) for p in page.plan.paragraphs[:4]])
    return page.voices.resolve(signed[0], (signed[1],), last.start) if signed is not None else None


_DELIVERED = re.compile(
    r"(?i:remarks|statement|speech|delivered|intervention) by (?P<who>(?:the )?(?:[\w-]+ ){0,2}?(?:Ambassador|Minister|"
    r"Secretary|Representative|Envoy)\b[^.,:\n]{2,40}?)(?= at\b| on\b| to\b| in\b|[:,\n])"
)


def _delivered(page: Page, voice: Voice) -> Voice:
    """The envoy who speaks for a state that alone stands in the title, where a line below names the envoy."""
    hits = page.gazetteer.of(voice.label)
    match = _DELIVERED.search(page.text) if hits and hits[0].end - hits[0].start == len(voice.label) else None
    if match is None:
        return voice
    envoy = page.voices.resolve(match["who"], (), match.start("who"))
    fits = envoy.kind in OFFICIAL and (envoy.principal == voice.principal or principal_open(envoy))
    doubted = replace(envoy, principal=voice.principal, authority=voice.authority, doubts=voice.doubts)
    return doubted.doubted(0.1, "named in a line below the title") if fits else voice


def _of_some_state(page: Page, voice: Voice) -> Voice:
    """A voice without a state: of the one that acts in the text, else the one its words show it to speak for."""
    acts = state_of_acts(page)
    if acts is not None:
        return replace(voice, principal=acts.principal, authority=acts.authority, doubts=acts.doubts)
    own = own_state(page, voice, "")
    if own.principal or voice.kind not in OFFICIAL:
        return own
    likely = state_of(page, [p for p in page.plan.paragraphs if p.kind is Kind.BODY], [])
    if not (likely.code and likely.clear):
        return own
    return replace(own, principal=likely.code, authority="binding").doubted(
        0.3, "principal from the state it speaks of"
    )


def _title_line(line: str) -> bool:
    """Whether a line before the words of a document says whose they are: without a stop, or beginning as a title."""
    titled = form_of(line) or re.match(r"(?:Adopted|Issued|Released|Statement|Declaration) ", line)
    return line[-1] not in TERMINAL or line[-1] in ")’," or bool(titled)


def _issuer(page: Page, leads: list[Paragraph]) -> Voice:
    """Whose the document is: as its title says, the house of its letterhead for what it tells of others, its state."""
    begins = next((p.start for p in page.plan.paragraphs if p.kind is Kind.BODY and p not in leads), len(page.text))
    head = [(at, line) for at, line in head_lines(page) if at < begins and _title_line(line)]
    head += [(p.start, _words(page, p)) for p in leads]
    head = [(at + match.start(), match.group()) for at, block in head for match in re.finditer(r"[^\n]+", block)]
    lines = [line for _, line in head]
    told = any(
        form_of(line) is Manner.TOLD or TELLS.search(line) or re.match(r"(?i)fact ?sheet", line) for line in lines
    )
    voice = (None if told else _writer(page)) or issuer_of(page, head, told=told)
    state, sure = page.home, () if page.home else ((0.2, "no principal found"),)
    if voice is None:
        nobody = (0.3, "the issuer is not named")
        voice = Voice(
            "the issuing body", "", state, "binding" if state else "none", False, "institution", (nobody, *sure)
        )
    voice = _delivered(page, voice)
    several = any("several" in why for _, why in voice.doubts)
    if (voice.kind in OFFICIAL and principal_open(voice)) or (not voice.principal and not several):
        voice = _of_some_state(page, voice)
    return voice
