"""The statement impact card: what one more sentence, or one less, would do to the postures and to the game.

Base and edited ledger are both read at the end of the day after the scenario's own: a sentence of that day overrides
what was said before it, while one of the same day would only stand beside it. Draws are common, so effects are paired.
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.compare import Paired, Z, paired
from standoff.errors import LedgerError, PostureError, UserError, nearest
from standoff.ledger.cell import Place
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import COLUMNS, Qualifier, Specific, Statement, statement_from_cells
from standoff.ledger.vocabulary import Vocabulary
from standoff.posture.matrix import Change, Posture
from standoff.posture.reading import Reading, Rule
from standoff.posture.semantics import from_ledger
from standoff.scenario.menu import remade

if TYPE_CHECKING:
    from standoff.posture.frame import Frame
    from standoff.scenario.scenario import MenuItem, Scenario

Floats = NDArray[np.float64]

DRAWS = 256
"""Draws behind an effect, unless more are asked for."""

ERRORS = 3.0
"""Half-width of an effect's interval in standard errors. A card judges a dozen skewed outcomes under three rules at
once: at 1.96 the sign of one of them would turn with the seed, every now and then."""

TINY = 1e-12
"""Differences below this are none: what is left of solving the same game twice."""


class Effect(NamedTuple):
    """Paired change of an outcome under the posture as stated: edited less base, with an interval of `ERRORS` errors.

    `holds` is the share of draws whose change has the sign of the mean. `determined` says whether the interval
    excludes zero.
    """

    outcome: str
    change: Paired
    holds: float

    @property
    def determined(self) -> bool:
        """Whether the sign of the mean change is outside the Monte Carlo noise."""
        return self.change.decided


class Ranked(NamedTuple):
    """A posture of the menu: its mean value before and after, and what it lacks of the best after, paired."""

    posture: str
    before: float
    after: float
    behind: Paired


@dataclass(frozen=True)
class UnderRule:
    """What the edit does under one rule of adding members up.

    `effects` and `ranking` are empty where no number that the game sees changes: then the effect is exactly zero.
    """

    rule: Rule
    changes: tuple[Change, ...]
    seen_by_game: tuple[str, ...]
    effects: tuple[Effect, ...]
    ranking: tuple[Ranked, ...]

    @property
    def numeric(self) -> bool:
        """Whether a number of some cell changes."""
        return any(change.numeric for change in self.changes)


@dataclass(frozen=True)
class Impact:
    """The card.

    Parameters
    ----------
    added, dropped : tuple
        Statements put in, ids taken out.
    own : mapping of principal to changes
        What the edit does to the matrices of those whose words changed.
    under : tuple of UnderRule
        One a rule.
    """

    scenario: str
    as_of: str
    reading: Reading
    added: tuple[Statement, ...]
    dropped: tuple[str, ...]
    own: Mapping[str, tuple[Change, ...]]
    under: tuple[UnderRule, ...]
    draws: int
    seed: int
    failed: int

    @property
    def changes_a_number(self) -> bool:
        """Whether any number changes anywhere."""
        own = any(change.numeric for changes in self.own.values() for change in changes)
        return own or any(one.numeric for one in self.under)


def sentence(text: str, scenario: "Scenario", *, number: int = 1) -> Statement:
    """Return the statement that ``key=value`` pairs describe, dated the day after the scenario's own.

    Parameters
    ----------
    text : str
        Ledger columns and their cells, quoted where a cell holds a space: ``principal=NATO act=commit
        rungs=chemical@protege instruments=force``. What is left out is a public statement on record that binds its
        principal; its specificity is ticked from what is named.
    scenario : Scenario
        Gives the day, and the names that may be used.
    number : int
        Makes the id, when none is given.

    Raises
    ------
    LedgerError
        If a column or a name is unknown, or a pair cannot be read.

    Examples
    --------
    >>> from standoff.scenario import load
    >>> said = sentence("principal=NATO act=commit rungs=chemical@protege instruments=force", load("nato-2022"))
    >>> str(said.date_from), [tick.value for tick in said.specificity]
    ('2022-03-24', ['class', 'trigger', 'who', 'unhedged'])
    """
    cells: dict[str, str] = {}
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise LedgerError(f"the sentence cannot be read ({error})", seen=text, need="key=value pairs") from error
    for word in words:
        name, separator, value = word.partition("=")
        if not separator:
            raise LedgerError("not a pair", where="--add", seen=word, need="key=value, quoted where it holds a space")
        if name not in COLUMNS:
            raise LedgerError(
                "unknown column", where="--add", seen=name, need="a ledger column", near=nearest(name, COLUMNS)
            )
        cells[name] = value
    day = scenario.as_of + timedelta(days=1)
    defaults = {"id": f"NEW-{number}", "speaker": cells.get("principal", ""), "date_from": str(day), "relay": "0"}
    cells = defaults | cells
    _check_principal(cells.get("principal", ""), scenario)
    statement = statement_from_cells(cells)
    vocabulary(scenario).check(statement, Place("--add"))
    return statement if "specificity" in cells else replace(statement, specificity=_ticks(statement, _frame(scenario)))


def rows_from(path: Path, scenario: "Scenario") -> tuple[Statement, ...]:
    """Read statements to add from a file of ledger rows, CSV or YAML, or of drafts, at their own dates.

    Drafts are taken as nobody has reviewed them; one without a date is dated the day of the card.

    Raises
    ------
    LedgerError
        If the file is no ledger, a row names what the scenario lacks, or is dated later than the day on which both
        ledgers are read.
    """
    from standoff.ledger.files import read_statements, read_text

    day, known = scenario.as_of + timedelta(days=1), vocabulary(scenario)
    text = read_text(path)
    if "reasons" in text.partition("\n")[0].split(","):
        from standoff.ledger.suggest.draft import read_drafts

        drafts = read_drafts(text, where=str(path))
        rows = tuple(draft.statement(coder="suggested", when=day) for draft in drafts)
    else:
        rows = read_statements(path)
    for row in rows:
        known.check(row, Place(f"{path} row {row.id}"))
        if row.last > day:
            raise LedgerError(
                "dated after the day of the card",
                where=f"{path} row {row.id}",
                seen=str(row.last),
                need=f"{day} at most",
            )
    return rows


def _ticks(statement: Statement, frame: "Frame") -> tuple[Specific, ...]:
    """Tick what the statement names: instrument or class, trigger, who acts, and no hedge."""
    ticks = []
    if any(name in frame.classes for name in statement.instruments):
        ticks.append(Specific.CLASS)
    elif any(name in frame.columns for name in statement.instruments):
        ticks.append(Specific.INSTRUMENT)
    named = bool(ticks)
    if statement.rungs:
        ticks.append(Specific.TRIGGER)
    ticks.append(Specific.WHO)
    if named and not {Qualifier.FOR_NOW, Qualifier.MAY} & set(statement.qualifiers):
        ticks.append(Specific.UNHEDGED)
    return tuple(ticks)


def impact(
    scenario: "Scenario",
    *,
    add: Sequence[Statement] = (),
    drop: Sequence[str] = (),
    reading: Reading = Reading.STRICT,
    draws: int = DRAWS,
    seed: int = 0,
) -> Impact:
    """Return what statements more, or less, would do.

    Parameters
    ----------
    scenario : Scenario
        With a ledger and a posture as stated on its menu.
    add : sequence of Statement
        From `sentence`, or from a file.
    drop : sequence of str
        Ids of rows to leave out.
    reading : Reading
        How both ledgers are read.
    draws, seed : int
        The common design.

    Raises
    ------
    UserError
        If there is nothing to edit, a row is unknown, or a statement names what the frame lacks.

    Notes
    -----
    An edit that changes no number solves nothing. Otherwise only postures whose numbers change are solved twice.
    """
    if not add and not drop:
        raise LedgerError("nothing is added or dropped", need="--add, --from, --text, --drop or --drop-anonymous")
    base_ledger, frame = _ledger(scenario), _frame(scenario)
    edited_ledger = base_ledger.without(*drop).adding(*add)
    day = scenario.as_of + timedelta(days=1)
    touched = dict.fromkeys(
        [statement.principal for statement in add] + [base_ledger.statement(key).principal for key in drop]
    )
    own = {}
    for principal in touched:
        if principal:
            before, after = (
                _own_words(ledger, frame, day=day, holder=principal, reading=reading)
                for ledger in (base_ledger, edited_ledger)
            )
            own[principal] = before.diff(after)
    solved = _Solved(scenario, draws, seed)
    under = tuple(_under_rule(scenario, edited_ledger, rule=rule, reading=reading, solved=solved) for rule in Rule)
    return Impact(scenario.name, str(day), reading, tuple(add), tuple(drop), own, under, draws, seed, solved.failed)


def _own_words(ledger: Ledger, frame: "Frame", *, day: date, holder: str, reading: Reading) -> Posture:
    """The matrix of one principal; empty for one whom no statement of this ledger binds."""
    if holder not in frame.principals and holder not in ledger.principals:
        return Posture(frame)
    return from_ledger(ledger, frame, as_of=day, holder=holder, reading=reading)


def anonymous(scenario: "Scenario") -> tuple[str, ...]:
    """Return the ids of the ledger's anonymous rows."""
    from standoff.ledger.statement import Record

    return tuple(row.id for row in _ledger(scenario).statements if row.record is Record.ANONYMOUS)


