"""What a brief says, gathered from a finished run as plain values before any page is laid out."""

from dataclasses import dataclass
from typing import NamedTuple

from standoff.figures import Figure
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import UNSPECIFIED, Statement
from standoff.model import Parameter
from standoff.posture.matrix import Cell, Label, Mark, Posture
from standoff.scenario.priors import describe
from standoff.scenario.scenario import Derived, ParameterPrior, Scenario


class ComparedRow(NamedTuple):
    """One line of the comparison table."""

    posture: str
    anchor: str
    series: int
    difference: float
    half_width: float
    regret: float
    best_share: float
    standing: str


class CellView(NamedTuple):
    """One cell of the posture matrix as a reader sees it."""

    css: str
    label: str
    strength: str
    marks: str
    rows: tuple[str, ...]


class MatrixView(NamedTuple):
    """A posture matrix: only the columns in which something was said or is in force."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[CellView, ...]], ...]


class MenuLine(NamedTuple):
    """One posture of the menu in words."""

    name: str
    family: str
    summary: str


class Assumption(NamedTuple):
    """One parameter, its prior and on whose word it stands."""

    name: str
    meaning: str
    unit: str
    prior: str
    judgement: bool
    sources: tuple[str, ...]
    note: str


class LedgerLine(NamedTuple):
    """One statement as the provenance table shows it."""

    id: str
    date: str
    speaker: str
    principal: str
    act: str
    paraphrase: str
    source: str
    place: str
    sentence: str


class VerdictView(NamedTuple):
    """One side's argument and what the run says of it; `share` is NaN where the argument is about the tree itself."""

    id: str
    who: str
    argument: str
    predicate: str
    share: float
    standing: str
    sentences: tuple[str, ...]
    rests_on: tuple[str, ...]


class MovedRow(NamedTuple):
    """One line of how the answer moves."""

    what: str
    name: str
    best: str
    over: str
    margin: float
    interval: str
    order: float
    verdict: str


class Setting(NamedTuple):
    """A number through which the game sees a posture, and the ledger rows behind it."""

    name: str
    meaning: str
    value: float
    rows: tuple[str, ...]


class Made(NamedTuple):
    """How a posture enters the game."""

    posture: str
    anchor: str
    summary: str
    settings: tuple[Setting, ...]


class Column(NamedTuple):
    """How the numbers of a column are made."""

    anchor: str
    title: str
    formula: str
    note: str


class Inputs(NamedTuple):
    """The parameters that enter one part of the game."""

    title: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Brief:
    """Everything a brief shows, in the order it is shown."""

    title: str
    question: str
    banner: str
    as_of: str
    facts: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    baseline: str
    differences: Figure
    comparison: tuple[ComparedRow, ...]
    one_a_family: tuple[ComparedRow, ...]
    menu: tuple[MenuLine, ...]
    regimes: Figure | None
    ladder: Figure | None
    moved: tuple[MovedRow, ...]
    moved_told: tuple[str, ...]
    arguments: tuple[VerdictView, ...]
    columns: tuple[Column, ...]
    inputs: tuple[Inputs, ...]
    made: tuple[Made, ...]
    manifest: tuple[tuple[str, str], ...]
    said: str
    matrices: tuple[MatrixView, ...]
    assumed: str
    assumptions: tuple[Assumption, ...]
    ledger: tuple[LedgerLine, ...]
    sources: tuple[tuple[str, str], ...]
    reproduce: str
    run_hash: str
    versions: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures shown."""
        return tuple(figure for figure in (self.differences, self.regimes, self.ladder) if figure is not None)


CSS_OF_LABEL = {
    Label.UNSAID: "unsaid",
    Label.RULED_OUT: "ruled-out",
    Label.COMMITTED: "committed",
    Label.THREATENED: "threatened",
    Label.MIXED: "mixed",
}


def matrix_view(posture: Posture, title: str) -> MatrixView:
    """Return a posture laid out by rung, without the columns about which nobody said anything.

    Examples
    --------
    >>> from standoff.posture.frame import Frame, Instrument, Rung
    >>> instruments = (Instrument("troops", "force"), Instrument("jets", "arms"))
    >>> frame = Frame((Rung("hold", "protege"),), (), instruments, "NATO")
    >>> view = matrix_view(Posture(frame).edit("hold", "troops", withhold=0.8), "as stated")
    >>> view.columns, view.rows[0][1][0].label, view.rows[0][1][0].strength
    (('troops',), 'ruled out', 'withheld .80')
    """
    frame = posture.frame
    columns = [
        column for column in frame.columns if any(posture.cell(rung.name, column) != Cell() for rung in frame.rungs)
    ]
    rows = tuple(
        (rung.name, tuple(_cell_view(posture.cell(rung.name, column)) for column in columns)) for rung in frame.rungs
    )
    return MatrixView(title, tuple(_column_name(column) for column in columns), rows)


def _column_name(column: str) -> str:
    return "some response" if column == UNSPECIFIED else column.replace("_", " ")


def _cell_view(cell: Cell) -> CellView:
    strengths = [
        f"{word} {number:.2f}".replace(" 0.", " .")
        for word, number in (("committed", cell.deliver), ("vague", cell.vague), ("withheld", cell.withhold))
        if number > 0
    ]
    marks = ", ".join(sorted(mark.value.replace(":", " ") for mark in cell.marks if mark is not Mark.EDITED))
    return CellView(CSS_OF_LABEL[cell.label], cell.label.value, ", ".join(strengths), marks, cell.rows)


def ledger_lines(ledger: Ledger) -> tuple[LedgerLine, ...]:
    """Return the statements of a ledger as the provenance table shows them."""
    return tuple(_ledger_line(statement) for statement in ledger.statements)


def _ledger_line(statement: Statement) -> LedgerLine:
    date = f"{statement.date_from} to {statement.date_to}" if statement.date_to else str(statement.date_from)
    return LedgerLine(
        statement.id,
        date,
        statement.speaker,
        statement.principal,
        statement.act.value.replace("_", " "),
        statement.paraphrase,
        statement.source,
        f"¶ {statement.paragraph}" if statement.paragraph else "",
        f"sha256 {statement.sentence_sha256[:12]}" if statement.sentence_sha256 else "",
    )


def assumptions(scenario: Scenario) -> tuple[Assumption, ...]:
    """Return every parameter that a prior or an expression gives, with where it comes from."""
    known = {parameter.name: parameter for parameter in scenario.model.parameters()}
    drawn = [_assumption(known.get(item.name), describe(item.prior), item) for item in scenario.priors]
    derived = [_assumption(known.get(item.name), f"= {item.expression.text}", item) for item in scenario.derived]
    return (*drawn, *derived)


def _assumption(parameter: Parameter | None, prior: str, item: ParameterPrior | Derived) -> Assumption:
    meaning, unit = (parameter.meaning, parameter.unit) if parameter is not None else ("an intermediate number", "")
    return Assumption(item.name, meaning, unit, prior, item.judgement, item.sources, item.note)


def sources(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """Return every source that a ledger row or a parameter cites, by key."""
    listed = {citation.key: citation.text for citation in scenario.citations}
    if scenario.ledger is not None:
        listed |= {source.id: source.citation for source in scenario.ledger.sources}
    return tuple(sorted(listed.items()))


def judged(scenario: Scenario) -> tuple[int, int]:
    """Return how many parameters stand on judgement alone, and how many are given in all."""
    items: list[ParameterPrior | Derived] = [*scenario.priors, *scenario.derived]
    return sum(item.judgement and not item.sources for item in items), len(items)
