"""The names a ledger may use, when a scenario gives them: principals, rungs, instruments, theatres."""

from collections.abc import Iterable
from dataclasses import dataclass

from standoff.errors import LedgerError, nearest
from standoff.ledger.cell import Place
from standoff.ledger.deed import Deed
from standoff.ledger.statement import ANY, UNSPECIFIED, Statement


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Known names; an empty tuple leaves that kind of name unchecked.

    Parameters
    ----------
    principals : tuple of str
        The bloc, its members, the other side, partners: whoever a statement may bind or speak of.
    rungs, instruments, theatres : tuple of str
        `instruments` holds classes too.

    Examples
    --------
    >>> from datetime import date
    >>> from standoff.ledger.statement import Act
    >>> row = Statement(id="X1", speaker="A", principal="UAS", act=Act.GOAL, date_from=date(2022, 3, 1))
    >>> Vocabulary(principals=("USA", "DEU")).check(row, Place("ledger.csv:2"))
    Traceback (most recent call last):
    standoff.errors.LedgerError: ledger.csv:2 column principal unknown name: 'UAS'. Needed: one of USA, DEU. ...
    """

    principals: tuple[str, ...] = ()
    rungs: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    theatres: tuple[str, ...] = ()

    def check(self, row: Statement | Deed, place: Place) -> None:
        """Refuse a row that uses an unknown name.

        Raises
        ------
        LedgerError
            With the place, the name, the known ones and the nearest.
        """
        if isinstance(row, Statement):
            self._known(("", *self.principals), (row.principal,), self.principals, place.column("principal"))
            self._known(("", *self.principals), (row.actor,), self.principals, place.column("actor"))
            self._known((ANY, *self.rungs), row.rungs, self.rungs, place.column("rungs"))
            named = row.instruments
        else:
            self._known(("", *self.principals), (row.actor,), self.principals, place.column("actor"))
            named = (row.instrument,)
        allowed = ("", ANY, UNSPECIFIED, *self.instruments)
        self._known(allowed, named, self.instruments, place.column("instruments"))
        self._known(("", *self.theatres), (row.theatre,), self.theatres, place.column("theatre"))

    @staticmethod
    def _known(allowed: tuple[str, ...], names: Iterable[str], known: tuple[str, ...], place: Place) -> None:
        if not known:
            return
        for name in names:
            if name not in allowed:
                shown = ", ".join(known[:40]) + (", ..." if len(known) > 40 else "")
                near = nearest(name, known)
                raise LedgerError("unknown name", where=str(place), seen=name, need=f"one of {shown}", near=near)
