"""Published games in and ours out: Gambit's extensive (EFG 2) and strategic (NFG 1) text formats.

Any game of the literature that Gambit ships can be loaded, solved and compared; any game of ours can be checked there.
A strategic form becomes a tree in which nobody sees anything. Format: Gambit 16 manual, "Game representation formats".
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import NamedTuple, NoReturn, TypeVar

from standoff.errors import EfgError
from standoff.game.efg_writer import distinct, write_efg
from standoff.game.game import Game, game_of_tree
from standoff.game.symbols import Graph
from standoff.game.tree import Chance, Decision, Terminal, Tree

__all__ = ["read_efg", "write_efg"]

_T = TypeVar("_T")

_MAX_CONTINGENCIES = 1_000_000
"""A strategic form with more cells is refused: its tree would not fit in memory."""

_SUM_TOLERANCE = Fraction(1, 10**9)
"""How far a file's probabilities may sum from 1: files round them, some to ten decimals."""

_TOKEN = re.compile(
    r"""(?P<space>[\s,]+)
      | (?P<text>"(?:[^"\\]|\\.)*")
      | (?P<number>[+-]?(?:\d+/\d+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.]))
      | (?P<brace>[{}])
      | (?P<word>[A-Za-z]+)""",
    re.VERBOSE | re.DOTALL,
)


def read_efg(source: str | Path) -> Game:
    """Return the game of an EFG or NFG file, or of such text.

    Parameters
    ----------
    source : str or Path
        A path, or the text itself (recognised by its opening word ``EFG`` or ``NFG``).

    Returns
    -------
    Game
        Without parameters. Payoffs at inner nodes are added up along the path. Questions are the labels of
        information sets, numbered where a label is missing or used twice; `InformationSet.seen` is empty. A game of
        imperfect recall loads and says so in `Game.perfect_recall`.

    Raises
    ------
    EfgError
        With line and reason, when the text breaks the format or a number is impossible.

    Examples
    --------
    >>> game = read_efg('''EFG 2 R "entry" { "Entrant" "Incumbent" }
    ... p "" 1 1 "enter" { "in" "out" } 0
    ... p "" 2 1 "reply" { "fight" "yield" } 0
    ... t "" 1 "war" { -1, -1 }
    ... t "" 2 "peace" { 1, 1/2 }
    ... t "" 3 "quiet" { 0, 2 }''')
    >>> game
    Game 'entry': 2 players, 5 nodes, 3 terminals, 2 information sets, 4 actions, 0 parameters
    >>> game.evaluate({}).quantities
    array([[ 0. ,  2. , -1. ,  1. ,  0.5]])
    """
    text, where = str(source), "text"
    if isinstance(source, Path) or not re.match(r"\s*[EN]FG\s+\d", text):
        text, where = _text_of(Path(source)), str(source)
    scanner = _Scanner(text, where)
    kind = scanner.word("EFG or NFG")
    if kind == "EFG":
        return _ExtensiveForm(scanner).game()
    if kind == "NFG":
        return _strategic_form(scanner)
    scanner.fail("not a game file", seen=kind, need="a first word EFG or NFG")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise EfgError("is not UTF-8 text", where=str(path)) from error
    except OSError as error:
        raise EfgError(f"cannot be read ({error.strerror})", where=str(path)) from error


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


