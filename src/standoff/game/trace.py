"""Tracing: replay a play function once for every history and keep the tree."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from standoff.errors import PlayError
from standoff.game.game import Game, game_of_tree
from standoff.game.play import ALL, Play, shown
from standoff.game.symbols import Graph, Parameters
from standoff.game.tree import Chance, Decision, Observation, Record, Terminal, Tree

PlayFunction = Callable[[Play, Any], Any]
"""A crisis as a function of (play, parameters) that returns ``play.end(...)``."""

MAX_TERMINALS = 1_000_000
"""Refused beyond: about a gigabyte of tree, and minutes of replay."""

MAX_DEPTH = 1_000
"""Refused beyond: a play function that asks this many questions in one history most likely loops."""


def trace(
    function: PlayFunction,
    *,
    players: Iterable[str],
    parameters: Iterable[str] = (),
    name: str = "game",
    measures: Iterable[str] | None = None,
    max_terminals: int = MAX_TERMINALS,
) -> Game:
    """Return the game that a play function describes.

    Parameters
    ----------
    function : callable (play, p)
        Called once for every history; asks its questions of `play` and returns ``play.end(...)``. Must do the same
        whenever it gets the same answers.
    players : iterable of str
        Names, in the order of payoffs.
    parameters : iterable of str
        Names that `p` offers as symbols; ``"harm[hold]"`` becomes ``p.harm["hold"]``.
    name : str
        For display.
    measures : iterable of str, optional
        Names, in order. When given, another name in ``play.measure`` is an error; by default those met are kept.
    max_terminals : int
        A game with more ends is refused.

    Raises
    ------
    PlayError
        When the function breaks a rule of the language (with the question and the history), is not repeatable, or
        its tree is too large.

    Examples
    --------
    >>> def chicken(play, p):
    ...     first = play.choose("row", "drive", ["swerve", "straight"], seen_by=())
    ...     second = play.choose("column", "drive", ["swerve", "straight"])
    ...     crash = first == second == "straight"
    ...     return play.end(row=-p.harm if crash else 0, column=-p.harm if crash else 0)
    >>> game = trace(chicken, players=["row", "column"], parameters=["harm"], name="chicken")
    >>> game
    Game 'chicken': 2 players, 7 nodes, 4 terminals, 2 information sets, 4 actions, 1 parameter
    >>> game.history(6)
    (('drive', 'straight'), ('drive', 'straight'))
    """
    graph = Graph()
    names = _names("players", players)
    if not names or ALL in names:
        raise PlayError("players need names other than 'all'", where="trace", seen=names)
    symbols = Parameters(graph, _names("parameters", parameters))
    declared = None if measures is None else _names("measures", measures)
    recorder = _Recorder(graph, names, declared, max_terminals)
    script: list[int] | None = []
    while script is not None:
        _replay(function, symbols, recorder, script)
        script = recorder.next_script()
    # Once more: payoffs of a history are met only once, so a change between replays would stay unseen.
    _replay(function, symbols, recorder, [])
    met = declared if declared is not None else tuple(recorder.measures_met)
    return game_of_tree(recorder.tree, graph=graph, name=name, players=names, parameters=tuple(symbols), measures=met)


def _names(what: str, names: Iterable[str]) -> tuple[str, ...]:
    if isinstance(names, str):
        raise PlayError(f"{what} is a list of names, not one text", where="trace", seen=names)
    listed = tuple(names)
    for name in listed:
        if not isinstance(name, str) or not name or listed.count(name) > 1:
            raise PlayError(f"{what} need distinct names", where="trace", seen=name)
    return listed


def _replay(function: PlayFunction, symbols: Parameters, recorder: "_Recorder", script: Sequence[int]) -> None:
    recorder.start(script)
    play = Play(recorder)
    try:
        returned = function(play, symbols)
    except Exception as error:
        place = shown(play.history)
        if place not in str(error):
            error.add_note(f"in the play function, {place}")
        raise
    play.check_returned(returned)


class _Recorder:
    """Answers the questions of a replay from its script, then with the first option, and keeps the tree."""

    def __init__(
        self, graph: Graph, players: tuple[str, ...], measures: tuple[str, ...] | None, max_terminals: int
    ) -> None:
        self.graph = graph
        self.players = players
        self.measures = measures
        self.tree = Tree()
        self.measures_met: dict[str, None] = {}
        self._max_terminals = max_terminals
        self._terminals = 0
        self._known: dict[Record, Record] = {}
        self._offers: dict[tuple[str, str, tuple[Observation, ...]], tuple[Decision, str]] = {}
        self._own_moves: dict[Decision, tuple[list[tuple[Decision, int]], str]] = {}
        self._script: Sequence[int] = ()
        self._path: list[tuple[int, int]] = []  # (node, branch taken)

    def start(self, script: Sequence[int]) -> None:
        """Begin a replay that takes the branches of `script`, then first ones."""
        self._script, self._path = script, []

    def meet(self, question: Chance | Decision, history: Sequence[Observation]) -> int:
        depth = len(self._path)
        if depth >= MAX_DEPTH:
            raise PlayError(f"more than {MAX_DEPTH} questions in one history", where=f"question {question.name!r}")
        if isinstance(question, Decision) and question not in self._known:
            self._check_offer(question, history)
        node = self._arrive(question, history)
        branch = self._script[depth] if depth < len(self._script) else 0
        self._path.append((node, branch))
        return branch

    def finish(self, terminal: Terminal, history: Sequence[Observation]) -> None:
        nodes = len(self.tree.records)
        self._arrive(terminal, history)
        self.measures_met.update(dict.fromkeys(name for name, _ in terminal.measures))
        self._terminals += len(self.tree.records) - nodes
        if self._terminals > self._max_terminals:
            raise PlayError(
                f"more than {self._max_terminals:,} ends of the game (there are at least {self._terminals:,})",
                where="trace",
                need="fewer options, or max_terminals raised",
            )

    def next_script(self) -> list[int] | None:
        """The script of the next history, depth first, or None after the last."""
        path = self._path
        while path and path[-1][1] + 1 == len(self.tree.children[path[-1][0]]):
            path.pop()
        if not path:
            return None
        return [branch for _, branch in path[:-1]] + [path[-1][1] + 1]

    def _arrive(self, record: Record, history: Sequence[Observation]) -> int:
        """The node at the end of the path, made now or known from an earlier replay and then the same."""
        record = self._known.setdefault(record, record)
        if not self._path:
            node = 0 if self.tree.records else -1
        else:
            parent, branch = self._path[-1]
            node = self.tree.children[parent][branch]
        if node < 0:
            if isinstance(record, Decision):
                self._check_recall(record, history)
            node = self.tree.add(record)
            if self._path:
                self.tree.children[parent][branch] = node
        elif self.tree.records[node] is not record:
            raise PlayError(
                f"the play function differs from one call to the next, {shown(history)}: "
                f"{_described(self.tree.records[node])}, then {_described(record)}",
                need="the same questions and numbers after the same answers: no random numbers, no kept state",
            )
        return node

    def _check_offer(self, question: Decision, history: Sequence[Observation]) -> None:
        key = (question.player, question.name, question.seen)
        earlier, place = self._offers.setdefault(key, (question, shown(history)))
        what = "options" if earlier.options != question.options else "weights"
        if earlier != question:
            raise PlayError(
                f"{question.player} cannot tell two histories apart but has different {what}: "
                f"{place} {list(earlier.options)}, {shown(history)} {list(question.options)}",
                where=f"play.choose({question.player!r}, {question.name!r})",
                need=f"the same {what} in the same order, or let {question.player} see what differs (seen_by, tell)",
            )

    def _check_recall(self, question: Decision, history: Sequence[Observation]) -> None:
        """A player sees its own moves, but a scripted or told label may look like one that it never made."""
        steps = [(self.tree.records[node], branch) for node, branch in self._path]
        own = [(record, k) for record, k in steps if isinstance(record, Decision) and record.player == question.player]
        earlier, place = self._own_moves.setdefault(question, (own, shown(history)))
        if earlier != own:
            raise PlayError(
                f"{question.player} cannot tell its own moves from scripted or told ones: {place}; {shown(history)}",
                where=f"play.choose({question.player!r}, {question.name!r})",
                need=f"something {question.player} sees that tells the two apart (known_to, tell)",
            )


def _described(record: Record) -> str:
    if isinstance(record, Terminal):
        return "the end with other numbers"
    return f"{record.player or 'nature'} was asked {record.name!r} {list(record.options)}"