def _under_rule(
    scenario: "Scenario", edited_ledger: Ledger, *, rule: Rule, reading: Reading, solved: "_Solved"
) -> UnderRule:
    day = scenario.as_of + timedelta(days=1)
    base = remade(scenario, as_of=day, rule=rule)
    edited = remade(scenario, ledger=edited_ledger, as_of=day, rule=rule)
    before, after = _stated(base, reading), _stated(edited, reading)
    if before.posture is None or after.posture is None:
        raise PostureError("the posture as stated has no matrix", where=f"menu of {scenario.name}")
    changes = before.posture.diff(after.posture)
    seen = tuple(name for (name, old), (_, new) in zip(before.settings, after.settings, strict=True) if old != new)
    if not seen:
        return UnderRule(rule, changes, (), (), ())
    outcomes = (solved.of(before), solved.of(after))
    names = ["provocation", *(name for name in outcomes[0] if name.startswith("rung["))]
    names += [name for name in ("force", "entrapment", "backing_out", "backing_in", "value") if name in outcomes[0]]
    effects = tuple(_effect(name, outcomes[0][name], outcomes[1][name]) for name in names if name in outcomes[0])
    return UnderRule(rule, changes, seen, effects, _ranking(base, edited, solved))


def _ranking(base: "Scenario", edited: "Scenario", solved: "_Solved") -> tuple[Ranked, ...]:
    """Every posture of the menu, the one with the highest mean after the edit first."""
    before = {item.name: solved.of(item)["value"] for item in base.menu}
    after = {item.name: solved.of(item)["value"] for item in edited.menu}
    order = sorted(after, key=lambda name: -_mean(after[name]))
    best = after[order[0]]
    return tuple(Ranked(name, _mean(before[name]), _mean(after[name]), _paired(after[name] - best)) for name in order)


