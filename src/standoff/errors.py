"""The error tree: every error names where, what is wrong, what was seen, and the mend."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name nearest to `name`, or the empty string when none is near.

    Examples
    --------
    >>> nearest("chemcal@protege", ["hold", "chemical@protege"])
    'chemical@protege'
    >>> nearest("cyber", ["hold", "cyber@allied"])
    'cyber@allied'
    >>> nearest("zebra", ["hold"])
    ''
    """
    candidates = [str(candidate) for candidate in known]
    matches = get_close_matches(name, candidates, n=1, cutoff=0.6) or get_close_matches(
        name.lower(), [candidate for candidate in candidates if candidate.lower() == candidate], n=1, cutoff=0.6
    )
    begun = [candidate for candidate in candidates if len(name) > 1 and candidate.startswith(name)]
    return (matches or begun or [""])[0]


class StandoffError(Exception):
    """Any error standoff raises on purpose. Left uncaught by the command line it is our fault: exit 1."""

    exit_code: ClassVar[int] = 1


class UserError(StandoffError):
    """The user's input is at fault: exit 2, nothing written.

    Parameters
    ----------
    fault : str
        What is wrong, as a clause: "upper 0.3 is below lower 0.6".
    where : str
        The place: "nato-2022.yaml:41:9", "column rungs of row NATO-03", "play.choose('defender', 'response')".
    seen : object
        The value met, shown with `repr` when given.
    need : str
        What would be right: "a number in [0, 1]".
    near : str
        The nearest right name, from `nearest`.

    Examples
    --------
    >>> print(UserError("unknown rung", where="a.yaml:4:9", seen="chem", need="a rung of the frame", near="chemical"))
    a.yaml:4:9 unknown rung: 'chem'. Needed: a rung of the frame. Did you mean 'chemical'?
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, fault: str, *, where: str = "", seen: object = None, need: str = "", near: str = "") -> None:
        self.fault, self.where, self.seen, self.need, self.near = fault, where, seen, need, near
        super().__init__(self._message())

    def _message(self) -> str:
        message = f"{self.where} {self.fault}" if self.where else self.fault
        if self.seen is not None:
            message += f": {self.seen!r}"
        if self.need:
            message += f". Needed: {self.need}"
        if self.near:
            message += f". Did you mean {self.near!r}?"
        return message


class PlayError(UserError):
    """A play function breaks a rule of the play language."""


class ParameterError(UserError):
    """A parameter is unknown, missing or outside its support."""


class GameError(UserError):
    """A game lacks what an operation needs: perfect recall, two players, a terminal."""


class EfgError(UserError):
    """An EFG or NFG file cannot be read, with its line."""


class SolverError(UserError):
    """A solver cannot take this game or these settings, and says which can."""


class LedgerError(UserError):
    """A ledger file or row is wrong."""


class PostureError(UserError):
    """A posture names an unknown cell, or two postures of a menu are equal."""


class ScenarioError(UserError):
    """A scenario document is wrong, with file, line and column."""


class RunError(UserError):
    """A run folder is missing, damaged or does not fit the question."""


class ClaimError(UserError):
    """A claim cannot be parsed or evaluated."""
