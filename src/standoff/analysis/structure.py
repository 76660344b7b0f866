"""Two arguments no predicate over draws can hold: who has the last clear chance, and whose beliefs or stakes differ.

The last clear chance is a property of the tree and of what words do to payoffs. That two allies differ over words
because they believe otherwise, not because they want otherwise, is a comparison of two ensembles: the run itself, and
one in which beliefs are dealt anew among the draws while stakes stay where they were.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.claims import wilson
from standoff.errors import RunError

if TYPE_CHECKING:
    from standoff.ensemble.store import Run
    from standoff.game.game import Game
    from standoff.scenario.scenario import Scenario

Floats = NDArray[np.float64]
History = tuple[tuple[str, str], ...]

WAR = "war"
"""The measure that says how likely a history ends in uncontrolled war."""

TOUCHED = 0.005
"""Words make a way out dearer when they move its worth, on average, by more than this share of the owner's payoffs."""

BELIEFS = (
    "motive",
    "firm",
    "firm_seen",
    "vagueness",
    "permission",
    "private_permission",
    "green_light",
    "spill",
    "sanctioning",
    "stands",
    "fear",
    "zeta",
    "surprise",
    "heed",
)
"""Parameters of what the challenger is and what it makes of words: what allies may believe differently."""

STAKES = (
    "harm",
    "stakes",
    "resolve",
    "redress",
    "force_cost",
    "show_of_force",
    "economic_cost",
    "war_cost",
    "denial",
    "alpha",
    "eta",
    "dissent_rule_out",
    "dissent_unsaid",
    "dissent_force",
    "dissent_line",
    "calm",
    "reassurance",
    "proof",
)
"""Parameters of what the defender itself stands to lose or gain: its appetite for risk and war."""

DRAWS = 256
"""Draws of the run behind the comparison of ensembles."""


class Chance(NamedTuple):
    """A player's last sure way out before war, on the paths that begin with a provocation.

    `dearer` says that the posture's words make it cost more against the clash than if nothing had been said.
    """

    player: str
    question: str
    provocation: str
    dearer: bool


@dataclass(frozen=True)
class ClearChances:
    """Who can still avoid war under a posture, on every path to it.

    Parameters
    ----------
    posture : str
        The posture.
    last : mapping of str to float
        Share of paths to war on which each player has the last sure way out.
    chances : tuple of Chance
        For each provocation and player with a way out, that player's last one.
    """

    posture: str
    last: Mapping[str, float]
    chances: tuple[Chance, ...]

    def dearer(self, player: str) -> tuple[str, ...]:
        """Return the provocations at which the posture's words make this player's last way out dearer."""
        return tuple(dict.fromkeys(one.provocation for one in self.chances if one.player == player and one.dearer))


@dataclass(frozen=True)
class Split:
    """How often two allies with one thing in common and another not would choose differently.

    `beliefs` and `stakes` are the shares of draws whose best family changes when the one or the other is dealt anew;
    each with its 95 % interval.
    """

    beliefs: float
    beliefs_interval: tuple[float, float]
    stakes: float
    stakes_interval: tuple[float, float]
    draws: int
    dropped: int

    @property
    def identified(self) -> bool:
        """Whether the two rates can be told apart."""
        (low, high), (other_low, other_high) = self.beliefs_interval, self.stakes_interval
        return low > other_high or other_low > high

    def in_words(self) -> str:
        """Return the finding as sentences."""
        (low, high), (other_low, other_high) = self.beliefs_interval, self.stakes_interval
        told = (
            f"With the same stakes and another's beliefs about the challenger, the best family differs in "
            f"{100 * self.beliefs:.0f} % of draws [{100 * low:.0f} %, {100 * high:.0f} %]: a split over words needs no "
            "split over appetite. "
            f"The rival story, the same beliefs and another's stakes, makes it differ in {100 * self.stakes:.0f} % "
            f"[{100 * other_low:.0f} %, {100 * other_high:.0f} %]. "
        )
        return told + (
            "Both explain a split, so what allies say cannot tell one from the other; the "
            + ("stakes" if self.stakes > self.beliefs else "beliefs")
            + " alone would split them more often."
            if self.identified
            else "Neither explains a split better than the other: stances alone do not identify which it is."
        )


def clear_chances(scenario: "Scenario") -> tuple[ClearChances, ...]:
    """Return who has the last clear chance to avoid war under each posture of the menu, every prior at its median.

    Raises
    ------
    RunError
        If the game measures no war.

    Notes
    -----
    Solves nothing: which options surely avoid war follows from the tree. Whether words make a way out dearer compares
    the owner's payoffs from it and from the clash with those under the same tree and no words at all, so that what they
    cost or bring whatever happens does not count.
    """
    game = scenario.game
    if WAR not in game.measures:
        raise RunError("the game does not measure war", where=scenario.name, seen=", ".join(game.measures))
    tree = _Tree(scenario)
    said = tree.payoffs([dict(item.settings) for item in scenario.menu])
    return tuple(tree.chances(item.name, payoffs) for item, payoffs in zip(scenario.menu, said, strict=True))


