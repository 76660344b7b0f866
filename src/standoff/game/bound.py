"""A game in which a player's moves at some information sets follow a rule announced beforehand.

The rule is a parameter: the same tree serves every rule, and a row is (draw, rule).
"""

from collections.abc import Iterable

from standoff.errors import GameError
from standoff.game.arrays import CHANCE, DECISION
from standoff.game.game import Game, game_of_tree
from standoff.game.tree import Chance, Decision, Record, Terminal, Tree


def rule_parameter(game: Game, infoset: int, option: int) -> str:
    """Return the name of the parameter that holds the probability of an option at a bound set."""
    asked = game.infosets[infoset]
    return f"rule[{asked.label}: {asked.options[option]}]"


def bind(game: Game, infosets: Iterable[int]) -> Game:
    """Return the game with the decisions at some information sets made by rule.

    Parameters
    ----------
    game : Game
        Unchanged.
    infosets : iterable of int
        Numbers of the sets whose owner is bound.

    Returns
    -------
    Game
        Its further parameters, named by `rule_parameter`, are the probabilities of the options; everyone knows them.
        Base weights at bound sets go. Information sets and nodes keep their order.

    Raises
    ------
    GameError
        There is no such set.

    Examples
    --------
    >>> from standoff.game import trace
    >>> def deter(play, p):
    ...     if play.choose("challenger", "move", ["hold", "seize"]) == "hold":
    ...         return play.end(challenger=0, defender=0)
    ...     fights = play.choose("defender", "response", ["yield", "fight"]) == "fight"
    ...     return play.end(challenger=-1 if fights else 1, defender=-2 if fights else -1)
    >>> game = trace(deter, players=["challenger", "defender"])
    >>> bind(game, [game.infoset("defender", "response")]).parameters
    ('rule[defender response | move=seize: yield]', 'rule[defender response | move=seize: fight]')
    """
    wanted = sorted(set(infosets))
    for number in wanted:
        if not 0 <= number < len(game.infosets):
            raise GameError("no such information set", where=f"game {game.name!r}", seen=number)
    graph = game.graph.reopened()
    rules = {
        number: tuple(
            graph.parameter(rule_parameter(game, number, option)).node
            for option in range(len(game.infosets[number].options))
        )
        for number in wanted
    }
    names = tuple(rule_parameter(game, n, option) for n in wanted for option in range(len(game.infosets[n].options)))
    tree = Tree(
        [_record(game, node, rules) for node in range(len(game.arrays.kind))],
        [list(_children(game, node)) for node in range(len(game.arrays.kind))],
    )
    return game_of_tree(
        tree,
        graph=graph,
        name=f"{game.name}, bound",
        players=game.players,
        parameters=game.parameters + names,
        measures=game.measures,
    )


def _children(game: Game, node: int) -> range:
    first = int(game.arrays.first_child[node])
    return range(first, first + int(game.arrays.branches[node]))


def _record(game: Game, node: int, rules: dict[int, tuple[int, ...]]) -> Record:
    arrays = game.arrays
    quantity = game.quantities
    if arrays.kind[node] == CHANCE:
        move = game._chance_at[node]
        places = range(int(arrays.chance_start[node]), int(arrays.chance_start[node] + arrays.branches[node]))
        truth = tuple(quantity[arrays.chance_quantity[place]] for place in places)
        believed = tuple(tuple(quantity[table[place]] for place in places) for table in arrays.believed_quantity)
        return Chance(move.player, move.name, move.options, truth, believed)
    if arrays.kind[node] == DECISION:
        number = int(arrays.infoset[node])
        asked = game.infosets[number]
        if number in rules:
            return Chance(
                asked.player, asked.question, asked.options, rules[number], (rules[number],) * len(game.players)
            )
        weights = tuple(
            quantity[column]
            for column in arrays.weight_quantity[arrays.set_start[number] : arrays.set_start[number + 1]]
        )
        return Decision(asked.player, asked.question, asked.options, asked.seen, weights)
    terminal = arrays.terminal[node]
    return Terminal(
        tuple(quantity[column] for column in arrays.payoff_quantity[terminal]),
        tuple(
            (name, quantity[column])
            for name, column in zip(game.measures, arrays.measure_quantity[terminal], strict=True)
        ),
    )
