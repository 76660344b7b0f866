"""A game's tree with the numbers of one row, as Gambit's EFG text."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from standoff.errors import EfgError
from standoff.game import arrays as layout
from standoff.game.game import Game
from standoff.game.values import Fault, Floats

_MAX_DENOMINATOR = 10**6
"""A probability that is a fraction this simple is written as it: 1/3 rather than sixteen digits."""


def write_efg(game: Game, parameters: Mapping[str, Any] | None = None) -> str:
    """Return the game with one row's numbers as EFG text, which `read_efg` and Gambit load.

    Parameters
    ----------
    game : Game
        The game. The format has no place for base weights or measures: they are left out.
    parameters : mapping of str to float
        One value for each parameter.

    Returns
    -------
    str
        Payoffs in full precision; probabilities as fractions that sum to exactly 1, as Gambit demands, the largest of
        each move taking up the rounding.

    Raises
    ------
    EfgError
        When the row is faulty, is more than one, or players hold different probabilities: the format knows only one
        probability for each branch.

    Examples
    --------
    >>> from standoff.game import trace
    >>> def toss(play, p):
    ...     side = play.nature("toss", {"heads": p.heads, "tails": 1 - p.heads})
    ...     return play.end(you=1 if side == play.choose("you", "guess", ["heads", "tails"]) else 0)
    >>> print(write_efg(trace(toss, players=["you"], parameters=["heads"], name="toss"), {"heads": 1 / 3}))
    EFG 2 R "toss" { "you" }
    ""
    <BLANKLINE>
    c "" 1 "toss" { "heads" 1/3 "tails" 2/3 } 0
    p "" 1 1 "guess" { "heads" "tails" } 0
    t "" 1 "" { 1 }
    t "" 2 "" { 0 }
    p "" 1 1 "guess" { "heads" "tails" } 0
    t "" 3 "" { 0 }
    t "" 4 "" { 1 }
    <BLANKLINE>
    """
    values = game.evaluate(parameters or {})
    if values.rows != 1:
        raise EfgError("a file holds one row of numbers", where=f"game {game.name!r}", seen=values.rows)
    if values.fault[0]:
        raise EfgError(Fault.of(int(values.fault[0])).value, where=f"game {game.name!r}", seen=dict(parameters or {}))
    numbers = values.quantities[0]
    _check_common(game, numbers)
    names = _Names(game)
    lines = [f"EFG 2 R {_quoted(_clean(game.name))} {{ {names.players} }}", '""', ""]
    waiting, ends = [0], 0
    while waiting:
        node = waiting.pop()
        if game.arrays.kind[node] == layout.TERMINAL:
            ends += 1
            lines.append(f't "" {ends} "" {{ {_payoffs(game, numbers, node)} }}')
        elif game.arrays.kind[node] == layout.CHANCE:
            lines.append(names.chance(numbers, node))
        else:
            lines.append(names.decisions[game.arrays.infoset[node]])
        first = game.arrays.first_child[node]
        waiting.extend(int(first + branch) for branch in reversed(range(game.arrays.branches[node])))
    return "\n".join([*lines, ""])


def distinct(labels: Iterable[str], fallback: str) -> tuple[str, ...]:
    """Return labels as they are, but numbered where one is empty or met before.

    >>> distinct(["a", "", "a"], "option")
    ('a', 'option 2', 'a (3)')
    """
    result: dict[str, None] = {}
    for number, label in enumerate(labels, start=1):
        name = label or f"{fallback} {number}"
        while name in result:
            name = f"{name} ({number})"
        result[name] = None
    return tuple(result)


def _check_common(game: Game, numbers: Floats) -> None:
    truth = numbers[game.arrays.chance_quantity]
    for player, columns in zip(game.players, game.arrays.believed_quantity, strict=True):
        if (numbers[columns] != truth).any():
            raise EfgError(
                f"{player} holds other probabilities than the true ones, and the EFG format has room for one only",
                where=f"game {game.name!r}",
                need="parameters at which all players believe the true probabilities",
            )


class _Names:
    """The lines of moves, with labels as Gambit takes them: tidy, distinct within a move, a player, and chance."""

    def __init__(self, game: Game) -> None:
        self._game = game
        self._number = {chance.node: number for number, chance in enumerate(game.chances)}
        self._chances = distinct((_clean(chance.name) for chance in game.chances), "chance")
        self.players = _list(game.players, "player")
        self.decisions = [""] * len(game.infosets)
        for place, player in enumerate(game.players):
            own = [number for number, infoset in enumerate(game.infosets) if infoset.player == player]
            labels = (_clean(game.infosets[number].label.removeprefix(f"{player} ")) for number in own)
            for number, label in zip(own, distinct(labels, "set"), strict=True):
                options = _list(game.infosets[number].options, "option")
                self.decisions[number] = f'p "" {place + 1} {number + 1} {_quoted(label)} {{ {options} }} 0'

    def chance(self, numbers: Floats, node: int) -> str:
        """The line of a chance node with its probabilities."""
        number = self._number[node]
        move, start = self._game.chances[number], self._game.arrays.chance_start[node]
        columns = self._game.arrays.chance_quantity[start : start + len(move.options)]
        probabilities = _exactly_one([float(numbers[column]) for column in columns])
        labels = distinct(map(_clean, move.options), "option")
        options = " ".join(f"{_quoted(label)} {odds}" for label, odds in zip(labels, probabilities, strict=True))
        return f'c "" {number + 1} {_quoted(self._chances[number])} {{ {options} }} 0'


def _payoffs(game: Game, numbers: Floats, node: int) -> str:
    columns = game.arrays.payoff_quantity[game.arrays.terminal[node]]
    return ", ".join(_decimal(float(numbers[column])) for column in columns)


def _exactly_one(probabilities: Sequence[float]) -> list[Fraction]:
    """Fractions within rounding of the probabilities that sum to 1 exactly."""
    fractions = []
    for probability in probabilities:
        simple = Fraction(probability).limit_denominator(_MAX_DENOMINATOR)
        fractions.append(simple if float(simple) == probability else Fraction(repr(probability)))
    largest = max(range(len(fractions)), key=fractions.__getitem__)
    fractions[largest] += 1 - sum(fractions)
    return fractions


def _decimal(number: float) -> str:
    """The shortest decimal that reads back as the number, without an exponent.

    >>> _decimal(1e-7), _decimal(3.0), _decimal(0.1)
    ('0.0000001', '3', '0.1')
    """
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")


def _list(labels: Iterable[str], fallback: str) -> str:
    return " ".join(_quoted(label) for label in distinct(map(_clean, labels), fallback))


def _clean(label: str) -> str:
    """A label without control characters and with single inner spaces, which is all Gambit takes."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in label).split())


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