def clear_chances_in_words(found: Sequence[ClearChances], players: Sequence[str]) -> str:
    """Return what the clear chances of a menu say about whether silence puts the next move on the other side."""
    holders = [max(one.last, key=lambda player: one.last[player], default="") for one in found]
    everywhere = len(set(holders)) == 1 and all(max(one.last.values(), default=0.0) == 1.0 for one in found)
    first = (
        f"On every path to war, whatever was said, the last sure way out is the {holders[0]}'s."
        if everywhere
        else "Who has the last sure way out depends on the posture: "
        + "; ".join(f"{one.posture}: the {holder}" for one, holder in zip(found, holders, strict=True))
        + "."
    )
    free = [one.posture for one in found if not any(one.dearer(player) for player in players)]
    tied = [one.posture for one in found if one.dearer(players[0])]
    return (
        f"{first} Words change what the ways out cost. "
        + (f"No way out is made dearer under {', '.join(free)}. " if free else "")
        + (f"The {players[0]} gives up a free way out under {', '.join(tied)}. " if tied else "")
        + f"So what leaves the next move to the other side is commitment, which closes the {players[0]}'s own way out; "
        "silence leaves every way out as the tree has it."
    )


def split(run: "Run", *, draws: int = DRAWS, seed: int = 0) -> Split:
    """Return how often allies with the same stakes and other beliefs, or the reverse, would choose another family.

    Parameters
    ----------
    run : Run
        Finished.
    draws : int
        Its first draws, solved twice more.
    seed : int
        Of the dealing.

    Raises
    ------
    RunError
        If the scenario has none of the beliefs or none of the stakes this is about.
    """
    kept = min(draws, run.draws)
    design = {name: column[:kept] for name, column in run.design().items()}
    values = run.table(["value"])["value"][:, :kept]
    order = np.random.default_rng(seed).permutation(kept)
    others = [_values(run.scenario, _dealt(run.scenario, design, names, order)) for names in (BELIEFS, STAKES)]
    solved = np.isfinite(values).all(axis=0)
    for other in others:
        solved &= np.isfinite(other).all(axis=0)
    family = np.array(run.families)
    own = family[np.where(solved, values, 0.0).argmax(axis=0)]
    size = int(solved.sum())
    differing = [int((family[np.where(solved, one, 0.0).argmax(axis=0)] != own)[solved].sum()) for one in others]
    shares = [count / size if size else float("nan") for count in differing]
    return Split(
        shares[0], wilson(differing[0], size), shares[1], wilson(differing[1], size), size, int((~solved).sum())
    )


def _dealt(
    scenario: "Scenario", design: Mapping[str, Floats], names: tuple[str, ...], order: NDArray[np.int64]
) -> dict[str, Floats]:
    """Return the design with the columns of these parameters in another order, all of them in the same."""
    priors = {one.name for one in scenario.priors}
    chosen = [name for name in priors if name.partition("[")[0] in names and np.ptp(design[name]) > 0]
    if not chosen:
        raise RunError("none of these parameters varies in this scenario", seen=", ".join(names[:4]) + ", …")
    drawn = {name: column[order] if name in chosen else column for name, column in design.items() if name in priors}
    return scenario.derive(drawn)


def _values(scenario: "Scenario", columns: Mapping[str, Floats]) -> Floats:
    from standoff.ensemble.run import solve_points

    solution = solve_points(scenario, scenario.menu, columns)
    defender = scenario.game.players.index(scenario.model.defender)
    values = np.where(solution.solved, solution.values[:, defender], np.nan)
    return np.asarray(values.reshape(-1, len(scenario.menu)).T)


class _WayOut(NamedTuple):
    """A decision on a path to war with an option that surely avoids it, and the ends that such options may lead to."""

    player: str
    question: str
    ends: NDArray[np.int64]


