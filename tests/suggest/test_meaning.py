"""What officials' sentences mean: act, direction, instruments and reservations, the voice being known."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import labelled
import pytest
import yaml

from standoff.ledger.statement import Act, Form, Qualifier
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


SETS = ("meaning", "meaning-second", "meaning-third", "meaning-fourth", "meaning-reserved", "meaning-denial")

SHAPES = ("promises", "promises-second", "stances")
"""Sets coded for act and direction only."""


class Answer(NamedTuple):
    """A case and what was read from it: the reading that agrees best, and the directions of any others."""

    case: Case
    reading: Reading
    others: frozenset[str]

    @property
    def direction(self) -> bool:
        return self.reading.direction.value == self.case.direction and not self.others

    @property
    def confidence(self) -> float:
        base = 0.97 if self.reading.direction.value != "none" else 0.94
        return base - sum(amount for amount, _ in self.reading.doubts)


@lru_cache(maxsize=8)
def answers(name: str) -> tuple[Answer, ...]:
    found = []
    for case in cases(name):
        readings = read(case)
        best = next((reading for reading in readings if reading.direction.value == case.direction), readings[0])
        others = frozenset(reading.direction.value for reading in readings if reading is not best) - {"none"}
        found.append(Answer(case, best, others))
    return tuple(found)


def _share(name: str, right: Callable[[Answer], bool], *, among: Callable[[Answer], bool]) -> float:
    counted = [right(answer) for answer in answers(name) if among(answer)]
    return sum(counted) / len(counted)


def _directed(answer: Answer) -> bool:
    return answer.case.direction != "none"


def test_the_sets_use_the_words_of_the_ledger() -> None:
    for name in SETS:
        for case in cases(name):
            assert Act(case.act), case
            assert case.qualifiers <= {qualifier.value for qualifier in Qualifier}, case
    assert sum(len(cases(name)) for name in SETS) > 350


@pytest.mark.parametrize("name", SETS + SHAPES)
def test_direction(name: str) -> None:
    assert _share(name, lambda answer: answer.direction, among=lambda _: True) >= 0.9


@pytest.mark.parametrize("name", SETS)
def test_instruments(name: str) -> None:
    def right(answer: Answer) -> bool:
        return frozenset(answer.reading.instruments) == answer.case.instruments

    assert _share(name, right, among=_directed) >= 0.88


def test_reservations_are_kept_or_in_doubt() -> None:
    reserved = [answer for name in SETS for answer in answers(name) if answer.case.qualifiers]
    kept = [answer for answer in reserved if answer.case.qualifiers <= frozenset(answer.reading.qualifiers)]
    assert len(kept) >= 0.85 * len(reserved)


def test_the_sure_are_right() -> None:
    sure = [answer for name in SETS for answer in answers(name) if answer.confidence >= 0.9]
    right = [a for a in sure if a.direction and a.case.qualifiers <= frozenset(a.reading.qualifiers)]
    assert len(sure) > 80
    assert len(right) >= 0.95 * len(sure)


def test_no_promise_becomes_a_refusal_nor_the_reverse() -> None:
    turned = [
        answer.case.say
        for name in SETS
        for answer in answers(name)
        for direction in {answer.reading.direction.value, *answer.others}
        if {answer.case.direction, direction} == {"deliver", "withhold"}
    ]
    assert turned == []