class _Scanner:
    """The words, numbers, texts and braces of a file, with lines for messages."""

    def __init__(self, text: str, where: str) -> None:
        self._where = where
        self.line = 1
        self._tokens = list(self._split(text))
        self._next = 0

    def _split(self, text: str) -> Iterator[_Token]:
        place, line = 0, 1
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                self.line = line
                snippet = text[place : place + 20].split("\n")[0]
                unclosed = snippet.startswith('"')
                self.fail("a text without closing quote" if unclosed else "not a word, number or text", seen=snippet)
            if match.lastgroup != "space":
                yield _Token(match.lastgroup or "", match.group(), line)
            line += match.group().count("\n")
            place = match.end()

    def fail(self, fault: str, *, seen: object = None, need: str = "") -> NoReturn:
        """Raise `EfgError` at the line of the token last taken."""
        raise EfgError(fault, where=f"{self._where}:{self.line}", seen=seen, need=need)

    def peek(self) -> str:
        """The next token's brace, or kind; "" at the end."""
        if self._next >= len(self._tokens):
            return ""
        token = self._tokens[self._next]
        return token.text if token.kind == "brace" else token.kind

    def take(self, kind: str, what: str) -> str:
        """Take the next token, which must be of a kind; `what` says what it means."""
        if self._next >= len(self._tokens):
            self.fail("the file ends too early", need=what)
        token = self._tokens[self._next]
        self.line = token.line
        if self.peek() != kind:
            self.fail("unexpected", seen=token.text, need=what)
        self._next += 1
        return token.text

    def word(self, what: str) -> str:
        """Take a word."""
        return self.take("word", what)

    def text(self, what: str) -> str:
        r"""Take a quoted text and undo its escapes (\" and \\)."""
        return re.sub(r"\\(.)", r"\1", self.take("text", what)[1:-1], flags=re.DOTALL)

    def number(self, what: str) -> Fraction:
        """Take a rational or decimal number, exactly."""
        text = self.take("number", what)
        try:
            return Fraction(text)
        except ZeroDivisionError:
            self.fail("division by zero", seen=text, need=what)

    def count(self, what: str) -> int:
        """Take a whole number that is not negative."""
        number = self.number(what)
        if number.denominator != 1 or number < 0:
            self.fail("not a whole number", seen=str(number), need=what)
        return int(number)

    def texts(self, what: str) -> list[str]:
        """Take a braced list of texts."""
        return self._braced(lambda: self.text(what), what)

    def numbers(self, what: str) -> list[Fraction]:
        """Take a braced list of numbers."""
        return self._braced(lambda: self.number(what), what)

    def _braced(self, take: Callable[[], _T], what: str) -> list[_T]:
        self.take("{", f"{{ before {what}")
        taken = []
        while self.peek() != "}":
            taken.append(take())
        self.take("}", f"}} after {what}")
        return taken


def _players(scanner: _Scanner) -> tuple[str, ...]:
    players = distinct(scanner.texts("names of players"), "player")
    if not players:
        scanner.fail("a game without players")
    return players


@dataclass
class _Move:
    """What all nodes of one information set (or chance set) share; `player` 0 is chance."""

    player: int
    number: int
    label: str
    options: tuple[str, ...]
    probabilities: tuple[Fraction, ...]
    line: int


@dataclass
class _Node:
    move: _Move | None  # None at a terminal
    payoffs: tuple[Fraction, ...]  # of this node's own outcome
    parent: int
    children: list[int] = field(default_factory=list)


