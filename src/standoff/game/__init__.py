"""What a game is: the play language, the traced `Game`, its numbers, and the only traversals of its tree."""

from standoff.game.efg import read_efg, write_efg
from standoff.game.game import ChanceMove, Game, InformationSet
from standoff.game.play import Play
from standoff.game.symbols import Graph, Parameters, Symbol
from standoff.game.trace import trace
from standoff.game.values import Fault, Values

__all__ = [
    "ChanceMove",
    "Fault",
    "Game",
    "Graph",
    "InformationSet",
    "Parameters",
    "Play",
    "Symbol",
    "Values",
    "read_efg",
    "trace",
    "write_efg",
]
