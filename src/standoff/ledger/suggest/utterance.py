"""Words of one voice as they stand in a text, before anything is read from them."""

from dataclasses import dataclass

from standoff.ledger.statement import Form
from standoff.ledger.suggest.dates import When
from standoff.ledger.suggest.voice import Voice


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of one voice: a sentence or fragment, `text[start:end]`."""

    start: int
    end: int
    voice: Voice
    form: Form
    verb_act: str = ""
    when: tuple[When, ...] = ()
    around: str = ""
    question: str = ""
    deed: bool = False
    relayed: int = 0
    doubts: tuple[tuple[float, str], ...] = ()