def _paired(change: Floats) -> Paired:
    finite = change[np.isfinite(change)]
    return paired(finite)


def _effect(name: str, before: Floats, after: Floats) -> Effect:
    change = (after - before)[np.isfinite(before) & np.isfinite(after)]
    change[np.abs(change) < TINY] = 0.0
    mean = paired(change)
    same = np.sign(change) == np.sign(mean.mean)
    wide = ERRORS / Z
    interval = Paired(mean.mean, *(mean.mean + wide * (end - mean.mean) for end in (mean.low, mean.high)))
    return Effect(name, interval, float(same.mean()))


def _mean(values: Floats) -> float:
    return float(np.nanmean(values))


class _Solved:
    """Outcomes by posture on the common draws; postures with the same numbers are solved once."""

    def __init__(self, scenario: "Scenario", draws: int, seed: int) -> None:
        self._scenario, self._draws, self._seed = scenario, draws, seed
        self._known: dict[tuple[tuple[str, float], ...], dict[str, Floats]] = {}
        self.failed = 0

    def of(self, item: "MenuItem") -> dict[str, Floats]:
        """Return every measure and the defender's value under a posture, each (draws,)."""
        if item.settings not in self._known:
            self._known[item.settings] = self._solve(item)
        return self._known[item.settings]

    def _solve(self, item: "MenuItem") -> dict[str, Floats]:
        from standoff.ensemble.run import outcomes, solved_rows

        solution = solved_rows(self._scenario, [item], draws=self._draws, seed=self._seed)
        self.failed += int((~solution.solved).sum())
        return outcomes(self._scenario, solution)


def _stated(scenario: "Scenario", reading: Reading) -> "MenuItem":
    """Return the posture as stated under a reading, from the menu of the scenario."""
    items = [item for item in scenario.menu if item.made is not None and item.made.kind == "as_stated"]
    for item in items:
        if item.reading is reading:
            return item
    raise PostureError(
        f"the menu has no posture as stated, read {reading.value}",
        where=f"menu of {scenario.name}",
        need="an item {posture: {kind: as_stated, reading: " + reading.value + "}}",
    )


def vocabulary(scenario: "Scenario") -> Vocabulary:
    """Return the names that statements and deeds of a scenario may use.

    Raises
    ------
    UserError
        If the scenario has no frame.
    """
    frame = _frame(scenario)
    return Vocabulary(
        principals=tuple(dict.fromkeys([*frame.principals, *(actor.id for actor in scenario.actors)])),
        rungs=tuple(rung.name for rung in frame.rungs),
        instruments=(*frame.columns[:-1], *frame.classes),
        theatres=tuple(dict.fromkeys(rung.theatre for rung in frame.rungs)),
    )


def _check_principal(name: str, scenario: "Scenario") -> None:
    known = _frame(scenario).principals
    if name not in known:
        need = "one of " + ", ".join(known[:6]) + ", …"
        raise LedgerError("unknown principal", where="--add", seen=name, need=need, near=nearest(name, known))


def _ledger(scenario: "Scenario") -> Ledger:
    if scenario.ledger is None:
        raise UserError("this scenario has no ledger", where=scenario.name, need="a scenario with statements")
    return scenario.ledger


def _frame(scenario: "Scenario") -> "Frame":
    if scenario.frame is None:
        raise UserError("this scenario has no frame", where=scenario.name, need="a scenario with rungs and members")
    return scenario.frame
