"""From a document to a scenario: found, read, parsed, checked, and built into frozen values."""

from collections.abc import Sequence
from pathlib import Path

from standoff.errors import PostureError, ScenarioError, UserError, nearest
from standoff.ledger import files
from standoff.ledger.ledger import Ledger
from standoff.ledger.vocabulary import Vocabulary
from standoff.model import Model, Setup
from standoff.models import MODELS
from standoff.posture.frame import Frame, Instrument, Rung
from standoff.scenario import menu as menus
from standoff.scenario.bundle import BUNDLED, bundled_names
from standoff.scenario.document import Document, FrameEntry, Provider, SolverName
from standoff.scenario.parameters import Needs, correlations_of, parameters_of
from standoff.scenario.scenario import (
    Actor,
    Argument,
    Band,
    Citation,
    FaceValidity,
    MenuItem,
    Scenario,
    SolverChoice,
)
from standoff.scenario.shape import shape
from standoff.scenario.tree import Faults, Tree, parse, read_text

DOCUMENT = "scenario.yaml"
"""The name of the document in a scenario's folder."""

TABLE_CAP = 40_000_000
"""Bytes a ledger may have: some hundred thousand statements."""


def load(where: str | Path) -> Scenario:
    """Load a scenario by the path of its document or folder, or by the name of a bundled one.

    Parameters
    ----------
    where : str or Path
        ``"nato-2022"``, ``"mine/scenario.yaml"`` or ``"mine"``.

    Returns
    -------
    Scenario
        Frozen, checked; the game is traced and the solver loaded only when asked for.

    Raises
    ------
    ScenarioError
        Nothing is found there, or the document is wrong: every fault with file, line, column, what was seen, what is
        needed and the nearest right name, up to one screen.
    LedgerError
        A row of the ledger beside it is wrong.

    Examples
    --------
    >>> scenario = load("threshold")
    >>> [item.name for item in scenario.menu]
    ['silence', 'clarity', 'line']
    >>> load("treshold")
    Traceback (most recent call last):
    standoff.errors.ScenarioError: no scenario or file of this name: 'treshold'. Needed: ... Did you mean 'threshold'?
    """
    path = _locate(where)
    # a path as it was given, which terminals and editors open at the line; the bundled ones lie deep in the library
    shown = path.relative_to(BUNDLED) if path.is_relative_to(BUNDLED) else path
    return read(read_text(path), file=str(shown), folder=path.parent)


def read(text: str, *, file: str, folder: Path) -> Scenario:
    """Build a scenario from the text of its document.

    Parameters
    ----------
    text : str
        The document.
    file : str
        What errors call it; its last part is the document's name.
    folder : Path
        Where the tables lie that the document names.

    Raises
    ------
    ScenarioError
        As `load`.
    """
    tree = parse(text, file)
    document = shape(tree)
    return _Builder(document, tree, folder).scenario()


def _locate(where: str | Path) -> Path:
    path = Path(where)
    if path.is_dir():
        return path / DOCUMENT
    if path.exists() or path.suffix in (".yaml", ".yml") or len(path.parts) > 1:
        return path
    names = bundled_names()
    if str(where) not in names:
        need = "a path, or one of " + ", ".join(names)
        raise ScenarioError(
            "no scenario or file of this name", seen=str(where), need=need, near=nearest(str(where), names)
        )
    return BUNDLED / str(where) / DOCUMENT


