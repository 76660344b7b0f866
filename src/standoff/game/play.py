"""The play language: the calls by which a plain Python function describes a crisis.

The function is called once for every history of the game with a fresh `Play`; each question it asks is answered from a
script. `standoff.game.trace.trace` does the calling and keeps the tree.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from standoff.errors import PlayError, nearest
from standoff.game.symbols import Graph
from standoff.game.tree import Chance, Decision, Observation, Terminal

ALL = "all"
"""In `seen_by`, `known_to` and `tell`: every player."""

_TOLERANCE = 1e-9
"""How far constant probabilities may sum from 1; the bound that `Game.evaluate` applies to every row."""


class Recorder(Protocol):
    """What answers the questions of a replay and keeps what they were."""

    graph: Graph
    players: tuple[str, ...]
    measures: tuple[str, ...] | None

    def meet(self, question: Chance | Decision, history: Sequence[Observation]) -> int:
        """Return the branch that this replay takes at a question."""

    def finish(self, terminal: Terminal, history: Sequence[Observation]) -> None:
        """Keep the end of this replay."""


class End:
    """What `Play.end` returns and a play function must return."""


def shown(history: Sequence[Observation]) -> str:
    """Return a history as text for messages.

    Examples
    --------
    >>> shown([("rung", "hold"), ("response", "none")])
    'after rung=hold, response=none'
    >>> shown([])
    'at the start'
    """
    return "after " + ", ".join(f"{name}={label}" for name, label in history) if history else "at the start"


class Play:
    """One replay of a play function: the hand of nature, the players' choices and what each has seen.

    An *information set* is (player, name of the question, everything that player has seen in order, own moves
    included), so recall is perfect by construction. Unseen moves leave no trace.

    Examples
    --------
    >>> from standoff.game.trace import trace
    >>> def crisis(play, p):
    ...     resolve = play.nature("resolve", {"firm": p.firm, "weak": 1 - p.firm}, known_to="defender")
    ...     if play.choose("challenger", "rung", ["hold", "seize"]) == "hold":
    ...         return play.end(challenger=0, defender=0)
    ...     if play.choose("defender", "response", ["yield", "fight"]) == "yield":
    ...         return play.end(challenger=1, defender=-1)
    ...     play.measure(war=1)
    ...     return play.end(challenger=-2, defender=1 if resolve == "firm" else -3)
    >>> trace(crisis, players=["challenger", "defender"], parameters=["firm"], name="crisis")
    Game 'crisis': 2 players, 11 nodes, 6 terminals, 3 information sets, 6 actions, 1 parameter
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._graph = recorder.graph
        self._players = recorder.players
        self._seen: dict[str, list[Observation]] = {player: [] for player in recorder.players}
        self._history: list[Observation] = []
        self._measures: dict[str, Any] = {}
        self._end: End | None = None

    def nature(
        self,
        name: str,
        distribution: Mapping[str, Any],
        *,
        known_to: str | Iterable[str] = (),
        believed: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> str:
        """Return the label that chance draws.

        Parameters
        ----------
        name : str
            What is drawn: "resolve".
        distribution : mapping of str to number or Symbol
            True probability of each label. They sum to 1 in every draw; a zero is allowed and read as a limit.
        known_to : "all", a player, or players
            Who sees (name, label). Nobody by default.
        believed : mapping of player to distribution, optional
            The probabilities a player holds instead of the true ones, over the same labels. Everyone knows who
            believes what: players agree to disagree.

        Raises
        ------
        PlayError
            At an unknown player, no or differing labels, or constant probabilities that are no distribution.
        """
        where = f"play.nature({name!r})"
        return self._chance(where, "", name, distribution, self._who(where, known_to), believed)

    def scripted(
        self,
        player: str,
        name: str,
        distribution: Mapping[str, Any],
        *,
        seen_by: str | Iterable[str] = ALL,
        believed: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> str:
        """Return the move of a type that does not decide but follows a table.

        A chance move that observers cannot tell from `choose` of the same player and name: they see (name, label).
        A type that exists only in another player's mind (true probability 0) moves by it. Parameters, errors: see
        `nature` and `choose`.
        """
        where = f"play.scripted({player!r}, {name!r})"
        self._check_player(where, player)
        return self._chance(where, player, name, distribution, {*self._who(where, seen_by), player}, believed)

    def choose(
        self,
        player: str,
        name: str,
        options: Iterable[str],
        *,
        seen_by: str | Iterable[str] = ALL,
        weights: Mapping[str, Any] | Sequence[Any] | None = None,
    ) -> str:
        """Return the option that a player takes.

        Parameters
        ----------
        player : str
            Who decides. Always sees its own move.
        name : str
            The question: "response".
        options : iterable of str
            What can be chosen. Every history of one information set must offer the same in the same order. A single
            option makes no information set but is seen.
        seen_by : "all", a player, or players
            Who sees (name, option).
        weights : mapping of option to number or Symbol, or sequence, optional
            Base measure of a logit choice, p proportional to weight * exp(precision * payoff); positive, of any sum.
            Equal by default. Splitting an option into two of half the weight changes nothing.

        Raises
        ------
        PlayError
            At an unknown player, no options, one twice, weights that do not fit, or options that differ from those
            of another history of the same information set.
        """
        where = f"play.choose({player!r}, {name!r})"
        self._check_player(where, player)
        labels = self._labels(where, options)
        seen = tuple(self._seen[player])
        question = Decision(player, name, labels, seen, self._weights(where, labels, weights))
        return self._answer(question, {*self._who(where, seen_by), player})

    def tell(self, player: str | Iterable[str], name: str, label: str) -> None:
        """Let a player (or players, or "all") see a label: coarser than a move, or later than it. Makes no node."""
        where = f"play.tell({player!r}, {name!r})"
        self._check_open(where)
        if not isinstance(label, str):
            raise self._error(where, "a label must be text", seen=label)
        self._show(self._who(where, player), (name, label))

    def measure(self, mapping: Mapping[str, Any] | None = None, /, **quantities: Any) -> None:
        """Add to quantities that are reported but are nobody's payoff: ``play.measure(war=1, harm=p.harm[rung])``.

        Calls add up along a history; a measure never mentioned is 0. Names that are no Python names go in a mapping:
        ``play.measure({"rung[hold]": 1})``.
        """
        where = "play.measure()"
        self._check_open(where)
        known = self._recorder.measures
        for name, quantity in [*(mapping or {}).items(), *quantities.items()]:
            if not isinstance(name, str) or name in self._players:
                raise self._error(where, "a measure needs a name that is not a player's", seen=name)
            if known is not None and name not in known:
                raise self._error(where, "unknown measure", seen=name, near=nearest(name, known))
            self._number(where, quantity)
            self._measures[name] = self._measures[name] + quantity if name in self._measures else quantity

    def end(self, mapping: Mapping[str, Any] | None = None, /, **payoffs: Any) -> End:
        """End the history with one payoff (a number or Symbol) for every player; the function must return this."""
        where = "play.end()"
        self._check_open(where)
        given = {**(mapping or {}), **payoffs}
        for name in given:
            self._check_player(where, name)
        for player in self._players:
            if player not in given:
                raise self._error(where, f"no payoff for {player!r}", need=f"end({', '.join(self._players)})")
        terminal = Terminal(
            tuple(self._number(where, given[player]) for player in self._players),
            tuple((name, self._number(where, quantity)) for name, quantity in self._measures.items()),
        )
        self._recorder.finish(terminal, self._history)
        self._end = End()
        return self._end

    def check_returned(self, returned: object) -> None:
        """Raise `PlayError` unless the play function returned what `end` gave it."""
        if self._end is None:
            raise self._error("the play function", "returned before play.end", need="return play.end(...)")
        if returned is not self._end:
            raise self._error("the play function", "did not return play.end(...)", seen=returned)

    @property
    def history(self) -> tuple[Observation, ...]:
        """Every question so far and its answer, whoever saw it."""
        return tuple(self._history)

    def _chance(
        self,
        where: str,
        player: str,
        name: str,
        distribution: Mapping[str, Any],
        observers: set[str],
        believed: Mapping[str, Mapping[str, Any]] | None,
    ) -> str:
        labels = self._labels(where, distribution)
        truth = self._probabilities(where, labels, distribution)
        held = {
            believer: (f"{where} believed by {believer!r}", vector) for believer, vector in (believed or {}).items()
        }
        for believer in held:
            self._check_player(where, believer)
        vectors = {p: self._probabilities(at, labels, vector) for p, (at, vector) in held.items()}
        question = Chance(player, name, labels, truth, tuple(vectors.get(p, truth) for p in self._players))
        return self._answer(question, observers)

    def _answer(self, question: Chance | Decision, observers: set[str]) -> str:
        sure = len(question.options) == 1 and (
            isinstance(question, Decision) or all(self._graph.constant(node) == 1.0 for node in question.quantities)
        )
        label = question.options[self._recorder.meet(question, self._history)] if not sure else question.options[0]
        self._history.append((question.name, label))
        self._show(observers, (question.name, label))
        return label

    def _show(self, observers: Iterable[str], observation: Observation) -> None:
        for player in observers:
            self._seen[player].append(observation)

    def _labels(self, where: str, options: Iterable[str]) -> tuple[str, ...]:
        self._check_open(where)
        if isinstance(options, str):
            raise self._error(where, "options are a list of labels, not one text", seen=options)
        labels = tuple(options)
        if not labels:
            raise self._error(where, "no options")
        for label in labels:
            if not isinstance(label, str):
                raise self._error(where, "a label must be text", seen=label)
        if len(set(labels)) != len(labels):
            twice = next(label for label in labels if labels.count(label) > 1)
            raise self._error(where, "an option is given twice", seen=twice)
        return labels

    def _probabilities(self, where: str, labels: tuple[str, ...], distribution: Mapping[str, Any]) -> tuple[int, ...]:
        for label in distribution:
            if label not in labels:
                raise self._error(where, "unknown label", seen=label, near=nearest(str(label), labels))
        for label in labels:
            if label not in distribution:
                raise self._error(where, f"no probability for {label!r}", need="one for every label, 0 allowed")
        nodes = tuple(self._number(where, distribution[label]) for label in labels)
        constants = [self._graph.constant(node) for node in nodes]
        if any(value is not None and not 0.0 <= value <= 1.0 + _TOLERANCE for value in constants):
            raise self._error(where, "a probability outside [0, 1]", seen=dict(distribution))
        if None not in constants and abs(sum(value or 0.0 for value in constants) - 1.0) > _TOLERANCE:
            raise self._error(where, "probabilities that do not sum to 1", seen=dict(distribution))
        return nodes

    def _weights(
        self, where: str, labels: tuple[str, ...], weights: Mapping[str, Any] | Sequence[Any] | None
    ) -> tuple[int, ...]:
        if weights is None:
            return (self._graph.node(1.0),) * len(labels)
        given = weights if isinstance(weights, Mapping) else dict(zip(labels, weights, strict=False))
        if len(weights) != len(labels) or set(given) != set(labels):
            raise self._error(where, "weights do not fit the options", seen=weights, need=f"one for each of {labels}")
        nodes = tuple(self._number(where, given[label]) for label in labels)
        for label, node in zip(labels, nodes, strict=True):
            value = self._graph.constant(node)
            if value is not None and not 0.0 < value < float("inf"):
                raise self._error(where, f"the weight of {label!r} is not positive", seen=value)
        return nodes

    def _number(self, where: str, quantity: Any) -> int:
        try:
            node = self._graph.node(quantity)
        except PlayError as error:
            raise self._error(where, error.fault, seen=quantity, need=error.need) from error
        value = self._graph.constant(node)
        if value is not None and not abs(value) < float("inf"):
            raise self._error(where, "a number that is not finite", seen=value)
        return node

    def _who(self, where: str, names: str | Iterable[str]) -> set[str]:
        if names == ALL:
            return set(self._players)
        chosen = {names} if isinstance(names, str) else set(names)
        for name in chosen:
            self._check_player(where, name)
        return chosen

    def _check_player(self, where: str, name: object) -> None:
        if name not in self._players:
            raise self._error(
                where,
                "unknown player",
                seen=name,
                need=f"one of {', '.join(self._players)}",
                near=nearest(str(name), self._players),
            )

    def _check_open(self, where: str) -> None:
        if self._end is not None:
            raise self._error(where, "called after play.end", need="return play.end(...) at once")

    def _error(self, where: str, fault: str, *, seen: object = None, need: str = "", near: str = "") -> PlayError:
        return PlayError(f"{fault} ({shown(self._history)})", where=where, seen=seen, need=need, near=near)
