"""A statement: who said what, whom it binds, about which rungs and instruments, and how firmly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from standoff.errors import LedgerError, nearest
from standoff.ledger import cell as cells
from standoff.ledger.cell import Place, Word

ANY = "any"
"""In `rungs`: every rung of the theatre ("under no circumstances"). In `instruments`: every instrument."""

UNSPECIFIED = "unspecified"
"""The column *some response*: a promise that names no instrument. An empty `instruments` means the same."""


class Act(Word):
    """The speech act. The first seven speak of what the principal will do and can make a posture cell."""

    RULE_OUT = "rule_out"
    REFUSAL = "refusal"
    COMMIT = "commit"
    CONDITIONAL_THREAT = "conditional_threat"
    OFFER = "offer"
    KEEP_VAGUE = "keep_vague"
    WITHDRAW = "withdraw"
    ASSURANCE = "assurance"
    REQUEST = "request"
    ADVOCACY = "advocacy"
    APPROVAL = "approval"
    CRITICISM = "criticism"
    ASSESSMENT = "assessment"
    ADMISSION = "admission"
    GOAL = "goal"
    EXPECTATION = "expectation"


class Direction(Word):
    """What the statement does to the cells it covers."""

    DELIVER = "deliver"
    WITHHOLD = "withhold"
    RESERVE = "reserve"
    NONE = "none"


class Authority(Word):
    """Whether the speaker can bind the principal. An expert or a critic binds none."""

    BINDING = "binding"
    ADVISORY = "advisory"
    NONE = "none"


class Record(Word):
    """Whether the speaker is named."""

    ON_RECORD = "on_record"
    ANONYMOUS = "anonymous"


class Form(Word):
    """How the words reach the reader."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    SUMMARY = "summary"
    TREATY = "treaty"


class Audience(Word):
    """Who was meant to hear. `private` is the adversary alone: its own layer of a posture."""

    PUBLIC = "public"
    ALLY = "ally"
    PRIVATE = "private"


class Qualifier(Word):
    """A reservation the speaker made. Theatre is scope, never a qualifier."""

    UNILATERAL = "unilateral"
    FOR_NOW = "for_now"
    THIS_OFFER = "this_offer"
    IF_OTHERS_AGREE = "if_others_agree"
    IN_PART = "in_part"
    MAY = "may"


class Specific(Word):
    """One tick of the specificity checklist. What each tick weighs is a judgement: `standoff.posture.weights`."""

    INSTRUMENT = "instrument"
    CLASS = "class"
    TRIGGER = "trigger"
    WHO = "who"
    UNHEDGED = "unhedged"


DIRECTION_OF_ACT: Mapping[Act, Direction] = {
    Act.RULE_OUT: Direction.WITHHOLD,
    Act.REFUSAL: Direction.WITHHOLD,
    Act.COMMIT: Direction.DELIVER,
    Act.CONDITIONAL_THREAT: Direction.DELIVER,
    Act.OFFER: Direction.DELIVER,
    Act.KEEP_VAGUE: Direction.RESERVE,
    Act.WITHDRAW: Direction.RESERVE,
}
"""The direction an act implies. Of an assurance the coder says which; every other act has none."""


