"""A statement, declaration or communiqué: every sentence is its issuer's."""

import re
from collections.abc import Iterator

from standoff.ledger.statement import Form
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import Kind, Paragraph
from standoff.ledger.suggest.units import cut
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import Voice


def document(page: Page) -> Iterator[Utterance]:
    title = next(
        (
            p
            for p in page.plan.paragraphs
            if re.search(r"(?i)\b(?:by|of|from)\b", page.text[p.start : p.end]) and p.end - p.start < 300
        ),
        None,
    )
    issuer = _issuer(page, title)
    before = ""
    for paragraph in page.plan.paragraphs:
        if paragraph.kind is not Kind.BODY or paragraph is title:
            continue
        words = page.text[paragraph.start : paragraph.end]
        number = re.match(r"(?:\(?\d{1,3}[.)]|[•·*–—-]|[a-z][.)])\s+", words)
        start = paragraph.start + (number.end() if number else 0)
        for first, last in cut(page.text[start : paragraph.end]):
            yield Utterance(start + first, start + last, issuer, Form.DIRECT, around=before)
            before = page.text[start + first : start + last]


def _issuer(page: Page, title: Paragraph | None) -> Voice:
    words = page.text[title.start : title.end] if title is not None else ""
    match = re.search(
        r"(?i)\b(?:by|of|from) (?:the )?(?P<who>.+?)(?=,? (?:on|following|after|regarding|concerning|about|"
        r"ahead|participating|meeting|issued|at the)\b|$)",
        words,
    )
    if match is None:
        return Voice(
            "the issuing body",
            principal=page.home,
            authority="binding" if page.home else "none",
            kind="institution",
            doubts=((0.3, "the issuer is not named"),),
        )
    who = match["who"].strip(" .")
    hits = page.gazetteer.of(who)
    body = re.search(
        r"(?i)\b(?:heads of state|leaders|ministers|council|summit|members|governments|group|quad|troika)\b", who
    )
    if body or len({hit.code for hit in hits}) > 1:
        blocs = [hit.code for hit in hits if hit.bloc] or [hit.code for hit in hits]
        doubts = ((0.2, "several issuers"),) if len(set(blocs)) > 1 else ()
        return Voice(who, who, blocs[0] if blocs else page.home, "binding", False, "institution", doubts)
    parts = who.split(", ")
    return page.voices.resolve(parts[0], tuple(parts[1:]), title.start if title is not None else 0)
