"""What a model is: named parameters with units and support, and a play function over them."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from hashlib import sha256
from inspect import getsource
from pathlib import Path
from sys import modules
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from standoff.game.game import Game

Option = str | float | bool
"""A setting of a model: read when the model is built, never drawn."""


class Given(Enum):
    """Who gives a parameter its value."""

    PRIOR = "drawn from a prior or derived from other parameters: the same under every posture"
    POSTURE = "set by the posture: the same in every draw"


@dataclass(frozen=True)
class Parameter:
    """A number a model needs, with what it means.

    Parameters
    ----------
    name : str
        The name the play function uses; an indexed one carries its index: ``"harm[chemical@protege]"``.
    meaning : str
        One line, as a reader of a brief needs it.
    unit : str
        The unit of measurement: "harm of chemical use = 1", "probability", "days".
    support : tuple of float
        The closed interval outside which the number is meaningless; infinite ends are allowed.
    given : Given
        Whether a prior or the posture gives the value.

    Examples
    --------
    >>> alpha = Parameter("alpha", "cost of backing out", "harm of chemical use = 1", (0.0, float("inf")))
    >>> alpha.admits(2.0), alpha.admits(-1.0), alpha.admits(float("nan"))
    (True, False, False)
    """

    name: str
    meaning: str
    unit: str
    support: tuple[float, float]
    given: Given = Given.PRIOR

    def admits(self, value: float) -> bool:
        """Whether `value` lies in the support; NaN never does."""
        return self.support[0] <= value <= self.support[1]


@dataclass(frozen=True)
class Setup:
    """What a model takes from a scenario before it can name its parameters: the ladder, and the model's own options.

    Parameters
    ----------
    rungs : tuple of (name, theatre)
        The rungs of the escalation ladder in the order of the document; empty where the model has no ladder.
    order : tuple of (lower, upper)
        The pairs of rungs declared comparable.
    options : mapping
        The model's own settings, as the document's ``model.options`` gives them.
    """

    rungs: tuple[tuple[str, str], ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    options: Mapping[str, Option] = field(default_factory=dict)


@runtime_checkable
class Model(Hashable, Protocol):
    """A crisis as named parameters and a play function. Implementations are frozen dataclasses, hence hashable."""

    @property
    def name(self) -> str:
        """The model's name in the registry."""

    @property
    def players(self) -> tuple[str, ...]:
        """The players, in the order of payoffs."""

    @property
    def defender(self) -> str:
        """The player whose payoff compares postures."""

    def parameters(self) -> tuple[Parameter, ...]:
        """Every parameter the play function reads, those the posture sets included."""

    def play(self, play: Any, p: Any) -> Any:
        """Play one history: see `standoff.game.play.Play` and `standoff.game.symbols.Parameters`."""


@cache
def game_of(model: Model) -> "Game":
    """Return the game of a model, traced once per process.

    Parameters
    ----------
    model : Model
        A hashable model: two equal models share one trace.

    Raises
    ------
    PlayError
        The play function breaks a rule of the play language.
    """
    from standoff.game.trace import trace  # tracing loads the compiled traversals: `check` must not

    names = tuple(parameter.name for parameter in model.parameters())
    return trace(model.play, players=model.players, parameters=names, name=model.name)


@cache
def digest_of(model: Model) -> str:
    """Return the SHA-256 of the source of the model's module or package: it changes when the model's rules may have."""
    module = modules[type(model).__module__]
    if not hasattr(module, "__path__"):
        return sha256(getsource(module).encode()).hexdigest()
    files = sorted(
        (path for folder in module.__path__ for path in Path(folder).glob("*.py")), key=lambda path: path.name
    )
    return sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()
