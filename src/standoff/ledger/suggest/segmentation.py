"""Cuts a text into paragraphs of known kind, narrative sentences with their quotations, and turns of a transcript."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from standoff.ledger.suggest.lexicon import Lexicon, word_class
from standoff.ledger.suggest.quotations import Quotation, quotations_of, uses_singles

MASK = "\ue000"
"""Stands for every character of a quotation while the words around it are read."""


class Kind(Enum):
    """What a paragraph is to the story."""

    BODY = "body"
    HEADLINE = "headline"
    FURNITURE = "furniture"
    QUESTION = "question"


class Genre(Enum):
    """What a text is; it decides who speaks where no quotation marks stand."""

    ARTICLE = "article"
    TRANSCRIPT = "transcript"
    STATEMENT = "statement"
    MINUTES = "minutes"
    DIALOGUE = "dialogue"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, `text[start:end]`; in a transcript with the words that name its speaker."""

    start: int
    end: int
    kind: Kind
    turn: str = ""
    role: str = ""
    quotations: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of narration: in `masked` the characters of quotations are replaced, so that the narrator's show."""

    paragraph: int
    start: int
    end: int
    masked: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A text cut up."""

    text: str
    genre: Genre
    title: str
    paragraphs: tuple[Paragraph, ...]
    singles: bool


_TERMINAL = ".!?…\"”»“’')]:;,—–"
_ABBREVIATIONS = word_class("abbreviations")
_BOUNDARY = re.compile(
    rf"(?P<stop>[.!?…]+)(?P<close>[\"'”’»)\]“]*)(?P<gap>\s+)(?=[\"'“‘«„(\[{MASK}—–]*[^\W_a-zß-öø-ÿ]|{MASK})"
)
_TURN = re.compile(
    r"(?P<question>Q(?:uestion)?(?: ?\([^)\n]{2,60}\))?(?:[:.](?=\s)|\s{2,})|(?:Reporter|Journalist|Moderator|"
    r"Interviewer|Unidentified \w+)(?: ?\([^)\n]*\))?:)"
    r"|(?P<answer>A(?:nswer)?[:.](?=\s))"
    r"|(?P<name>(?:[A-ZÀ-Þ][\w.'’-]*|of|for|the|and|de|van|von|der|to)(?: (?:[A-ZÀ-Þ][\w.'’&-]*|of|for|the|and|de|"
    r"van|von|der|to|on)){0,9})"
    r"(?P<roles>(?: ?\((?:[^()\n]{2,80})\)){0,3}) ?(?P<colon>:)(?=\s)"
)
_STATEMENT_TITLE = re.compile(
    r"(?i)(?:the )?(?:joint |official |press |written |final |summit |presidency |opening |keynote |video |"
    r"pre-\w+ |doorstep )*(?:press conference|conference|doorstep|message|intervention|statement|declaration|"
    r"communiqu[eé]|remarks|speech|address|conclusions|readout|press release)\b"
    r"(?: (?:issued |delivered |given |made |adopted )?(?:by|of|from)\b| on | following | after |:|$)"
)
_MINUTES_TITLE = re.compile(
    r"(?i)(?:draft )?(?:summary record|minutes|record of (?:the )?(?:meeting|decisions)|summary of (?:proceedings|"
    r"the meeting))\b"
)
_DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ .'’/]{2,}(?:, [\w .]{2,30})?(?: ?\([^)\n]{2,30}\))? ?(?:[—–-]{1,2}|:) ?"
    r"|[A-ZÀ-Þ][\w'’]+(?: [A-Z]\w+)?(?:, [\w .]{2,30})? \([^)\n]{2,20}\)(?: [—–-]{1,2}|\.) "
    r"|[A-ZÀ-Þ]{3,}, [A-Z][a-z]+ \d{1,2}[.,] /[A-Z]+/[.,] )(?=\S)"
)
_DASH = re.compile(r"\s*[—–]\s*(?=\S)")


def cut(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of one paragraph; an abbreviation's stop ends none.

    Examples
    --------
    >>> line = "Sen. A. Bee (D-Conn.) spoke at 4 p.m. on Monday. He left the U.S. Army."
    >>> [line[a:b] for a, b in cut(line)]
    ['Sen. A. Bee (D-Conn.) spoke at 4 p.m. on Monday.', 'He left the U.S. Army.']
    """
    begin = 0
    for match in _BOUNDARY.finditer(text):
        if match["stop"] == "." and not match["close"] and _abbreviated(text, match.start("stop")):
            continue
        if MASK in match["close"]:
            continue
        yield begin, match.end("close")
        begin = match.end("gap")
    if text[begin:].strip():
        yield begin, len(text.rstrip())


