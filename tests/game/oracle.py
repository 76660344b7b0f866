"""A slow, obvious twin of `standoff.game`: enumerates paths itself, in fractions, and sums over them.

Shares nothing with the library: no symbols, no tree, no arrays. Every quantity is written as its definition.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

Key = tuple[str, str, tuple[tuple[str, str], ...]]  # player, question, seen
History = tuple[tuple[str, str], ...]


class Event(NamedTuple):
    name: str
    options: tuple[str, ...]
    taken: int
    key: Key | None  # of a decision
    truth: tuple[Fraction, ...]
    believed: Mapping[str, tuple[Fraction, ...]]
    weights: tuple[Fraction, ...]


class Path(NamedTuple):
    events: tuple[Event, ...]
    payoffs: Mapping[str, Fraction]
    measures: Mapping[str, Fraction]

    def history(self, length: int) -> History:
        return tuple((event.name, event.options[event.taken]) for event in self.events[:length])


class OraclePlay:
    """The play language by the letter of its rules, for one script."""

    def __init__(self, players: tuple[str, ...], script: list[int]) -> None:
        self.players, self.script = players, script
        self.events: list[Event] = []
        self.seen: dict[str, list[tuple[str, str]]] = {player: [] for player in players}
        self.measures: dict[str, Fraction] = {}
        self.payoffs: dict[str, Fraction] = {}

    def _who(self, names: Any) -> set[str]:
        return set(self.players) if names == "all" else {names} if isinstance(names, str) else set(names)

    def _take(self, event: Event, observers: set[str], sure: bool) -> str:
        taken = 0
        if not sure:
            place = len(self.events)
            taken = self.script[place] if place < len(self.script) else 0
            self.events.append(event._replace(taken=taken))
        for player in observers:
            self.seen[player].append((event.name, event.options[taken]))
        return event.options[taken]

    def nature(self, name: str, distribution: Any, *, known_to: Any = (), believed: Any = None) -> str:
        options = tuple(distribution)
        truth = tuple(Fraction(distribution[label]) for label in options)
        held = {
            player: tuple(Fraction((believed or {}).get(player, distribution)[label]) for label in options)
            for player in self.players
        }
        event = Event(name, options, 0, None, truth, held, ())
        return self._take(event, self._who(known_to), sure=len(options) == 1)

    def scripted(self, player: str, name: str, distribution: Any, *, seen_by: Any = "all", believed: Any = None) -> str:
        return self.nature(name, distribution, known_to=self._who(seen_by) | {player}, believed=believed)

    def choose(self, player: str, name: str, options: Any, *, seen_by: Any = "all", weights: Any = None) -> str:
        key = (player, name, tuple(self.seen[player]))
        base = tuple(Fraction(weight) for weight in (weights or [1] * len(options)))
        event = Event(name, tuple(options), 0, key, (), {}, base)
        return self._take(event, self._who(seen_by) | {player}, sure=len(options) == 1)

    def tell(self, player: Any, name: str, label: str) -> None:
        for observer in self._who(player):
            self.seen[observer].append((name, label))

    def measure(self, **quantities: Any) -> None:
        for name, quantity in quantities.items():
            self.measures[name] = self.measures.get(name, Fraction(0)) + Fraction(quantity)

    def end(self, **payoffs: Any) -> None:
        self.payoffs = {player: Fraction(payoff) for player, payoff in payoffs.items()}


def all_paths(function: Callable[[Any, Any], Any], players: tuple[str, ...], parameters: Any) -> list[Path]:
    """Every history of the game, found by trying all scripts breadth first."""
    paths: list[Path] = []
    scripts: list[list[int]] = [[]]
    while scripts:
        script = scripts.pop()
        play = OraclePlay(players, script)
        function(play, parameters)
        if len(play.events) > len(script):
            scripts += [[*script, branch] for branch in range(len(play.events[len(script)].options))]
        else:
            paths.append(Path(tuple(play.events), play.payoffs, play.measures))
    return paths


@dataclass
class Oracle:
    """The paths of a game with everyone's strategies: {information set: probabilities}."""

    players: tuple[str, ...]
    paths: list[Path]
    strategies: dict[Key, tuple[Fraction, ...]]

    def sets(self) -> dict[Key, set[History]]:
        """The histories of each information set."""
        found: dict[Key, set[History]] = {}
        for path in self.paths:
            for place, event in enumerate(path.events):
                if event.key is not None:
                    found.setdefault(event.key, set()).add(path.history(place))
        return found

    def through(self, history: History) -> list[Path]:
        return [path for path in self.paths if path.history(len(history)) == history]

    def chance_weight(self, events: tuple[Event, ...], player: str | None) -> tuple[int, Fraction]:
        """(number of epsilons, product of what stands beside them) of the chance moves among events."""
        epsilons, weight = 0, Fraction(1)
        for event in events:
            if event.key is None:
                vector = event.truth if player is None else event.believed[player]
                probability = vector[event.taken]
                if probability == 0:
                    epsilons += 1
                    probability = event.truth[event.taken] or Fraction(1, len(event.options))
                weight *= probability
        return epsilons, weight

    def priors(self, key: Key) -> tuple[dict[History, Fraction], bool]:
        """Conditional chance weights of the members of a set, and whether its owner holds it impossible."""
        weights = {
            history: self.chance_weight(self.through(history)[0].events[: len(history)], key[0])
            for history in self.sets()[key]
        }
        fewest = min(epsilons for epsilons, _ in weights.values())
        kept = {h: weight if epsilons == fewest else Fraction(0) for h, (epsilons, weight) in weights.items()}
        return {history: weight / sum(kept.values()) for history, weight in kept.items()}, fewest > 0

    def counterfactual(self, key: Key) -> bool:
        """Whether true chance makes a set impossible."""
        members = (self.through(history)[0].events[: len(history)] for history in self.sets()[key])
        return all(self.chance_weight(events, None)[0] > 0 for events in members)

    def posteriors(self, key: Key) -> dict[History, Fraction]:
        """Beliefs at a set: priors times the opponents' choices, or the priors where that is all zero."""
        priors = self.priors(key)[0]
        weights = {}
        for history, prior in priors.items():
            weights[history] = prior
            for event in self.through(history)[0].events[: len(history)]:
                if event.key is not None and event.key[0] != key[0]:
                    weights[history] *= self.strategies[event.key][event.taken]
        total = sum(weights.values())
        return {history: weight / total for history, weight in weights.items()} if total else priors

    def probability(self, events: tuple[Event, ...], player: str | None, own: Any = None) -> Fraction:
        """Of a run of events under a player's measure (None: true chance); `own` replaces some strategies."""
        result = Fraction(1)
        for event in events:
            if event.key is None:
                result *= (event.truth if player is None else event.believed[player])[event.taken]
            else:
                result *= {**self.strategies, **(own or {})}[event.key][event.taken]
        return result

    def value(self, player: str, *, true: bool, own: Any = None) -> Fraction:
        measure = None if true else player
        return sum((self.probability(p.events, measure, own) * p.payoffs[player] for p in self.paths), Fraction(0))

    def measure(self, name: str) -> Fraction:
        return sum((self.probability(p.events, None) * p.measures.get(name, 0) for p in self.paths), Fraction(0))

    def action_values(self, key: Key) -> list[Fraction]:
        """The owner's payoff of each option under its beliefs and its measure."""
        values: list[Fraction] = []
        for history, belief in self.posteriors(key).items():
            for path in self.through(history):
                event = path.events[len(history)]
                values += [Fraction(0)] * (len(event.options) - len(values))
                rest = self.probability(path.events[len(history) + 1 :], key[0])
                values[event.taken] += belief * rest * path.payoffs[key[0]]
        return values

    def agent_gain(self, key: Key) -> Fraction:
        values = self.action_values(key)
        return max(values) - sum(p * u for p, u in zip(self.strategies[key], values, strict=True))

    def full_gain(self, player: str) -> Fraction:
        """The best of all pure strategies, ex ante under the player's measure, less the strategy's own value."""
        keys = [key for key in self.strategies if key[0] == player]
        best = None
        for plan in product(*(range(len(self.strategies[key])) for key in keys)):
            own = {
                key: tuple(Fraction(place == choice) for place in range(len(self.strategies[key])))
                for key, choice in zip(keys, plan, strict=True)
            }
            value = self.value(player, true=False, own=own)
            best = value if best is None else max(best, value)
        return (best or Fraction(0)) - self.value(player, true=False) if keys else Fraction(0)
