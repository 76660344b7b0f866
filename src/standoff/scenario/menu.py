"""From the entries under `menu` to postures, and from a posture to the parameters through which the game sees it.

`settings_of` is the one place where a matrix becomes numbers of the game. For every rung k:

============  =======================================================================================================
parameter     value
============  =======================================================================================================
deliver[k]    d of the class *force* at k: the largest explicit commitment over its instruments.
vague[k]      the strongest promise at k that any response would honour: the larger of d and v of *some response*,
              d of the class *economic*, and v of every instrument of force and of economic.
withhold[k]   w of the class *force* at k under the item's reading: strict takes the smallest over its instruments
              (every door closed), loose the largest (one closed door is heard as all).
private[k]    d of the class *force* at k in the private layer: what the adversary alone was told.
============  =======================================================================================================

A model takes those it declares as given by the posture; *arms* and *presence* are no responses of the game and enter
none of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from standoff.errors import PostureError, UserError, nearest
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import UNSPECIFIED
from standoff.model import Given, Model, Parameter
from standoff.posture import menu as constructors
from standoff.posture.frame import Frame
from standoff.posture.matrix import Layer, Posture
from standoff.posture.reading import Reading, Rule
from standoff.posture.response import response
from standoff.posture.weights import Weights
from standoff.scenario.document import (
    AsStatedPosture,
    CellEntry,
    CustomPosture,
    Document,
    InstrumentClass,
    LayeredPosture,
    LinePosture,
    MenuEntry,
    NothingRuledOutPosture,
    PostureEntry,
    PrivateLinePosture,
    RuleOutsOnlyPosture,
    SilencePosture,
)
from standoff.scenario.scenario import MenuItem, Scenario
from standoff.scenario.tree import Faults, Tree

SOME_RESPONSE = "some response"
"""What documents call the column of promises that name no instrument."""

FORCE, ECONOMIC = InstrumentClass.FORCE.value, InstrumentClass.ECONOMIC.value


class Grounds(NamedTuple):
    """What postures are built from."""

    model: Model
    frame: Frame | None
    ledger: Ledger
    as_of: date
    weights: Weights = Weights()

    @property
    def settings(self) -> dict[str, Parameter]:
        """The parameters that a posture must give."""
        return {one.name: one for one in self.model.parameters() if one.given is Given.POSTURE}


def menu_of(document: Document, tree: Tree, grounds: Grounds, faults: Faults) -> tuple[MenuItem, ...]:
    """Build the postures of a menu; what is wrong with them goes to `faults`, equal postures included."""
    items: list[MenuItem] = []
    for number, entry in enumerate(document.menu):
        path: list[str | int] = ["menu", number]
        item = None
        if (entry.posture is None) == (entry.settings is None):
            faults.add(tree.at(path), f"posture {entry.name} needs either a posture or settings", need="one of the two")
        elif entry.settings is not None:
            item = _from_settings(entry, grounds, tree, path=path, faults=faults)
        elif grounds.frame is None:
            place = tree.at([*path, "posture"], key=True)
            faults.add(place, "a posture needs a frame", need="the key `frame`, or `settings` in place of `posture`")
        elif entry.posture is not None:
            item = _from_posture(entry, entry.posture, grounds, tree=tree.find([*path, "posture"]), faults=faults)
        items += [item] if item else []
    _check_different(items, document, tree, faults)
    return tuple(items)


def settings_of(posture: Posture, reading: Reading) -> dict[str, float]:
    """Return the parameters through which a ladder game sees a posture; the module's table says how.

    Examples
    --------
    >>> from standoff.posture.frame import Instrument, Rung
    >>> frame = Frame(
    ...     (Rung("hold", "protege"), Rung("seize", "allied")), (),
    ...     (Instrument("troops", "force"), Instrument("sanctions", "economic", True)), "NATO",
    ... )
    >>> posture = Posture(frame).edit("hold", "troops", withhold=0.8).edit("seize", "unspecified", deliver=0.6)
    >>> {name: value for name, value in settings_of(posture, Reading.STRICT).items() if value}
    {'withhold[hold]': 0.8, 'vague[seize]': 0.6}
    """
    return dict(_settings(posture, reading))


def _settings(posture: Posture, reading: Reading) -> Iterator[tuple[str, float]]:
    frame = posture.frame
    for rung in (one.name for one in frame.rungs):
        force = response(posture, rung, FORCE, reading=reading)
        told = response(posture, rung, FORCE, reading=reading, layer=Layer.PRIVATE)
        some = posture.cell(rung, UNSPECIFIED)
        vague = [some.deliver, some.vague]
        for instrument in frame.instruments:
            cell = posture.cell(rung, instrument.name)
            vague += [cell.vague] if instrument.cls in (FORCE, ECONOMIC) else []
            vague += [cell.deliver] if instrument.cls == ECONOMIC else []
        yield f"deliver[{rung}]", force.deliver
        yield f"vague[{rung}]", max(vague)
        yield f"withhold[{rung}]", force.withhold
        yield f"private[{rung}]", told.deliver


def _from_posture(
    entry: MenuEntry, made: PostureEntry, grounds: Grounds, *, tree: Tree, faults: Faults
) -> MenuItem | None:
    """An item whose document names a constructor or writes cells out; `tree` is that part of the document."""
    wanted = grounds.settings
    try:
        posture = posture_of(made, grounds)
        given = settings_of(posture, made.reading)
    except UserError as error:
        place = tree.mention(error.seen)
        near = error.near if isinstance(error.near, str) else ""
        faults.add(place, f"posture {entry.name}: {error.fault}", seen=error.seen, need=error.need, near=near)
        return None
    lacking = [name for name in wanted if name not in given]
    if lacking:
        need = f"settings for the model {grounds.model.name}: " + ", ".join(lacking)
        faults.add(tree.place, f"posture {entry.name} does not say what this model needs", need=need)
        return None
    ordered = tuple((name, float(given[name])) for name in wanted)
    return MenuItem(entry.name, entry.family or entry.name, entry.summary, ordered, posture, made.reading, made)


def posture_of(made: PostureEntry, grounds: Grounds) -> Posture:
    """Build the matrix that a posture entry describes.

    Raises
    ------
    PostureError
        It names an unknown rung, response or principal, or draws a line at the rung on which the war goes on.
    """
    frame = _frame(grounds)
    terms = constructors.Terms(as_of=grounds.as_of, reading=made.reading, weights=grounds.weights)
    if isinstance(made, AsStatedPosture | NothingRuledOutPosture | RuleOutsOnlyPosture):
        terms = replace(terms, holder=made.holder or None, rule=made.rule)
    base = constructors.silence(grounds.ledger, frame, replace(terms, holder=None))
    match made:
        case SilencePosture():
            return base
        case LinePosture():
            return constructors.line(base, made.rung)
        case PrivateLinePosture():
            return constructors.private_line(base, made.rung)
        case LayeredPosture():
            return constructors.layered(base, answered=tuple(made.answered), drawn=made.drawn)
        case CustomPosture():
            public = _edited(base, made.cells, Layer.PUBLIC)
            return _edited(public, made.private, Layer.PRIVATE)
    stated = constructors.as_stated(grounds.ledger, frame, terms)
    match made:
        case AsStatedPosture():
            return stated
        case NothingRuledOutPosture():
            return constructors.nothing_ruled_out(stated)
        case RuleOutsOnlyPosture():
            return constructors.rule_outs_only(base, stated)


def remade(
    scenario: Scenario,
    *,
    ledger: Ledger | None = None,
    as_of: date | None = None,
    rule: Rule | None = None,
    reading: Reading | None = None,
    weights: Weights | None = None,
) -> Scenario:
    """Return the scenario with every posture of its menu built again from other grounds; what is left out stays.

    Parameters
    ----------
    ledger : Ledger
        With a row more or less, for instance.
    as_of : date
        The day on which the ledger is read.
    rule : Rule
        How members add up to the alliance, for every posture built from statements.
    reading : Reading
        Strict or loose, for every posture.
    weights : Weights
        The judgements that turn a statement into a strength.

    Notes
    -----
    Postures of the menu may come out equal, where the document had them different; comparing equals gives ties.

    Examples
    --------
    >>> from standoff.scenario import load
    >>> loose = remade(load("nato-2022"), reading=Reading.LOOSE)
    >>> loose.item("as-stated-strict").settings == load("nato-2022").item("as-stated-loose").settings
    True
    """
    changed = replace(
        scenario,
        ledger=scenario.ledger if ledger is None else ledger,
        as_of=scenario.as_of if as_of is None else as_of,
    )
    grounds = Grounds(scenario.model, scenario.frame, changed.ledger or Ledger(), changed.as_of, weights or Weights())
    update = {name: value for name, value in (("rule", rule), ("reading", reading)) if value is not None}
    return replace(changed, menu=tuple(_remade_item(item, grounds, update) for item in scenario.menu))


def _remade_item(item: MenuItem, grounds: Grounds, update: Mapping[str, Rule | Reading]) -> MenuItem:
    if item.made is None:
        return item
    known = type(item.made).model_fields
    made = item.made.model_copy(update={name: value for name, value in update.items() if name in known})
    posture = posture_of(made, grounds)
    given = settings_of(posture, made.reading)
    settings = tuple((name, float(given[name])) for name, _ in item.settings)
    return replace(item, settings=settings, posture=posture, reading=made.reading, made=made)


def _frame(grounds: Grounds) -> Frame:
    if grounds.frame is None:
        raise PostureError("a posture needs a frame", need="rungs, instruments and members")
    return grounds.frame


def _edited(posture: Posture, cells: list[CellEntry], layer: Layer) -> Posture:
    """The posture with the cells that the document writes out."""
    frame = posture.frame
    for cell in cells:
        column = UNSPECIFIED if cell.response == SOME_RESPONSE else cell.response
        known = [*frame.columns[:-1], *frame.classes, SOME_RESPONSE]
        if column != UNSPECIFIED and column not in known:
            raise PostureError(
                "unknown response", seen=column, need="one of " + ", ".join(known), near=nearest(column, known)
            )
        posture = posture.edit(
            cell.rung, column, deliver=cell.deliver, vague=cell.vague, withhold=cell.withhold, layer=layer
        )
    return posture


def _from_settings(
    entry: MenuEntry, grounds: Grounds, tree: Tree, *, path: list[str | int], faults: Faults
) -> MenuItem | None:
    """An item whose document gives the model's posture parameters outright."""
    wanted, given = grounds.settings, dict(entry.settings or {})
    place = tree.at([*path, "settings"])
    before = len(faults)
    for name, value in given.items():
        if name not in wanted:
            at = tree.at([*path, "settings", name], key=True)
            need = "one of " + ", ".join(wanted) if wanted else "no settings: this model has none"
            faults.add(at, "unknown posture parameter", seen=name, need=need, near=nearest(name, wanted))
        elif not wanted[name].admits(value):
            low, high = wanted[name].support
            at = tree.at([*path, "settings", name])
            faults.add(at, f"{name} lies outside [{low:g}, {high:g}]", seen=value, need=wanted[name].meaning)
    for name, parameter in wanted.items():
        if name not in given:
            faults.add(place, f"posture {entry.name} leaves {name} open", need=parameter.meaning)
    if len(faults) > before:
        return None
    ordered = tuple((name, float(given[name])) for name in wanted)
    return MenuItem(entry.name, entry.family or entry.name, entry.summary, ordered)


def _check_different(items: list[MenuItem], document: Document, tree: Tree, faults: Faults) -> None:
    """Refuse two postures with equal numbers everywhere: comparing them would be comparing rounding errors.

    Different matrices that this model cannot tell apart are allowed, since a sentence more or less in the ledger may
    make them so; `Scenario.twins` names them.
    """
    names = [entry.name for entry in document.menu]
    for number, item in enumerate(items):
        for earlier in items[:number]:
            if earlier.settings == item.settings and _numbers(earlier) == _numbers(item):
                faults.add(
                    tree.at(["menu", names.index(item.name)]),
                    f"posture {item.name} is the same as {earlier.name} in every cell",
                    need="different cells, or only one of the two on the menu",
                )
                break


def _numbers(item: MenuItem) -> object:
    return item.posture.numbers() if item.posture else None