class _ExtensiveForm:
    """Reads the rest of an EFG file after its first word."""

    def __init__(self, scanner: _Scanner) -> None:
        self._scanner = scanner
        self._outcomes: dict[int, tuple[Fraction, ...]] = {}
        self._moves: dict[tuple[int, int], _Move] = {}
        self._nodes: list[_Node] = []
        if scanner.count("format version 2") != 2:
            scanner.fail("only version 2 of the EFG format is known", need="EFG 2 R")
        if scanner.word("R or D") not in ("R", "D"):
            scanner.fail("unknown kind of numbers", need="R or D")
        self._title = scanner.text("the title")
        self._players = _players(scanner)
        if scanner.peek() == "text":
            scanner.text("a comment")

    def game(self) -> Game:
        """Read all nodes, which the file lists depth first, and return the game."""
        unfinished = [(-1, 1)]  # (node, children still to come)
        while unfinished:
            parent, missing = unfinished.pop()
            if missing > 1:
                unfinished.append((parent, missing - 1))
            node = self._node(parent)
            number = len(self._nodes)
            self._nodes.append(node)
            if parent >= 0:
                self._nodes[parent].children.append(number)
            if node.move is not None:
                unfinished.append((number, len(node.move.options)))
        if self._scanner.peek():
            self._scanner.take("", "the end of the file: the tree is complete")
        return self._assembled()

    def _node(self, parent: int) -> _Node:
        scanner = self._scanner
        kind = scanner.word("a node: c, p or t")
        if kind not in ("c", "p", "t"):
            scanner.fail("unknown kind of node", seen=kind, need="c, p or t")
        if scanner.peek() == "text":
            scanner.text("the node's name")
        move = None if kind == "t" else self._move(kind)
        return _Node(move, self._outcome(), parent)

    def _move(self, kind: str) -> _Move:
        scanner = self._scanner
        player = 0 if kind == "c" else scanner.count("the number of a player")
        if kind == "p" and not 1 <= player <= len(self._players):
            scanner.fail("no such player", seen=player, need=f"1 to {len(self._players)}")
        number, line = scanner.count("the number of an information set"), scanner.line
        label = scanner.text("the set's label") if scanner.peek() == "text" else None
        options, probabilities = self._options(player) if scanner.peek() == "{" else (None, ())
        known = self._moves.get((player, number))
        if known is None:
            if options is None:
                scanner.fail(f"information set {number} is met first here", need="its actions in braces")
            known = self._moves[player, number] = _Move(player, number, label or "", options, probabilities, line)
        elif options is not None and (options, probabilities) != (known.options, known.probabilities):
            scanner.fail(f"information set {number} has other actions than on line {known.line}", seen=list(options))
        return known

    def _options(self, player: int) -> tuple[tuple[str, ...], tuple[Fraction, ...]]:
        scanner = self._scanner
        labels: list[str] = []
        probabilities: list[Fraction] = []
        scanner.take("{", "the actions")
        while scanner.peek() != "}":
            labels.append(scanner.text("an action"))
            if player == 0:
                probabilities.append(scanner.number(f"the probability of {labels[-1]!r}"))
        scanner.take("}", "the end of the actions")
        if not labels:
            scanner.fail("a move without actions")
        if any(probability < 0 for probability in probabilities):
            scanner.fail("a negative probability", seen=[str(probability) for probability in probabilities])
        if player == 0 and abs(sum(probabilities, Fraction(-1))) > _SUM_TOLERANCE:
            scanner.fail("probabilities that do not sum to 1", seen=[str(probability) for probability in probabilities])
        return distinct(labels, "option"), tuple(probabilities)

    def _outcome(self) -> tuple[Fraction, ...]:
        scanner = self._scanner
        number = scanner.count("the number of an outcome, 0 for none")
        if scanner.peek() == "text":
            scanner.text("the outcome's name")
        if scanner.peek() == "{":
            payoffs = tuple(scanner.numbers("payoffs"))
            if len(payoffs) != len(self._players):
                scanner.fail("payoffs do not fit the players", seen=len(payoffs), need=f"{len(self._players)} of them")
            if self._outcomes.setdefault(number, payoffs) != payoffs:
                scanner.fail(f"outcome {number} had other payoffs before")
        if number == 0:
            return (Fraction(0),) * len(self._players)
        if number not in self._outcomes:
            scanner.fail(f"outcome {number} is met first here", need="its payoffs in braces")
        return self._outcomes[number]

    def _assembled(self) -> Game:
        graph, tree, records = Graph(), Tree(), self._records_of_moves()
        totals: list[tuple[Fraction, ...]] = []
        for node in self._nodes:
            before = totals[node.parent] if node.parent >= 0 else (Fraction(0),) * len(self._players)
            totals.append(tuple(a + b for a, b in zip(before, node.payoffs, strict=True)))
            if node.move is None:
                tree.add(Terminal(tuple(graph.node(float(total)) for total in totals[-1]), ()))
            else:
                tree.add(records[node.move.player, node.move.number](graph))
        for number, node in enumerate(self._nodes):
            tree.children[number] = node.children
        return game_of_tree(tree, graph=graph, name=self._title, players=self._players, parameters=(), measures=())

    def _records_of_moves(self) -> dict[tuple[int, int], Callable[[Graph], Chance | Decision]]:
        """How to make the record of each information set, its question being a label distinct for the player."""
        records: dict[tuple[int, int], Callable[[Graph], Chance | Decision]] = {}
        for player in range(len(self._players) + 1):
            moves = [move for move in self._moves.values() if move.player == player]
            names = distinct((move.label for move in moves), "chance" if player == 0 else "set")
            for move, name in zip(moves, names, strict=True):
                records[player, move.number] = self._record_maker(move, name)
        return records

    def _record_maker(self, move: _Move, name: str) -> Callable[[Graph], Chance | Decision]:
        def chance(graph: Graph) -> Chance:
            truth = tuple(graph.node(float(probability)) for probability in move.probabilities)
            return Chance("", name, move.options, truth, (truth,) * len(self._players))

        def decision(graph: Graph) -> Decision:
            player = self._players[move.player - 1]
            return Decision(player, name, move.options, (), (graph.node(1.0),) * len(move.options))

        return chance if move.player == 0 else decision


