"""What can only be checked on draws: that every number of the game is a number, under every posture."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ScenarioError
from standoff.game.game import Game
from standoff.scenario.scenario import MenuItem, Scenario

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]

DRAWS = 64
"""Draws that `check_draws` looks at: enough for the corners of each prior, few enough to take no noticeable time."""

_SHOWN = 8
"""Parameters that an error lists: those furthest out in the draw at fault."""

_ROUNDING = 1e-9
"""How far a probability may stray beyond 0 or 1: the bound that `Game.evaluate` applies to sums."""


class _Kind(NamedTuple):
    """One kind of number of a game: the columns that hold it, and what is wrong with a value."""

    what: str
    need: str
    columns: NDArray[np.intp]
    low: float
    high: float


def sample(scenario: Scenario, draws: int = DRAWS, seed: int = 0) -> dict[str, Floats]:
    """Return a Latin hypercube of the scenario's parameters, derived ones included.

    A quick look at the whole width of every prior, for checking; `standoff.ensemble` draws what results rest on.

    Parameters
    ----------
    scenario : Scenario
    draws : int
        Rows; each prior is cut into as many equally likely parts and one value is taken from each.
    seed : int
        Any whole number from 0.

    Returns
    -------
    dict of str to (draws,) float64
    """
    generator = np.random.default_rng(seed)
    columns: dict[str, Floats] = {}
    for one in scenario.priors:
        parts = (generator.permutation(draws) + generator.random(draws)) / draws
        columns[one.name] = np.asarray(one.prior.quantile(parts), dtype=np.float64)
    return scenario.derive(columns)


def check_draws(scenario: Scenario, draws: int = DRAWS, seed: int = 0) -> int:
    """Evaluate every number of the game on a sample of draws under every posture, and refuse what is no number.

    Returns
    -------
    int
        Rows looked at: draws times postures.

    Raises
    ------
    ScenarioError
        A derived parameter leaves its support, or a payoff, measure, probability or weight is NaN, infinite or out of
        range. The error names the draw, the posture, the move and the parameters that made it.

    Notes
    -----
    This traces the game and evaluates its expressions in NumPy; it neither solves nor compiles anything.
    """
    columns = sample(scenario, draws, seed)
    _check_derived(scenario, columns)
    game, kinds, menu = scenario.game, _kinds(scenario.game), scenario.menu
    rows = draws * len(menu)
    table = game.graph.evaluate(game.quantities, _rows(scenario, columns, draws), rows=rows)
    for number, item in enumerate(menu):
        for kind in kinds:
            part = table[number * draws : (number + 1) * draws]
            _check_kind(kind, part, item=item, columns=columns, game=game)
    return rows


def _rows(scenario: Scenario, columns: Mapping[str, Floats], draws: int) -> dict[str, Floats]:
    """Return the game's parameters for all draws under the first posture, then all under the next, and so on."""
    settings = [scenario.posture_parameters(item) for item in scenario.menu]
    set_by_postures = {name: np.repeat([one[name] for one in settings], draws) for name in settings[0]}
    given = {name: np.tile(column, len(settings)) for name, column in columns.items()} | set_by_postures
    return {name: given[name] for name in scenario.game.parameters}


def _kinds(game: Game) -> tuple[_Kind, ...]:
    arrays, big = game.arrays, np.finfo(np.float64).max
    believed = arrays.believed_quantity
    chances = np.unique(np.concatenate([arrays.chance_quantity, believed.ravel()])).astype(np.intp)
    payoffs = np.unique(arrays.payoff_quantity).astype(np.intp)
    measures = np.unique(arrays.measure_quantity).astype(np.intp)
    weights = np.unique(arrays.weight_quantity).astype(np.intp)
    return (
        _Kind("payoff", "a finite number", payoffs, -big, big),
        _Kind("measure", "a finite number", measures, -big, big),
        _Kind("probability", "a number in [0, 1]", chances, -_ROUNDING, 1.0 + _ROUNDING),
        _Kind("weight", "a positive number", weights, np.finfo(np.float64).tiny, big),
    )