class _Builder:
    """Builds one scenario, collecting faults; each stage settles before a later one relies on it."""

    def __init__(self, document: Document, tree: Tree, folder: Path) -> None:
        self.document, self.tree, self.folder = document, tree, folder
        self.faults = Faults()

    def scenario(self) -> Scenario:
        document, faults = self.document, self.faults
        frame = self._frame(document.frame) if document.frame else None
        solver = self._solver()
        self._actors()
        for key in ("ledger", "deeds", "ledger_sources", "what_followed"):
            self._table(key)
        faults.settle()
        model, ledger = self._model(), self._ledger(frame)
        sources = {*document.sources, *(source.id for source in ledger.sources)}
        needs = Needs(model.parameters(), solver.parameters, sources)
        priors, derived = parameters_of(document, self.tree, needs, faults)
        correlations = correlations_of(document, self.tree, faults)
        menu = self._menu(model, frame, ledger)
        face = self._face()
        claims = self._claims()
        faults.settle()
        return Scenario(
            name=document.name,
            title=document.title,
            question=document.question,
            description=document.description,
            as_of=document.as_of,
            folder=self.folder,
            citations=tuple(Citation(key, one.text, one.url, one.note) for key, one in document.sources.items()),
            actors=tuple(Actor(one.id, one.name, one.kind, one.of, one.role) for one in document.actors),
            frame=frame,
            ledger=ledger if document.ledger else None,
            model=model,
            solver_choice=solver,
            priors=priors,
            derived=derived,
            correlations=correlations,
            menu=menu,
            face_validity=face,
            claims=claims,
            what_followed=document.what_followed or "",
            document=Path(self.tree.place.file).name,
        )

    def _frame(self, entry: FrameEntry) -> Frame | None:
        """The axes of postures; names are checked here, where their places are known."""
        names = [rung.name for rung in entry.rungs]
        for number, pair in enumerate(entry.order):
            for end, name in enumerate(pair):
                if name not in names:
                    self._unknown("rung", name, names, ["frame", "order", number, end])
        if entry.lead not in entry.members:
            self._unknown("member", entry.lead, entry.members, ["frame", "lead"])
        self._unique([one.name for one in entry.rungs], ["frame", "rungs"])
        self._unique([one.name for one in entry.instruments], ["frame", "instruments"])
        self._unique([entry.bloc, *entry.members], ["frame", "members"])
        if self.faults:
            return None
        try:
            return Frame(
                rungs=tuple(Rung(one.name, one.theatre) for one in entry.rungs),
                order=tuple(entry.order),
                instruments=tuple(
                    Instrument(one.name, one.cls.value, one.provider is Provider.MEMBER) for one in entry.instruments
                ),
                bloc=entry.bloc,
                members=tuple(entry.members),
                lead=entry.lead,
            )
        except PostureError as error:
            self._from(error, ["frame"])
            return None

    def _actors(self) -> None:
        ids = [actor.id for actor in self.document.actors]
        self._unique(ids, ["actors"])
        for number, actor in enumerate(self.document.actors):
            if actor.of and actor.of not in ids:
                self._unknown("actor", actor.of, ids, ["actors", number, "of"])
        frame = self.document.frame
        if ids and frame:
            for key, name in (("bloc", frame.bloc), ("lead", frame.lead)):
                if name not in ids:
                    self._unknown("actor", name, ids, ["frame", key])

    def _model(self) -> Model:
        entry = self.document.model
        if entry.name not in MODELS:
            self._unknown("model", entry.name, list(MODELS), ["model", "name"])
            self.faults.settle()
        frame = self.document.frame
        rungs = tuple((one.name, one.theatre) for one in frame.rungs) if frame else ()
        setup = Setup(rungs=rungs, order=tuple(frame.order) if frame else (), options=entry.options)
        try:
            return MODELS[entry.name](setup)
        except UserError as error:
            at = next((name for name in entry.options if name in (error.seen, error.where)), "")
            self._from(error, ["model", "options", at], key=True)
            self.faults.settle()
            raise

    def _solver(self) -> SolverChoice:
        entry = self.document.solver
        if entry.name is SolverName.BACKWARD_INDUCTION:
            if entry.precision is not None:
                place = self.tree.at(["solver", "precision"], key=True)
                self.faults.add(place, "backward induction has no precision", need="no such key")
            return SolverChoice(entry.name, 1.0)
        if entry.precision is None:
            place = self.tree.at(["solver"])
            self.faults.add(place, "the solver logit needs a precision", need="a number or the name of a parameter")
        numbers = entry.precision.values() if isinstance(entry.precision, dict) else [entry.precision]
        for number in numbers:
            if isinstance(number, float | int) and not 0 <= number < float("inf"):
                place = self.tree.at(["solver", "precision"])
                self.faults.add(place, "a precision is negative or not finite", seen=number, need="a number from 0")
        if isinstance(entry.precision, dict):
            return SolverChoice(entry.name, tuple(entry.precision.items()))
        return SolverChoice(entry.name, 1.0 if entry.precision is None else entry.precision)

    def _table(self, key: str) -> Path | None:
        """The path of a table beside the document, which must not lead out of the scenario's folder."""
        named: str | None = getattr(self.document, key)
        if named is None:
            return None
        place, path = self.tree.at([key]), self.folder / named
        if not path.resolve().is_relative_to(self.folder.resolve()):
            self.faults.add(place, f"{key} leads out of the scenario's folder", seen=named, need="a file beside it")
        elif not path.is_file():
            near = nearest(named, [other.name for other in self.folder.iterdir() if other.is_file()])
            self.faults.add(place, f"no such file for {key}", seen=named, need="a file beside the document", near=near)
        elif path.stat().st_size > TABLE_CAP:
            self.faults.add(
                place, f"{key} has {path.stat().st_size:,} bytes", seen=named, need=f"at most {TABLE_CAP:,}"
            )
        return path

    def _ledger(self, frame: Frame | None) -> Ledger:
        """The tables beside the document, held to the names of the frame and the actors."""
        known = Vocabulary()
        if frame is not None:
            known = Vocabulary(
                principals=tuple(dict.fromkeys([*frame.principals, *(one.id for one in self.document.actors)])),
                rungs=tuple(rung.name for rung in frame.rungs),
                instruments=(*(one.name for one in frame.instruments), *frame.classes),
                theatres=tuple(dict.fromkeys(rung.theatre for rung in frame.rungs)),
            )
        statements, deeds, sources = (self._table(key) for key in ("ledger", "deeds", "ledger_sources"))
        cited = files.read_sources(sources) if sources else ()
        ids = tuple(source.id for source in cited)
        return Ledger(
            statements=files.read_statements(statements, known=known, sources=ids) if statements else (),
            deeds=files.read_deeds(deeds, known=known, sources=ids) if deeds else (),
            sources=cited,
        )

    def _menu(self, model: Model, frame: Frame | None, ledger: Ledger) -> tuple[MenuItem, ...]:
        self._unique([entry.name for entry in self.document.menu], ["menu"])
        grounds = menus.Grounds(model, frame, ledger, self.document.as_of)
        return menus.menu_of(self.document, self.tree, grounds, self.faults)

    def _face(self) -> FaceValidity | None:
        entry = self.document.face_validity
        if entry is None:
            return None
        names = [item.name for item in self.document.menu]
        if entry.posture not in names:
            self._unknown("posture", entry.posture, names, ["face_validity", "posture"])
        for measure, (lower, upper) in entry.bands.items():
            if not lower <= upper:
                place = self.tree.at(["face_validity", "bands", measure])
                self.faults.add(
                    place, f"band of {measure}: upper {upper:g} is below lower {lower:g}", need="[low, high]"
                )
        bands = tuple(Band(measure, *ends) for measure, ends in entry.bands.items())
        return FaceValidity(entry.posture, entry.note, bands)

    def _claims(self) -> tuple[Argument, ...]:
        self._unique([entry.id for entry in self.document.claims], ["claims"])
        return tuple(Argument(entry.id, entry.who, entry.argument, entry.predicate) for entry in self.document.claims)

    def _unique(self, names: Sequence[str], path: Sequence[str | int]) -> None:
        for number, name in enumerate(names):
            if name in names[:number]:
                place = self.tree.at([*path, number])
                self.faults.add(place, "the name is given twice", seen=name, need="each name once")

    def _unknown(self, kind: str, seen: str, known: Sequence[str], path: Sequence[str | int]) -> None:
        shown = ", ".join(known) if len(known) <= 12 else f"one of {len(known)} known"
        self.faults.add(self.tree.at(path), f"unknown {kind}", seen=seen, need=shown, near=nearest(seen, known))

    def _from(self, error: UserError, path: Sequence[str | int], *, key: bool = False) -> None:
        """Take over an error of another layer, at a place of this document."""
        fault = f"{error.where} {error.fault}" if error.where else error.fault
        self.faults.add(self.tree.at(path, key=key), fault, seen=error.seen, need=error.need, near=error.near)
