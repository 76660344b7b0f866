"""What a text is: an article, a transcript, a statement, minutes or a dialogue."""

import re
from collections import Counter

from standoff.ledger.suggest.labels import DASH, TURN
from standoff.ledger.suggest.paragraph import TERMINAL, Genre

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


def genre_of(text: str, spans: list[tuple[int, int]]) -> Genre:
    pieces = [text[a:b] for a, b in spans]
    head = pieces[:6]
    labels: Counter[str] = Counter()
    questions = 0
    for piece in pieces:
        match = TURN.match(piece)
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
    bodies = [piece for piece in pieces if piece[-1] in TERMINAL]
    turning = sum(bool(TURN.match(piece)) for piece in bodies)
    if (
        repeated + questions >= 3
        or (turning >= 3 and turning >= 0.5 * len(bodies))
        or (titled and repeated + questions + len(labels) >= 1)
    ):
        return Genre.TRANSCRIPT
    dashes = sum(bool(DASH.match(piece)) for piece in pieces)
    if dashes >= 4 and dashes >= 0.4 * len(pieces):
        return Genre.DIALOGUE
    if any(_MINUTES_TITLE.match(piece) for piece in head):
        return Genre.MINUTES
    quoted = len(re.findall(r"[“”\"«»„]", text))
    if any(_STATEMENT_TITLE.match(piece) and len(piece) < 200 for piece in head[:3]) and quoted <= max(4, len(pieces)):
        spoken = sum(bool(re.search(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b", piece)) for piece in pieces)
        return Genre.STATEMENT if spoken >= max(2, 0.2 * len(bodies)) else Genre.MINUTES
    return Genre.ARTICLE