def _strategic_form(scanner: _Scanner) -> Game:
    """Read the rest of an NFG file after its first word, in its outcome or its payoff version."""
    if scanner.count("format version 1") != 1:
        scanner.fail("only version 1 of the NFG format is known", need="NFG 1 R")
    if scanner.word("R or D") not in ("R", "D"):
        scanner.fail("unknown kind of numbers", need="R or D")
    title, players = scanner.text("the title"), _players(scanner)
    strategies = _strategies(scanner, players)
    if scanner.peek() == "text":
        scanner.text("a comment")
    cells = 1
    for options in strategies:
        cells *= len(options)
    if cells > _MAX_CONTINGENCIES:
        scanner.fail("too large", seen=cells, need=f"at most {_MAX_CONTINGENCIES} contingencies")
    table = _outcome_cells(scanner, players, cells) if scanner.peek() == "{" else _payoff_cells(scanner, players, cells)
    if scanner.peek():
        scanner.take("", f"the end of the file: all {cells} contingencies are there")
    return _simultaneous(title, players, strategies, table)


def _strategies(scanner: _Scanner, players: Sequence[str]) -> list[tuple[str, ...]]:
    """Counts ``{ 2 3 }`` or labels ``{ { "a" "b" } { "c" "d" "e" } }``."""
    scanner.take("{", "the strategies")
    strategies: list[tuple[str, ...]] = []
    while scanner.peek() != "}":
        if scanner.peek() == "{":
            strategies.append(distinct(scanner.texts("strategies"), "strategy"))
        else:
            strategies.append(tuple(str(number + 1) for number in range(scanner.count("a number of strategies"))))
        if not strategies[-1]:
            scanner.fail("a player without strategies")
    scanner.take("}", "the end of the strategies")
    if len(strategies) != len(players):
        scanner.fail("strategies do not fit the players", seen=len(strategies), need=f"{len(players)} of them")
    return strategies


def _outcome_cells(scanner: _Scanner, players: Sequence[str], cells: int) -> list[tuple[Fraction, ...]]:
    outcomes: list[tuple[Fraction, ...]] = [(Fraction(0),) * len(players)]
    scanner.take("{", "the outcomes")
    while scanner.peek() == "{":
        scanner.take("{", "an outcome")
        if scanner.peek() == "text":
            scanner.text("the outcome's name")
        outcomes.append(tuple(scanner.number("a payoff") for _ in players))
        scanner.take("}", f"the end of the outcome's {len(players)} payoffs")
    scanner.take("}", "the end of the outcomes")
    table = []
    for _ in range(cells):
        number = scanner.count(f"{cells} numbers of outcomes")
        if number >= len(outcomes):
            scanner.fail("no such outcome", seen=number, need=f"at most {len(outcomes) - 1}")
        table.append(outcomes[number])
    return table


def _payoff_cells(scanner: _Scanner, players: Sequence[str], cells: int) -> list[tuple[Fraction, ...]]:
    what = f"{cells * len(players)} payoffs"
    return [tuple(scanner.number(what) for _ in players) for _ in range(cells)]


def _simultaneous(
    title: str,
    players: tuple[str, ...],
    strategies: Sequence[tuple[str, ...]],
    table: Sequence[tuple[Fraction, ...]],
) -> Game:
    """The tree in which players choose one after the other and see nothing; files count the first player fastest."""
    graph, tree = Graph(), Tree()
    level = [tree.add(_blind(graph, players[0], strategies[0]))]
    for player, options in zip(players[1:], strategies[1:], strict=True):
        level = [_hang(tree, parent, _blind(graph, player, options)) for parent in _slots(tree, level)]
    strides = [1]
    for options in strategies:
        strides.append(strides[-1] * len(options))
    combinations = product(*(range(len(options)) for options in strategies))
    for slot, chosen in zip(list(_slots(tree, level)), combinations, strict=True):
        cell = table[sum(stride * choice for stride, choice in zip(strides, chosen, strict=False))]
        _hang(tree, slot, Terminal(tuple(graph.node(float(payoff)) for payoff in cell), ()))
    return game_of_tree(tree, graph=graph, name=title, players=players, parameters=(), measures=())


def _blind(graph: Graph, player: str, options: tuple[str, ...]) -> Decision:
    return Decision(player, "strategy", options, (), (graph.node(1.0),) * len(options))


def _slots(tree: Tree, nodes: Sequence[int]) -> Iterator[tuple[int, int]]:
    return ((node, branch) for node in nodes for branch in range(len(tree.children[node])))


def _hang(tree: Tree, slot: tuple[int, int], record: Decision | Terminal) -> int:
    node, branch = slot
    tree.children[node][branch] = tree.add(record)
    return tree.children[node][branch]
