"""Statements for the tests of the ledger: a plain one, and any at all."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from standoff.ledger.statement import (
    Act,
    Audience,
    Authority,
    Direction,
    Form,
    Qualifier,
    Record,
    Specific,
    Statement,
    direction_of,
)


def row(key: str = "X1", **fields: Any) -> Statement:
    given: dict[str, Any] = {"speaker": "A", "principal": "NATO", "act": Act.RULE_OUT, "date_from": date(2022, 3, 1)}
    return Statement(id=key, **(given | fields))


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
NAMES = st.from_regex(r"[a-z_]{1,9}(@[a-z]{1,5})?", fullmatch=True).filter(lambda name: name != "any")
SCOPES = st.one_of(st.just(("any",)), st.lists(NAMES, max_size=3, unique=True).map(tuple))
CHECKLISTS = st.sampled_from(
    [(), (Specific.TRIGGER,), (Specific.CLASS, Specific.WHO), (Specific.INSTRUMENT, Specific.UNHEDGED)]
)
DATES = st.dates(date(1945, 1, 1), date(2099, 1, 1))


@st.composite
def statements(draw: st.DrawFn, key: str = "X1") -> Statement:
    act = draw(st.sampled_from(Act))
    first, last = sorted(draw(st.tuples(DATES, DATES)))
    start = draw(st.integers(0, 10**6))
    return Statement(
        id=key,
        speaker=draw(WORDS.filter(lambda text: bool(text.strip()))),
        office=draw(WORDS),
        principal=draw(NAMES),
        actor=draw(st.one_of(st.just(""), NAMES)),
        authority=draw(st.sampled_from(Authority)),
        record=draw(st.sampled_from(Record)),
        form=draw(st.sampled_from(Form)),
        relay=draw(st.integers(0, 99)),
        audience=draw(st.sampled_from(Audience)),
        act=act,
        direction=draw(st.sampled_from(Direction)) if act is Act.ASSURANCE else direction_of(act),
        rungs=draw(SCOPES),
        instruments=draw(SCOPES),
        theatre=draw(st.one_of(st.just(""), NAMES)),
        qualifiers=tuple(draw(st.lists(st.sampled_from(Qualifier), max_size=3, unique=True))),
        specificity=draw(CHECKLISTS),
        date_from=first,
        date_to=None if first == last else last,
        expiry=draw(st.one_of(st.none(), DATES)),
        standing=draw(st.booleans()),
        paraphrase=draw(WORDS),
        source=draw(NAMES),
        paragraph=draw(st.one_of(st.none(), st.integers(1, 999))),
        span=draw(st.one_of(st.none(), st.just((start, start + 7)))),
        sentence_sha256=draw(st.sampled_from(["", "ab" * 32])),
        coder=draw(WORDS),
        confidence=draw(st.floats(0.0, 1.0)),
    )
