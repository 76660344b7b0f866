"""The labels before the turns of a transcript, and the dashes before those of a printed dialogue."""

import re
from collections.abc import Iterator

from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.paragraph import TERMINAL, Kind, Paragraph

TURN = re.compile(
    r"(?P<question>Q(?:uestion)?(?: ?\([^)\n]{2,60}\))?(?:[:.](?=\s)|\s{2,})|(?:Reporter|Journalist|Moderator|"
    r"Interviewer|Unidentified \w+)(?: ?\([^)\n]*\))?:)"
    r"|(?P<answer>A(?:nswer)?[:.](?=\s))"
    r"|(?P<name>(?:[A-ZÀ-Þ][\w.'’-]*|of|for|the|and|de|van|von|der|to)(?: (?:[A-ZÀ-Þ][\w.'’&-]*|of|for|the|and|de|"
    r"van|von|der|to|on)){0,9})"
    r"(?P<roles>(?: ?\((?:[^()\n]{2,80})\)){0,3}) ?(?P<colon>:)(?=\s)"
)


DASH = re.compile(r"\s*[—–]\s*(?=\S)")


def turns(text: str, spans: list[tuple[int, int]], kinds: list[Kind], lexicon: Lexicon) -> Iterator[Paragraph]:
    speaker, role, asking, answerer = "", "", False, ""
    for (start, end), kind in zip(spans, kinds, strict=True):
        match = TURN.match(text, start, end)
        heading = text[end - 1] not in TERMINAL and (not match or len(text[match.end() : end].split()) <= 4)
        if kind is Kind.FURNITURE or (kind is Kind.HEADLINE and not match) or heading:
            yield Paragraph(start, end, kind)
            continue
        if match:
            asking = bool(match["question"])
            if match["name"]:
                speaker, role = match["name"], " ".join(re.findall(r"\(([^)]*)\)", match["roles"] or ""))
                asking = _of_the_press(f"{speaker} {role}", lexicon)
                answerer = answerer if asking else speaker
            elif match["answer"]:
                speaker = answerer
            start = match.end() + len(text[match.end() : end]) - len(text[match.end() : end].lstrip())
        if start < end:
            yield Paragraph(start, end, Kind.QUESTION if asking else Kind.BODY, speaker, role)


def _of_the_press(label: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.press.search(label)) and not lexicon.not_press.search(label)


def dialogue(text: str, spans: list[tuple[int, int]], kinds: list[Kind]) -> Iterator[Paragraph]:
    """Alternate between interviewer, who begins, and the one interviewed."""
    asking = False
    for (start, end), kind in zip(spans, kinds, strict=True):
        dash = DASH.match(text, start, end)
        if not dash:
            yield Paragraph(start, end, kind if kind is Kind.FURNITURE else Kind.HEADLINE)
            continue
        asking = not asking
        yield Paragraph(dash.end(), end, Kind.QUESTION if asking else Kind.BODY, "interviewee")