def _abbreviated(text: str, stop: int) -> bool:
    word = re.split(r"[\s(\[“\"‘'«—–]", text[:stop])[-1]
    if word.lower() in ("p.m", "a.m", "u.s", "u.k", "u.n", "e.u"):
        return not re.match(
            r"\.\s+(?:The|He|She|It|They|We|But|And|In|On|A|An|At|This|That|Asked|For)\s", text[stop : stop + 12]
        )
    return (
        word.lower() in _ABBREVIATIONS
        or (len(word) == 1 and word.isalpha() and word != "I")
        or bool(re.fullmatch(r"(?:\w\.)+\w", word))
    )


def layout(text: str, lexicon: Lexicon) -> Layout:
    """Cut a text into paragraphs, tell furniture from story, and find its genre and quotations."""
    spans = list(_blocks(text))
    title = next((text[a:b] for a, b in spans), "")
    genre = _genre(text, spans)
    singles = uses_singles(text)
    kinds = [_kind(text[a:b], lexicon, genre) for a, b in spans]
    _mark_pull_quotes(text, spans, kinds)
    if genre is Genre.TRANSCRIPT:
        return Layout(text, genre, title, tuple(_turns(text, spans, kinds)), singles)
    if genre is Genre.DIALOGUE:
        return Layout(text, genre, title, tuple(_dialogue(text, spans, kinds)), singles)
    return Layout(text, genre, title, tuple(_quoted(text, spans, kinds, singles)), singles)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield paragraphs: lines, or blocks of lines where the text is wrapped at a column."""
    for block in re.finditer(r"[^\n]+(?:\n[^\S\n]*[^\s\n][^\n]*)*", text):
        lines = [(m.start() + block.start(), m.end() + block.start()) for m in re.finditer(r"[^\n]+", block.group())]
        lines = [(a, b) for a, b in lines if text[a:b].strip()]
        if _wrapped(text, lines):
            lines = [(lines[0][0], lines[-1][1])]
        for start, end in lines:
            piece = text[start:end]
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    if len(lines) < 2:
        return False
    inner = lines[:-1]
    full = all(40 <= b - a <= 120 for a, b in inner)
    running = sum(text[b - 1] not in '.!?"”»:' for _, b in inner)
    lower = sum(text[a:b].lstrip()[:1].islower() for a, b in lines[1:])
    return full and running >= 0.6 * len(inner) and lower >= 0.3 * len(inner)


def _genre(text: str, spans: list[tuple[int, int]]) -> Genre:
    pieces = [text[a:b] for a, b in spans]
    head = pieces[:6]
    labels: Counter[str] = Counter()
    questions = 0
    for piece in pieces:
        match = _TURN.match(piece)
        if match and match["name"]:
            labels[match["name"].casefold()] += 1
        questions += bool(match and (match["question"] or match["answer"]))
    repeated = sum(count for count in labels.values() if count > 1)
    titled = any(
        _STATEMENT_TITLE.match(piece)
        or re.search(r"(?i)press (?:conference|briefing)|daily briefing|transcript|interview with|debates?,", piece)
        for piece in head
        if len(piece) < 200
    )
    bodies = [piece for piece in pieces if piece[-1] in _TERMINAL]
    turning = sum(bool(_TURN.match(piece)) for piece in bodies)
    if (
        repeated + questions >= 3
        or (turning >= 3 and turning >= 0.5 * len(bodies))
        or (titled and repeated + questions + len(labels) >= 1)
    ):
        return Genre.TRANSCRIPT
    dashes = sum(bool(_DASH.match(piece)) for piece in pieces)
    if dashes >= 4 and dashes >= 0.4 * len(pieces):
        return Genre.DIALOGUE
    if any(_MINUTES_TITLE.match(piece) for piece in head):
        return Genre.MINUTES
    quoted = len(re.findall(r"[“”\"«»„]", text))
    if any(_STATEMENT_TITLE.match(piece) and len(piece) < 200 for piece in head[:3]) and quoted <= max(4, len(pieces)):
        spoken = sum(bool(re.search(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b", piece)) for piece in pieces)
        return Genre.STATEMENT if spoken >= max(2, 0.2 * len(bodies)) else Genre.MINUTES
    return Genre.ARTICLE


def _kind(piece: str, lexicon: Lexicon, genre: Genre) -> Kind:
    if lexicon.furniture.match(piece) and not _TURN.match(piece):
        return Kind.FURNITURE
    if lexicon.credits.search(piece):
        return Kind.FURNITURE
    words = len(piece.split())
    if genre is Genre.DIALOGUE and _DASH.match(piece):
        return Kind.BODY
    if piece[-1] not in _TERMINAL and words <= 25 and not _TURN.match(piece):
        return Kind.HEADLINE
    if piece[-1] in "\"”»’'" and words <= 12 and not re.search(r"[.!?…,][\"”»’']", piece):
        return Kind.HEADLINE
    return Kind.BODY


def _mark_pull_quotes(text: str, spans: list[tuple[int, int]], kinds: list[Kind]) -> None:
    """A paragraph whose words all stand again in a longer one is a pull quote or a repeated headline."""
    plain = [re.sub(r"[\W_]+", " ", text[a:b]).casefold().strip() for a, b in spans]
    index: dict[str, list[int]] = {
        " ".join(words.split()[:4]): []
        for (a, b), words in zip(spans, plain, strict=True)
        if text[a] in "“\"«„‘'" and b - a <= 400
    }
    for number, words in enumerate(plain if index else ()):
        pieces = words.split()
        for key in {" ".join(pieces[i : i + 4]) for i in range(len(pieces) - 3)} & index.keys():
            index[key].append(number)
    for number, words in enumerate(plain):
        pieces = words.split()
        if (
            kinds[number] is not Kind.BODY
            or not 4 <= len(pieces) <= 60
            or len(text[spans[number][0] : spans[number][1]]) > 400
        ):
            continue
        quoted = text[spans[number][0]] in "“\"«„‘'"
        for other in index.get(" ".join(pieces[:4]), ()):
            longer = len(plain[other]) > len(words) + 8 and words in plain[other]
            if other != number and quoted and longer and kinds[other] is Kind.BODY:
                kinds[number] = Kind.FURNITURE


def _quoted(text: str, spans: list[tuple[int, int]], kinds: list[Kind], singles: bool) -> Iterator[Paragraph]:
    left_open = False
    for (start, end), kind in zip(spans, kinds, strict=True):
        found: tuple[Quotation, ...] = ()
        if kind is Kind.BODY:
            found = quotations_of(text, start, end, singles=singles, reopened=left_open)
            left_open = bool(found and found[-1].left_open)
            dateline = _DATELINE.match(text, start, end)
            start = dateline.end() if dateline else start
        yield Paragraph(start, end, kind, quotations=found)


def _turns(text: str, spans: list[tuple[int, int]], kinds: list[Kind]) -> Iterator[Paragraph]:
    speaker, role, asking, answerer = "", "", False, ""
    for (start, end), kind in zip(spans, kinds, strict=True):
        match = _TURN.match(text, start, end)
        heading = text[end - 1] not in _TERMINAL and (not match or len(text[match.end() : end].split()) <= 4)
        if kind is Kind.FURNITURE or (kind is Kind.HEADLINE and not match) or heading:
            yield Paragraph(start, end, kind)
            continue
        if match:
            asking = bool(match["question"])
            if match["name"]:
                speaker, role = match["name"], " ".join(re.findall(r"\(([^)]*)\)", match["roles"] or ""))
                asking = _of_the_press(f"{speaker} {role}")
                answerer = answerer if asking else speaker
            elif match["answer"]:
                speaker = answerer
            start = match.end() + len(text[match.end() : end]) - len(text[match.end() : end].lstrip())
        if start < end:
            yield Paragraph(start, end, Kind.QUESTION if asking else Kind.BODY, speaker, role)


_PRESS = re.compile(
    r"(?i)\b(?:journal|times|news\w*|tv|television|radio|press|agency|post|reuters|afp|ap|bbc|cnn|bloomberg|"
    r"politico|media\w*|zeitung|spiegel|monde|figaro|"
    r"ard|zdf|rtl|nbc|abc|cbs|npr|sky|euronews|daily|magazine|gazette|telegraph|guardian|interfax|tass|ukrinform|"
    r"nhk|deutsche welle|freelance|broadcast\w*|"
    r"correspondent|journalist|reporter|interviewer|host|presenter|anchor)\b"
)
_NOT_PRESS = re.compile(
    r"(?i)\b(?:secretary|spokes\w+|officer|minister|ministry|nato|president|chancellor|ambassador|government|"
    r"director)\b"
)


def _of_the_press(label: str) -> bool:
    return bool(_PRESS.search(label)) and not _NOT_PRESS.search(label)


def _dialogue(text: str, spans: list[tuple[int, int]], kinds: list[Kind]) -> Iterator[Paragraph]:
    """Alternate between interviewer, who begins, and the one interviewed."""
    asking = False
    for (start, end), kind in zip(spans, kinds, strict=True):
        dash = _DASH.match(text, start, end)
        if not dash:
            yield Paragraph(start, end, kind if kind is Kind.FURNITURE else Kind.HEADLINE)
            continue
        asking = not asking
        yield Paragraph(dash.end(), end, Kind.QUESTION if asking else Kind.BODY, "interviewee")


def units(plan: Layout, lexicon: Lexicon) -> Iterator[Unit]:
    """Yield the narrative sentences of the body paragraphs in order."""
    for number, paragraph in enumerate(plan.paragraphs):
        if paragraph.kind is not Kind.BODY:
            continue
        masked = list(plan.text[paragraph.start : paragraph.end])
        for quotation in paragraph.quotations:
            left, right = quotation.outer_start - paragraph.start, quotation.outer_end - paragraph.start
            masked[left:right] = MASK * (right - left)
        line = "".join(masked)
        for first, last in _narrative_cuts(plan.text, paragraph, line, lexicon):
            inside = tuple(
                q for q in paragraph.quotations if paragraph.start + first <= q.outer_start < paragraph.start + last
            )
            yield Unit(number, paragraph.start + first, paragraph.start + last, line[first:last], inside)


def _narrative_cuts(text: str, paragraph: Paragraph, line: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Cut the masked line at sentence ends, and after a quotation that ends a sentence and is followed by a new one."""
    breaks = {first for first, _ in cut(line)} - {0}
    for quotation in paragraph.quotations:
        after = quotation.outer_end - paragraph.start
        before = quotation.outer_start - paragraph.start
        rest = line[after:]
        closing = text[quotation.end - 1]
        nested_stop = re.search(r"[.!?…][\"'”’»]*\s*$", text[quotation.start : quotation.end]) is not None
        if (closing in ".!?…" or nested_stop) and re.match(rf"\s+(?:{MASK}|[^\W_a-zß-öø-ÿ])", rest):
            attribution = closing in "!?…" and _attributes(rest, lexicon)
            if not attribution:
                breaks.add(after + len(rest) - len(rest.lstrip()))
        if re.search(rf"{MASK}\s*$", line[:before]) and line[:before].strip():
            breaks.add(before)
    ordered = [0, *sorted(breaks), len(line)]
    for first, last in itertools.pairwise(ordered):
        piece = line[first:last]
        if piece.strip():
            yield first + len(piece) - len(piece.lstrip()), first + len(piece.rstrip())


def _attributes(rest: str, lexicon: Lexicon) -> bool:
    """Whether what follows a quotation is its attribution: a short subject and a verb of saying."""
    words = re.findall(r"[\w.'’-]+", rest.split("\n")[0][:90])
    return any(word.rstrip(".") in lexicon.speech and word not in ("states", "report") for word in words[:7])
