"""What officials' sentences mean: act, direction, instruments and reservations, the voice being known."""

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import labelled
import yaml

from standoff.ledger.statement import Form
from standoff.ledger.suggest.clauses import rows
from standoff.ledger.suggest.lexicon import load
from standoff.ledger.suggest.meaning import Reading
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import Voice


class Case(NamedTuple):
    """One coded sentence."""

    say: str
    by: str
    act: str
    direction: str
    instruments: frozenset[str]
    qualifiers: frozenset[str]
    rungs: frozenset[str]
    after: str
    direct: bool


def _case(entry: dict[str, Any]) -> Case:
    return Case(
        say=entry["say"],
        by=entry["by"],
        act=entry["act"],
        direction=entry.get("dir", labelled.DIRECTION.get(entry["act"], "none")),
        instruments=frozenset(entry.get("ins", ())),
        qualifiers=frozenset(entry.get("qual", ())),
        rungs=frozenset(entry.get("rungs", ())),
        after=entry.get("after", ""),
        direct=not entry.get("reported", False),
    )


@lru_cache(maxsize=4)
def cases(name: str = "meaning") -> tuple[Case, ...]:
    path = Path(__file__).parent / f"{name}.yaml"
    return tuple(_case(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8")))


def read(case: Case) -> tuple[Reading, ...]:
    """Every reading of the sentence, said by a head of government."""
    voice = Voice("Ada Moe", "prime minister", case.by, "binding", kind="head")
    form = Form.DIRECT if case.direct else Form.INDIRECT
    question = case.after if case.after.endswith("?") else ""
    page = Page(case.say, load(), None, "")
    said = Utterance(0, len(case.say), voice, form, question=question, around="" if question else case.after)
    return tuple(reading for _, reading in rows(page, said))


def test_no_promise_becomes_a_refusal_nor_the_reverse() -> None:
    turned = [
        case.say
        for case in (*cases(), *cases("meaning-second"))
        for reading in read(case)
        if {case.direction, reading.direction.value} == {"deliver", "withhold"}
    ]
    assert turned == []