def direction_of(act: Act) -> Direction:
    """Return the direction that follows from the act: `none` for those that make no cell.

    Examples
    --------
    >>> direction_of(Act.RULE_OUT), direction_of(Act.CRITICISM)
    (<Direction.WITHHOLD: 'withhold'>, <Direction.NONE: 'none'>)
    """
    return DIRECTION_OF_ACT.get(act, Direction.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One row of the ledger. Key: `id`; several rows may share a sentence.

    Parameters
    ----------
    id : str
        Unique in the ledger.
    speaker, office : str
        Who spoke, and in which post; a group or an anonymous voice gets a stable label of its own.
    principal : str
        Whom the statement binds; empty where it binds nobody.
    actor : str
        Whose action it speaks of; empty where that is the principal's own.
    authority, record, form, audience
        See the enums.
    relay : int
        Voices between the owner of the position and the reader, the outlet included:
        a transcript 0, a newspaper 1, a diplomat on others 2.
    act, direction
        The direction follows from the act and may be left out; only an assurance leaves it to the coder.
    rungs : tuple of str
        The rungs named, `("any",)` for "under no circumstances", empty where none is named.
    instruments : tuple of str
        Instruments or classes named, `("any",)`, or empty where none is named.
    theatre : str
        Scope; empty means the protégé's.
    qualifiers : tuple of Qualifier
    specificity : tuple of Specific
        The checklist; the number follows from it.
    date_from, date_to : date
        First and last day the statement may have been made; `date_to` None for an exact day.
    expiry : date or None
        Last day on which it counts, where the speaker named one.
    standing : bool
        A treaty's row: lies under every posture.
    paraphrase : str
        In the coder's own words.
    source : str
        Id of the source.
    paragraph : int or None
        Counted from 1 over the source's non-empty paragraphs.
    span : (int, int) or None
        Character offsets in the source text.
    sentence_sha256 : str
        Of the source sentence, by `standoff.ledger.sentence.sentence_sha256`; empty without the text.
    coder : str
    confidence : float
        The coder's, in [0, 1].

    Raises
    ------
    LedgerError
        When the fields contradict each other: a direction that does not follow from the act, an interval that runs
        backwards, *unhedged* ticked with neither instrument nor class.

    Examples
    --------
    >>> row = Statement(id="X1", speaker="A. Speaker", principal="NATO", act=Act.RULE_OUT, instruments=("troops",),
    ...                 date_from=date(2022, 3, 1))
    >>> row.direction, row.last
    (<Direction.WITHHOLD: 'withhold'>, datetime.date(2022, 3, 1))
    """

    id: str
    speaker: str
    office: str = ""
    principal: str = ""
    actor: str = ""
    authority: Authority = Authority.BINDING
    record: Record = Record.ON_RECORD
    form: Form = Form.DIRECT
    relay: int = 1
    audience: Audience = Audience.PUBLIC
    act: Act
    direction: Direction = Direction.NONE
    rungs: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    theatre: str = ""
    qualifiers: tuple[Qualifier, ...] = ()
    specificity: tuple[Specific, ...] = ()
    date_from: date
    date_to: date | None = None
    expiry: date | None = None
    standing: bool = False
    paraphrase: str = ""
    source: str = ""
    paragraph: int | None = None
    span: tuple[int, int] | None = None
    sentence_sha256: str = ""
    coder: str = ""
    confidence: float = 1.0

    def __post_init__(self) -> None:
        implied = direction_of(self.act)
        if self.direction is Direction.NONE:
            object.__setattr__(self, "direction", implied)
        elif self.direction is not implied and self.act is not Act.ASSURANCE:
            raise LedgerError(
                f"direction does not follow from act {self.act.value}",
                where=str(Place(f"row {self.id}", "direction")),
                seen=self.direction.value,
                need=implied.value,
            )
        if self.date_to is not None and self.date_to < self.date_from:
            raise LedgerError(
                "the interval ends before it begins",
                where=str(Place(f"row {self.id}", "date_to")),
                seen=str(self.date_to),
                need=f"{self.date_from} or later",
            )
        check_checklist(self.specificity, Place(f"row {self.id}"))

    @property
    def last(self) -> date:
        """The last day the statement may have been made: it counts from then on."""
        return self.date_to or self.date_from


def check_checklist(ticks: tuple[Specific, ...], place: Place) -> None:
    """Refuse a checklist that contradicts itself.

    Raises
    ------
    LedgerError
        When both instrument and class are ticked, or *unhedged* with neither.
    """
    named = [tick for tick in ticks if tick in (Specific.INSTRUMENT, Specific.CLASS)]
    if len(named) == 1 or (not named and Specific.UNHEDGED not in ticks):
        return
    raise LedgerError(
        "specificity ticks both instrument and class" if named else "specificity ticks unhedged for a bare promise",
        where=str(place.column("specificity")),
        seen=cells.tuple_cell(ticks),
        need="instrument or class, not both" if named else "unhedged only where an instrument or its class is named",
    )


COLUMNS: tuple[str, ...] = tuple(Statement.__dataclass_fields__)
"""The columns of a ledger file, in canonical order."""

REQUIRED: tuple[str, ...] = ("id", "speaker", "act", "date_from")
"""Columns that must hold something in every row."""


def statement_from_cells(row: Mapping[str, str], place: Place = Place()) -> Statement:
    """Parse one row of text cells; a missing column is an empty cell.

    Parameters
    ----------
    row : mapping of column name to text
    place : Place
        File and line for error messages; the row's id stands in where there is none.

    Raises
    ------
    LedgerError
        With place, column, the value met, what is needed and the nearest right name.

    Examples
    --------
    >>> row = {"id": "X1", "speaker": "A", "act": "refusal", "instruments": "jets", "date_from": "2022-03",
    ...        "qualifiers": "this_offer"}
    >>> statement = statement_from_cells(row)
    >>> statement.qualifiers, statement.date_to
    ((<Qualifier.THIS_OFFER: 'this_offer'>,), datetime.date(2022, 3, 31))
    >>> statement_from_cells({**row, "act": "refuse"}, Place("my.csv:2"))
    Traceback (most recent call last):
    standoff.errors.LedgerError: my.csv:2 column act unknown value: 'refuse'. Needed: one of rule_out, refusal, ...
    """
    place = place if place.row else Place(f"row {row.get('id', '').strip()}")
    _check_columns(row, place)

    def text(name: str) -> str:
        return row.get(name, "")

    def pick(name: str, kind: type[cells.E], default: cells.E) -> cells.E:
        return cells.one_of(text(name), kind, place.column(name)) if text(name).strip() else default

    first, last = cells.dates(text("date_from"), text("date_to"), place)
    act = cells.one_of(text("act"), Act, place.column("act"))
    ticks = cells.members(text("specificity"), Specific, place.column("specificity"))
    check_checklist(ticks, place)
    return Statement(
        id=text("id").strip(),
        speaker=text("speaker"),
        office=text("office"),
        principal=text("principal").strip(),
        actor=text("actor").strip(),
        authority=pick("authority", Authority, Authority.BINDING),
        record=pick("record", Record, Record.ON_RECORD),
        form=pick("form", Form, Form.DIRECT),
        relay=int(cells.number(text("relay") or "1", int, place.column("relay"), high=99)),
        audience=pick("audience", Audience, Audience.PUBLIC),
        act=act,
        direction=_direction(text("direction"), act, place.column("direction")),
        rungs=_exclusive_any(cells.names(text("rungs"), place.column("rungs")), place.column("rungs")),
        instruments=_exclusive_any(
            cells.names(text("instruments"), place.column("instruments")), place.column("instruments")
        ),
        theatre=text("theatre").strip(),
        qualifiers=cells.members(text("qualifiers"), Qualifier, place.column("qualifiers")),
        specificity=ticks,
        date_from=first,
        date_to=last,
        expiry=cells.optional_day(text("expiry"), place.column("expiry")),
        standing=cells.yes(text("standing"), place.column("standing")),
        paraphrase=text("paraphrase"),
        source=text("source").strip(),
        paragraph=_paragraph(text("paragraph"), place.column("paragraph")),
        span=_span(text("span"), place.column("span")),
        sentence_sha256=cells.sha256(text("sentence_sha256"), place.column("sentence_sha256")),
        coder=text("coder"),
        confidence=cells.number(text("confidence") or "1", float, place.column("confidence"), high=1.0),
    )


def statement_cells(statement: Statement) -> dict[str, str]:
    """Write a statement as text cells in canonical form; `statement_from_cells` reads them back unchanged.

    Examples
    --------
    >>> row = Statement(id="X1", speaker="A", act=Act.COMMIT, rungs=("hold",), date_from=date(2022, 3, 1))
    >>> {name: text for name, text in statement_cells(row).items() if name in ("rungs", "direction", "date_to")}
    {'direction': 'deliver', 'rungs': 'hold', 'date_to': ''}
    >>> statement_from_cells(statement_cells(row)) == row
    True
    """
    return {name: _write(name, getattr(statement, name)) for name in COLUMNS}


def _write(name: str, value: object) -> str:
    if value is None:
        return ""
    if name == "span" and isinstance(value, tuple):
        return f"{value[0]}-{value[1]}"
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return cells.tuple_cell(value)
    if isinstance(value, int | float):
        return cells.number_cell(value)
    return str(value)


def _check_columns(row: Mapping[str, str], place: Place) -> None:
    for name in row:
        if name not in COLUMNS:
            raise LedgerError(
                "unknown column", where=str(place), seen=name, need="a column of a ledger", near=nearest(name, COLUMNS)
            )
    for name in REQUIRED:
        if not row.get(name, "").strip():
            raise LedgerError("an empty cell", where=str(place.column(name)), need=f"every row has its {name}")


def _direction(cell: str, act: Act, place: Place) -> Direction:
    implied = direction_of(act)
    if not cell.strip():
        return implied
    direction = cells.one_of(cell, Direction, place)
    if direction is not implied and act is not Act.ASSURANCE:
        raise LedgerError(
            f"direction does not follow from act {act.value}", where=str(place), seen=cell, need=implied.value
        )
    return direction


def _exclusive_any(found: tuple[str, ...], place: Place) -> tuple[str, ...]:
    if ANY in found and len(found) > 1:
        raise LedgerError("any beside other names", where=str(place), seen=cells.tuple_cell(found), need="any alone")
    return found


def _paragraph(cell: str, place: Place) -> int | None:
    return int(cells.number(cell, int, place, low=1)) if cell.strip() else None


def _span(cell: str, place: Place) -> tuple[int, int] | None:
    if not cell.strip():
        return None
    start, dash, end = cell.strip().partition("-")
    if not (dash and start.isdecimal() and end.isdecimal() and int(start) < int(end)):
        raise LedgerError("not a span", where=str(place), seen=cell, need="two offsets such as 120-245")
    return int(start), int(end)
