"""The scenario: everything a run needs, as frozen typed values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from standoff.errors import ScenarioError, nearest
from standoff.model import Model, game_of
from standoff.posture.reading import Reading
from standoff.scenario.document import ActorKind, PostureEntry, SolverName
from standoff.scenario.expressions import Expression, ordered
from standoff.scenario.priors import Prior

if TYPE_CHECKING:
    from standoff.game.game import Game
    from standoff.ledger.ledger import Ledger
    from standoff.posture.frame import Frame
    from standoff.posture.matrix import Posture
    from standoff.solver import Solver

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Citation:
    """A work that parameters cite."""

    key: str
    text: str
    url: str
    note: str


@dataclass(frozen=True)
class Actor:
    """Someone the scenario speaks of."""

    id: str
    name: str
    kind: ActorKind
    of: str
    role: str


@dataclass(frozen=True)
class ParameterPrior:
    """A parameter that is drawn, and on whose word its prior stands."""

    name: str
    prior: Prior
    sources: tuple[str, ...]
    judgement: bool
    note: str

    @property
    def source(self) -> str:
        """The citation keys in one line; empty for a bare judgement."""
        return ", ".join(self.sources)


@dataclass(frozen=True)
class Derived:
    """A parameter computed from others in every draw."""

    name: str
    expression: Expression
    sources: tuple[str, ...]
    judgement: bool
    note: str

    @property
    def source(self) -> str:
        """The citation keys in one line; empty for a bare judgement."""
        return ", ".join(self.sources)


@dataclass(frozen=True)
class MenuItem:
    """A posture to compare, as the game sees it.

    `settings` holds the values of the model's posture parameters, always; `posture` is the matrix they came from, or
    None for a model whose postures are settings; `made` is how the document says it is built, so that it can be built
    again from other grounds (`standoff.scenario.remade`).
    """

    name: str
    family: str
    summary: str
    settings: tuple[tuple[str, float], ...]
    posture: "Posture | None" = None
    reading: Reading = Reading.STRICT
    made: "PostureEntry | None" = None


@dataclass(frozen=True)
class SolverChoice:
    """Which solver, with which precision: a number or a parameter's name, for all players or one a player."""

    name: SolverName
    precision: float | str | tuple[tuple[str, float | str], ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that precisions are read from."""
        named = [value for _, value in self.precision] if isinstance(self.precision, tuple) else [self.precision]
        return tuple(dict.fromkeys(value for value in named if isinstance(value, str)))

    def build(self) -> "Solver":
        """Return the solver itself; this loads the compiled kernels."""
        if self.name is SolverName.BACKWARD_INDUCTION:
            from standoff.solvers.backward_induction import BackwardInduction

            return BackwardInduction()
        from standoff.solvers.logit import LogitQRE

        return LogitQRE(precision=dict(self.precision) if isinstance(self.precision, tuple) else self.precision)


class Band(NamedTuple):
    """Where the mean of a measure over the draws must lie."""

    measure: str
    lower: float
    upper: float


@dataclass(frozen=True)
class FaceValidity:
    """The prior-predictive check: bands that must hold under one posture before any comparison."""

    posture: str
    note: str
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Argument:
    """An argument made in the debate; `standoff.analysis.claims` reads and judges its predicate."""

    id: str
    who: str
    argument: str
    predicate: str


@dataclass(frozen=True)
class Scenario:
    """A question, the postures that answer it, and what is known and unknown about the crisis.

    Made by `standoff.scenario.load`; edit one with `dataclasses.replace`, and its `hash` follows.

    Parameters
    ----------
    folder : Path
        Where the document and the files beside it lie; no part of the hash.
    frame, ledger : Frame and Ledger, or None
        Absent where the model has no ladder.
    correlations : tuple of (name, name, rank correlation)
        Dependence between priors.
    what_followed : str
        Name of the file of later facts, which nothing reads by itself; empty where there is none.
    document : str
        Name of the document in its folder; no part of the hash.
    """

    name: str
    title: str
    question: str
    description: str
    as_of: date
    folder: Path
    citations: tuple[Citation, ...]
    actors: tuple[Actor, ...]
    frame: "Frame | None"
    ledger: "Ledger | None"
    model: Model
    solver_choice: SolverChoice
    priors: tuple[ParameterPrior, ...]
    derived: tuple[Derived, ...]
    correlations: tuple[tuple[str, str, float], ...]
    menu: tuple[MenuItem, ...]
    face_validity: FaceValidity | None
    claims: tuple[Argument, ...] = ()
    what_followed: str = ""
    document: str = "scenario.yaml"

    @cached_property
    def game(self) -> "Game":
        """The model's game, traced on first use."""
        return game_of(self.model)

    @cached_property
    def solver(self) -> "Solver":
        """The solver, loaded on first use."""
        return self.solver_choice.build()

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands of the prior-predictive check; empty where there is none."""
        return self.face_validity.bands if self.face_validity else ()

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the content: the whole document as typed values, the ledger, and the postures derived from it.

        Comments, layout and the folder do not enter; the model enters by its name and parameters, its code by
        `standoff.model.digest_of` in the manifest of a run.
        """
        content = [(part.name, getattr(self, part.name)) for part in fields(self) if part.name not in _NOT_HASHED]
        parameters = self.model.parameters()
        return sha256("".join(_canonical([content, self.model.name, parameters])).encode()).hexdigest()

    @property
    def twins(self) -> tuple[tuple[str, str], ...]:
        """Pairs of postures that differ as matrices but not to the game: their results are the same to the last bit."""
        items = self.menu
        return tuple(
            (one.name, other.name)
            for number, one in enumerate(items)
            for other in items[number + 1 :]
            if one.settings == other.settings
        )

    def item(self, name: str) -> MenuItem:
        """Return a posture of the menu by name.

        Raises
        ------
        ScenarioError
            The menu has no such posture.
        """
        found = {item.name: item for item in self.menu}
        if name not in found:
            raise ScenarioError(
                "unknown posture",
                where=f"menu of {self.name}",
                seen=name,
                need="one of " + ", ".join(found),
                near=nearest(name, found),
            )
        return found[name]

    def posture_parameters(self, item: MenuItem | str) -> dict[str, float]:
        """Return the values that a posture gives the model's posture parameters."""
        return dict((self.item(item) if isinstance(item, str) else item).settings)

    def derive(self, columns: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return the drawn columns with those of the derived parameters after them.

        Parameters
        ----------
        columns : mapping of str to (n,) float64
            One column for each of `priors`.
        """
        complete = dict(columns)
        shape = next(iter(complete.values())).shape if complete else ()
        expressions = {one.name: one.expression for one in self.derived}
        for name in ordered(expressions):
            complete[name] = np.array(np.broadcast_to(expressions[name].evaluate(complete), shape))
        return complete

    def __getstate__(self) -> dict[str, Any]:
        """Leave the traced game and the loaded solver behind: a worker process makes its own."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


_NOT_HASHED = ("claims", "folder", "model", "what_followed", "document")


def _canonical(value: object) -> Iterable[str]:
    """Yield a text of any nest of values, equal for equal values in every process.

    Mappings keep their order, which is the document's; sets are sorted, because their order is not a property of them.
    """
    if isinstance(value, Expression):
        yield repr(value.text)
    elif isinstance(value, Enum):
        yield f"{type(value).__name__}.{value.name}"
    elif isinstance(value, BaseModel):
        yield from _canonical(value.model_dump())
    elif is_dataclass(value) and not isinstance(value, type):
        yield type(value).__name__ + "("
        for part in fields(value):
            yield part.name + "="
            yield from _canonical(getattr(value, part.name))
        yield ")"
    elif isinstance(value, Mapping):
        yield "{"
        for key, entry in value.items():
            yield from _canonical(key)
            yield ":"
            yield from _canonical(entry)
        yield "}"
    elif isinstance(value, set | frozenset):
        yield from _canonical(sorted("".join(_canonical(entry)) for entry in value))
    elif isinstance(value, list | tuple):
        yield "["
        for entry in value:
            yield from _canonical(entry)
            yield ","
        yield "]"
    elif value is None or isinstance(value, str | int | float | date):
        yield repr(value)
    else:
        raise TypeError(f"a scenario holds a {type(value).__name__}, which has no canonical text")
