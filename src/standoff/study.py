"""The Python surface: load a scenario, run it, ask it; answers that show themselves in a notebook.

Every answer carries what a reader must know of it: draws, seed, what failed, the interval behind its words and the run
it comes from. `Answer.found` is the typed result of the library underneath; `Answer.rows` its table as plain values.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from standoff.brief.numbers import percent, signed, significant
from standoff.errors import UserError

if TYPE_CHECKING:
    from standoff.analysis.boxes import Found
    from standoff.analysis.claims import Verdict
    from standoff.analysis.compare import Comparison, Threshold
    from standoff.analysis.information_value import Worth
    from standoff.analysis.regimes import RegimeMap
    from standoff.analysis.robustness import Robustness
    from standoff.analysis.sensitivity import Drivers
    from standoff.ensemble.store import Run as StoredRun
    from standoff.figures import Figure
    from standoff.scenario.scenario import Scenario as Document

Result = TypeVar("Result")

RUNS = Path("runs")
"""Where runs go when nobody says: as on the command line."""

STYLE = (
    "<style>.standoff td,.standoff th{text-align:left;padding:.15em .8em .15em 0}.standoff .note{color:#5b6672;"
    "font-size:.88em;max-width:60em}.standoff svg{max-width:44rem;height:auto}</style>"
)


@dataclass(frozen=True)
class Answer(Generic[Result]):
    """An answer: the typed result, its table, its sentences, and what the reader must know of it.

    Parameters
    ----------
    title : str
        The question it answers.
    found : object
        The result of the library: `standoff.analysis` documents it.
    rows : sequence of mappings
        The table, one row a line, numbers in full.
    sentences : sequence of str
        The finding in words, two significant digits.
    note : str
        Draws, seed, interval, failures, run.
    figure : Figure or None
        The same in a picture, where there is one.
    """

    title: str
    found: Result
    rows: Sequence[Mapping[str, object]]
    sentences: Sequence[str]
    note: str
    figure: "Figure | None" = None

    def to_pandas(self) -> Any:
        """Return the table as a pandas DataFrame.

        Raises
        ------
        UserError
            If pandas is not installed; standoff itself does not need it.
        """
        return _pandas().DataFrame([dict(row) for row in self.rows])

    def to_arrow(self) -> Any:
        """Return the table as a pyarrow Table.

        Raises
        ------
        UserError
            If pyarrow is not installed; standoff itself does not need it.
        """
        return _arrow().Table.from_pylist([dict(row) for row in self.rows])

    def __repr__(self) -> str:
        lines = [self.title, *(f"  {sentence}" for sentence in self.sentences), f"  ({self.note})"]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        picture = self.figure.svg() if self.figure is not None else ""
        told = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in self.sentences)
        table = _table(self.rows) if self.figure is None else ""
        return (
            f'{STYLE}<div class="standoff"><p><strong>{html.escape(self.title)}</strong></p>{picture}{table}{told}'
            f'<p class="note">{html.escape(self.note)}</p></div>'
        )


@dataclass(frozen=True)
class Scenario:
    """A scenario, ready to be run.

    Examples
    --------
    >>> Scenario.load("threshold")
    Scenario threshold: 3 postures, as of 2022-03-23
    """

    document: "Document"

    @classmethod
    def load(cls, name: str | Path) -> "Scenario":
        """Load a scenario: the name of a bundled one, or the path of a document.

        Raises
        ------
        ScenarioError
            If there is none, or it is wrong; with file, line and column.
        """
        from standoff.scenario import load

        return cls(load(name))

    def run(self, *, n: int, seed: int, folder: str | Path | None = None, workers: int | None = None) -> "Run":
        """Solve `n` draws under every posture of the menu; an unfinished or finished run of the same plan is taken up.

        Parameters
        ----------
        n, seed : int
            The design; the first draws of a longer one of the same seed are the same.
        folder : path, optional
            The run folder; ``runs/NAME-HASH`` when left out.
        workers : int, optional
            Threads; one a processor when left out.

        Raises
        ------
        RunError, ScenarioError
            As `standoff.ensemble.run.run`.
        """
        from standoff.ensemble.executors import available, local
        from standoff.ensemble.run import default_folder, plan_of, run

        place = folder or default_folder(self.document, plan_of(self.document, draws=n, seed=seed), RUNS)
        with local(workers or available()) as executor:
            return Run(run(self.document, draws=n, seed=seed, folder=place, executor=executor))

    def drivers(
        self, posture: str, *, against: str = "", outcome: str = "value", samples: int = 512, seed: int = 0
    ) -> "Answer[Drivers]":
        """Return which priors drive an outcome, or the difference two postures make; see `analysis.sensitivity`."""
        from standoff.analysis.sensitivity import drivers
        from standoff.figures.drivers import driver_bars

        found = drivers(self.document, posture, against=against, outcome=outcome, samples=samples, seed=seed)
        meanings = {parameter.name: parameter.meaning for parameter in self.document.model.parameters()}
        figure = driver_bars(found, meanings=meanings)
        note = (
            f"{found.samples} base samples, {found.indices.dropped} dropped because a solution failed, seed {seed}; "
            f"95 % bootstrap intervals; scenario {self.document.hash[:12]}"
        )
        return Answer(f"What drives {found.subject}?", found, figure.numbers, [found.in_words()], note, figure)

    def __repr__(self) -> str:
        return f"Scenario {self.document.name}: {len(self.document.menu)} postures, as of {self.document.as_of}"

    def _repr_html_(self) -> str:
        rows = [{"posture": item.name, "family": item.family, "says": item.summary} for item in self.document.menu]
        return (
            f'{STYLE}<div class="standoff"><p><strong>{html.escape(self.document.title)}</strong></p>'
            f'<p>{html.escape(self.document.question)}</p>{_table(rows)}<p class="note">as of {self.document.as_of}; '
            f"{len(self.document.priors)} priors; {self.document.hash[:12]}</p></div>"
        )


@dataclass(frozen=True)
class Run:
    """A finished run, ready to be asked."""

    stored: "StoredRun"

    @classmethod
    def open(cls, folder: str | Path) -> "Run":
        """Open and verify a run folder.

        Raises
        ------
        RunError
            If there is none, it is unfinished or altered.
        """
        from standoff.ensemble.store import Run as StoredRun

        return cls(StoredRun.open(folder))

    @property
    def scenario(self) -> Scenario:
        """The scenario as it was run."""
        return Scenario(self.stored.scenario)

    def compare(self, *, baseline: str = "", thresholds: "Sequence[Threshold]" = ()) -> "Answer[Comparison]":
        """Return which posture does best, by which criterion and margin; see `analysis.compare`."""
        from standoff.analysis.compare import compare
        from standoff.figures import Difference, paired_differences

        found = compare(self.stored, baseline=baseline, thresholds=thresholds)
        rows = [
            {
                "posture": row.posture,
                "family": row.family,
                "mean": row.mean,
                f"less {found.baseline}": row.to_baseline.mean,
                "low": row.to_baseline.low,
                "high": row.to_baseline.high,
                "regret p99": row.regret_p99,
                "best in": row.best_share,
                "tied with best": row.tied,
            }
            for row in sorted(found.rows, key=lambda row: -row.mean)
        ]
        sentences = [
            f"By {one.criterion}: {one.posture}, ahead of {one.runner_up} by {significant(one.margin)}."
            for one in found.winners()
        ]
        ordered = sorted(found.rows, key=lambda row: -row.mean)
        figure = paired_differences(
            [Difference(row.family, row.posture, *row.to_baseline) for row in ordered if row.posture != found.baseline],
            baseline=found.baseline,
            draws=found.used,
            families=tuple(dict.fromkeys(self.stored.families)),
        )
        return Answer("Which posture does best?", found, rows, sentences, self._note(found.dropped), figure)

    def claims(self, *, seed: int = 0) -> "Answer[list[Verdict]]":
        """Return whose argument holds, and where; see `analysis.claims`."""
        from standoff.analysis.claims import judge

        found = judge(self.stored, self.stored.scenario.claims, seed=seed)
        rows = [
            {
                "claim": one.claim.id,
                "who": one.claim.who,
                "argument": one.claim.argument,
                "holds in": one.share,
                "low": one.low,
                "high": one.high,
                "decided by": one.decider.parameter if one.decider else "",
                "true by construction": one.by_construction,
            }
            for one in found
        ]
        sentences = [
            f"{one.claim.id} holds in {percent(one.share)} of draws [{percent(one.low)}, {percent(one.high)}]"
            + (", by construction." if one.by_construction else ".")
            for one in found
        ]
        dropped = max((one.dropped for one in found), default=0)
        return Answer("Whose argument holds?", found, rows, sentences, self._note(dropped))

    def regimes(self, x: str, y: str, *, central: bool = False) -> "Answer[RegimeMap]":
        """Return which family does best where over two parameters; see `analysis.regimes`."""
        from standoff.analysis.regimes import regimes, regimes_at_centre
        from standoff.figures import regime_map

        found = regimes_at_centre(self.stored.scenario, x, y) if central else regimes(self.stored, x, y)
        meanings = {parameter.name: parameter.meaning for parameter in self.stored.scenario.model.parameters()}
        figure = regime_map(found, families=tuple(dict.fromkeys(self.stored.families)), meanings=meanings)
        dropped = 0 if central else self.stored.draws - int(found.draws.sum())
        return Answer(
            f"Which family does best where, over {x} and {y}?",
            found,
            figure.numbers,
            [figure.alt, figure.note],
            self._note(dropped),
            figure,
        )

    def drivers(
        self, posture: str = "", *, against: str = "", outcome: str = "value", samples: int = 512, seed: int = 0
    ) -> "Answer[Drivers]":
        """Return which priors drive an outcome; without postures, the difference of the best two families by mean."""
        if not posture:
            from standoff.analysis.compare import compare

            first, second, *_ = sorted(compare(self.stored).family_rows, key=lambda row: -row.mean)
            posture, against = first.posture, second.posture
        return self.scenario.drivers(posture, against=against, outcome=outcome, samples=samples, seed=seed)

    def discover(self, where: str, *, seed: int = 0) -> "Answer[Found]":
        """Return the box in which a predicate holds, or in which a family is best (``best = line``)."""
        from standoff.analysis.boxes import discover_where
        from standoff.figures import trade_off

        found = discover_where(self.stored, where, seed=seed)
        box = found.discovery.chosen
        rows = [
            {
                "parameter": name,
                "above": float(low),
                "below": float(high),
                "stability": found.discovery.stability.get(name),
            }
            for name, low, high in zip(box.names, box.low, box.high, strict=True)
            if name in box.restricted
        ]
        title, note = f"Where is it so that {where}?", self._note(found.dropped)
        return Answer(title, found, rows, [found.in_words()], note, trade_off(found))

    def robustness(self, *, draws: int = 256, seed: int = 0) -> "Answer[Robustness]":
        """Return how the answer moves with the seven things that can flip it; see `analysis.robustness`."""
        from standoff.analysis.robustness import robustness

        found = robustness(self.stored, draws=draws, seed=seed)
        rows = [
            {
                "changed": one.assumption.value,
                "to": one.name,
                "best": one.best,
                "over": one.over,
                "margin": one.margin.mean,
                "low": one.margin.low,
                "high": one.margin.high,
                "order": one.order,
                "verdict": found.verdict(one),
            }
            for one in (found.base, *found.screen)
        ]
        flips = ", ".join(f"{one.assumption.value} {one.name}" for one in found.flips) or "nothing tried"
        sentence = f"Another family than {found.base.family} does best, beyond the noise, under: {flips}."
        return Answer("How does the answer move?", found, rows, [sentence], self._note(found.dropped))

    def worth(self, *, seed: int = 0) -> "Answer[Worth]":
        """Return what it would be worth to find out before choosing; see `analysis.information_value`."""
        from standoff.analysis.information_value import worth

        found = worth(self.stored.table(["value"])["value"], self.stored.design(), seed=seed)
        rows = [
            {"worth knowing": ", ".join(one.names), "value": one.value, "low": one.interval[0], "high": one.interval[1]}
            for one in (found.everything, *found.alone)
        ]
        best = found.alone[0]
        low, high = (signed(end) for end in best.interval)
        sentences = [
            f"Everything is worth {significant(found.everything.value)}; of single parameters {best.names[0]} is worth "
            f"most, {signed(best.value)} [{low}, {high}]."
        ]
        dropped = self.stored.draws - found.draws
        return Answer("What would it be worth to know?", found, rows, sentences, self._note(dropped))

    def brief(self, folder: str | Path, *, banner: str = "", pdf: bool = False) -> Path:
        """Write the brief into a folder and return the path of its page."""
        from standoff.brief import write_brief

        return write_brief(self.stored, Path(folder), banner=banner, pdf=pdf)

    def to_pandas(self) -> Any:
        """Return every row of the run, draws by postures, parameters included, as a pandas DataFrame."""
        return _pandas().DataFrame(self._columns())

    def to_arrow(self) -> Any:
        """Return every row of the run, draws by postures, parameters included, as a pyarrow Table."""
        return _arrow().table(self._columns())

    def __repr__(self) -> str:
        return f"Run of {self.stored.scenario.name}: {self._note(self.stored.failed_draws)}"

    def _repr_html_(self) -> str:
        return f'{STYLE}<div class="standoff"><p class="note">{html.escape(repr(self))}</p></div>'

    def _columns(self) -> dict[str, Any]:
        import numpy as np

        stored = self.stored
        shape = (len(stored.postures), stored.draws)
        found: dict[str, Any] = {
            "draw": np.broadcast_to(np.arange(stored.draws), shape).ravel(),
            "posture": np.repeat(np.array(stored.postures), stored.draws),
            "family": np.repeat(np.array(stored.families), stored.draws),
        }
        names = ["status", "value", "expected", *stored.measures]
        found |= {name: column.ravel() for name, column in stored.table(names).items()}
        design = stored.design()
        return found | {name: np.broadcast_to(column, shape).ravel() for name, column in design.items()}

    def _note(self, dropped: int) -> str:
        return (
            f"{self.stored.draws} draws, seed {self.stored.seed}, {dropped} left out because a row failed; 95 % "
            f"intervals; as of {self.stored.scenario.as_of}; run {self.stored.hash[:12]}"
        )


def _table(rows: Sequence[Mapping[str, object]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(significant(value))}</td>" for value in row.values()) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _pandas() -> Any:
    return _optional("pandas")


def _arrow() -> Any:
    return _optional("pyarrow")


def _optional(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise UserError(f"{name} is not installed", need=f"pip install {name}: standoff itself does without") from error