def _check_kind(kind: _Kind, table: Floats, *, item: MenuItem, columns: Mapping[str, Floats], game: Game) -> None:
    values = table[:, kind.columns]
    bad = ~((values >= kind.low) & (values <= kind.high))  # written so that NaN is bad
    if not bad.any():
        return
    draw = int(np.argmax(bad.any(axis=1)))
    column = int(np.argmax(bad[draw]))
    number = int(kind.columns[column])
    raise ScenarioError(
        f"a {kind.what} is no good in draw {draw} of the check under posture {item.name}, {_place(kind, number, game)}",
        seen=float(values[draw, column]),
        need=f"{kind.need} in every draw; in this one " + _culprits(number, game, columns, draw),
    )


def _place(kind: _Kind, quantity: int, game: Game) -> str:
    """Say which number of the game it is, in the names of the play function."""
    arrays = game.arrays
    if kind.what in ("payoff", "measure"):
        table = arrays.payoff_quantity if kind.what == "payoff" else arrays.measure_quantity
        names = game.players if kind.what == "payoff" else game.measures
        terminal, axis = (int(index[0]) for index in np.nonzero(table == quantity))
        node = int(np.argmax(arrays.terminal == terminal))
        path = ", ".join(f"{name}={label}" for name, label in game.history(node))
        return f"{names[axis]} after {path or 'no move'}"
    if kind.what == "weight":
        return f"option {game.strategy_labels[int(np.argmax(arrays.weight_quantity == quantity))]!r}"
    used = (arrays.chance_quantity == quantity) | (arrays.believed_quantity == quantity).any(axis=0)
    branch = int(np.argmax(used))
    chance = next(c for c in reversed(game.chances) if arrays.chance_start[c.node] <= branch)
    return f"option {chance.options[branch - arrays.chance_start[chance.node]]!r} of chance move {chance.name!r}"


def _culprits(quantity: int, game: Game, columns: Mapping[str, Floats], draw: int) -> str:
    """The drawn parameters that this number is computed from, those furthest from their median first."""
    used = [name for name in _read_by(game, game.quantities[quantity]) if name in columns]

    def outlying(name: str) -> float:
        value = columns[name][draw]
        rank = float(np.mean(columns[name] < value) + 0.5 * np.mean(columns[name] == value))
        return 1.0 if not np.isfinite(value) else abs(rank - 0.5)

    used.sort(key=outlying, reverse=True)
    shown = [f"{name} = {columns[name][draw]:.6g}" for name in used[:_SHOWN]]
    return ", ".join(shown) or "no parameter enters it"


def _read_by(game: Game, node: int) -> list[str]:
    """The parameters that an expression of the game reads."""
    found: dict[str, None] = {}
    waiting, met = [node], set[int]()
    while waiting:
        number = waiting.pop()
        if number in met:
            continue
        met.add(number)
        op, args = game.graph.ops[number]
        if op == "parameter":
            found[game.parameters[int(args[0])]] = None
        elif op != "constant":
            waiting += [int(arg) for arg in args]
    return list(found)


def _check_derived(scenario: Scenario, columns: Mapping[str, Floats]) -> None:
    """A derived parameter keeps to its support in every draw."""
    supports = {one.name: one for one in scenario.model.parameters()}
    for one in scenario.derived:
        values = columns[one.name]
        low, high = supports[one.name].support if one.name in supports else (-np.inf, np.inf)
        bad = ~(np.isfinite(values) & (values >= low) & (values <= high))
        if bad.any():
            draw = int(np.argmax(bad))
            inputs = ", ".join(f"{name} = {columns[name][draw]:.6g}" for name in one.expression.names[:_SHOWN])
            raise ScenarioError(
                f"{one.name} = {one.expression.text} leaves [{low:g}, {high:g}] in draw {draw} of the check",
                seen=float(values[draw]),
                need="a value inside in every draw" + (f"; in this one {inputs}" if inputs else ""),
            )
