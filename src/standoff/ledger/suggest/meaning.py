"""What a statement is read as, and what its reading needs beside its words."""

from dataclasses import dataclass

from standoff.ledger.statement import Act, Direction
from standoff.ledger.suggest.voice import Voice


@dataclass(frozen=True, slots=True)
class Reading:
    """What one clause or sentence is read as."""

    act: Act
    direction: Direction
    actor: str = ""
    instruments: tuple[str, ...] = ()
    rungs: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    doubts: tuple[tuple[float, str], ...] = ()
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What the reading of a statement needs beside its words.

    `direct`: the voice's own words. `verb_act`: the act the verb of saying gives its complement.
    `around`: words of the same paragraph that may hold the antecedent of *that* and *it*.
    """

    voice: Voice
    direct: bool
    verb_act: str = ""
    around: str = ""
    question: str = ""
    deed: bool = False