class _Tree:
    """The paths to war of a game at central parameters, by the labels of their moves."""

    def __init__(self, scenario: "Scenario") -> None:
        self._scenario, self._game = scenario, scenario.game
        priors = {one.name: np.array([float(one.prior.quantile(0.5))]) for one in scenario.priors}
        self._columns = scenario.derive(priors)
        arrays = self._game.arrays
        nodes = [int(node) for node in np.flatnonzero(arrays.terminal >= 0)]
        self._ends = {self._game.history(node): int(arrays.terminal[node]) for node in nodes}
        self._below: dict[History, list[int]] = {}
        for end, terminal in self._ends.items():
            for length in range(len(end) + 1):
                self._below.setdefault(end[:length], []).append(terminal)
        self._owner = _owners(self._game)
        (self._silent,) = self.payoffs([{name: 0.0 for name, _ in scenario.menu[0].settings}])
        self._paths = self._with_ways_out()

    def chances(self, posture: str, said: Floats) -> ClearChances:
        """Return the last ways out on every path that really leads to war, by the payoffs under a posture."""
        last: dict[str, int] = {}
        found: dict[tuple[str, str, str], list[float]] = {}
        for path, provocation, ways in self._paths:
            last[ways[-1].player] = last.get(ways[-1].player, 0) + 1
            for way in {way.player: way for way in ways}.values():
                key = (way.player, way.question, provocation)
                found.setdefault(key, []).append(self._tilt(said, self._ends[path], way))
        total = sum(last.values())
        return ClearChances(
            posture,
            {player: count / total for player, count in last.items()},
            tuple(Chance(*key, float(np.mean(tilts)) < -TOUCHED) for key, tilts in found.items()),
        )

    def _with_ways_out(self) -> list[tuple[History, str, "list[_WayOut]"]]:
        """Return each path to war that has a sure way out, its first decision's label, and the ways out in order."""
        paths = self._wars()
        leading = {path[:length] for path in paths for length in range(len(path) + 1)}
        found = []
        for path in paths:
            ways = list(self._ways_out(path, leading))
            if ways:
                provocation = next(label for length, (_, label) in enumerate(path) if path[:length] in self._owner)
                found.append((path, provocation, ways))
        return found

    def _ways_out(self, path: History, leading: set[History]) -> "Iterator[_WayOut]":
        """Yield every decision on a path that has a sure way out, with the ends that may follow it."""
        for length in range(len(path)):
            prefix = path[:length]
            if prefix not in self._owner:
                continue
            player, question, options = self._owner[prefix]
            sure = [way for option in options if (way := (*prefix, (question, option))) not in leading]
            if sure:
                ends = [end for way in sure for end in self._below[way]]
                yield _WayOut(player, path[length][0], np.array(ends))

    def _tilt(self, said: Floats, clash: int, way: "_WayOut") -> float:
        """Return what words add to the owner's way out less what they add to the clash, as a share of its payoffs."""
        place = self._game.players.index(way.player)
        best = float(said[way.ends, place].max()), float(self._silent[way.ends, place].max())
        added = (best[0] - best[1]) - float(said[clash, place] - self._silent[clash, place])
        return added / float(np.ptp(self._silent[:, place]))

    def payoffs(self, settings: Sequence[Mapping[str, float]]) -> list[Floats]:
        """Return the payoffs at every end under each posture, (ends, players) each."""
        names = settings[0]
        said = {name: np.array([one[name] for one in settings]) for name in names}
        given = {**{name: np.repeat(column, len(settings)) for name, column in self._columns.items()}, **said}
        values = self._game.evaluate({name: given[name] for name in self._game.parameters})
        return [np.asarray(row[self._game.arrays.payoff_quantity]) for row in values.quantities]

    def _wars(self) -> list[History]:
        """Return the histories that may end in war and begin with types that exist."""
        from standoff.game.traversal import NOBODY, reach_nodes

        game = self._game
        given = {
            **{name: float(column[0]) for name, column in self._columns.items()},
            **dict(self._scenario.menu[0].settings),
        }
        values = game.evaluate({name: given[name] for name in game.parameters})
        reached = np.empty(len(game.arrays.kind))
        strategies = np.ones(len(game.arrays.weight_quantity))
        table = np.ascontiguousarray(game.arrays.chance_quantity)
        reach_nodes(game.arrays, values.quantities[0], table, strategies, NOBODY, reached)
        war = game.arrays.measure_quantity[:, game.measures.index(WAR)]
        nodes = np.flatnonzero(game.arrays.terminal >= 0)
        return [
            game.history(int(node))
            for node in nodes
            if reached[node] > 0 and values.quantities[0, war[game.arrays.terminal[node]]] > 0
        ]


def _owners(game: "Game") -> dict[History, tuple[str, str, tuple[str, ...]]]:
    """Return who decides what after each history that ends at a decision."""
    found = {}
    for number, infoset in enumerate(game.infosets):
        members = range(game.arrays.set_members_start[number], game.arrays.set_members_start[number + 1])
        for member in members:
            history = game.history(int(game.arrays.set_members[member]))
            found[history] = (infoset.player, infoset.question, infoset.options)
    return found
