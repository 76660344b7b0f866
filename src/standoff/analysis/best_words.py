"""What the alliance could gain by binding itself, or by choosing what to reveal: four values in every draw.

All four start from one posture and one rule for how the challenger replies, the scenario's own solver: nothing said
beyond the posture (*silence*); its resolve made public whatever it is (*clarity*); the best public disclosure of its
resolve (*disclosure*); the best rule of response announced in advance and kept (*commitment*). Disclosure and
commitment contain silence, so neither is ever worth less.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import ScenarioError, nearest
from standoff.models.ladder import Announcement, Ladder, Perceived, Resolve
from standoff.models.ladder.roles import DEFENDER

if TYPE_CHECKING:
    from standoff.game.game import Game
    from standoff.scenario import Scenario
    from standoff.solver import Solution
    from standoff.solvers.commitment import Commitment
    from standoff.solvers.disclosure import Disclosure

Floats = NDArray[np.float64]

TIED = 1e-3
"""Values this close, in the defender's units (chemical use does harm 1), are called equal: a tenth of what any
comparison prints."""

POINTS = 9
"""Beliefs at which what follows a disclosure is solved, beside the prior."""

ANNOUNCES = {Perceived.HAIR_TRIGGER: 0.5, Perceived.LITERALIST: 0.9, Perceived.PAPER_TIGER: 0.1}
"""Judgement: how often each defender that exists only in the challenger's mind would announce a line. One who answers
anything left open says as much as not; one who does what it says says it; one who is afraid hardly does."""

_DISAGREEMENTS = {
    "the line is better declared beforehand, but only the firm would announce it": (True, True, False),
    "the line is better declared beforehand, but neither would announce it": (True, False, False),
    "the line is better declared beforehand, but only the reluctant would announce it": (True, False, True),
    "the line is better left, but the firm would announce it": (False, True, False),
    "the line is better left, but the reluctant would announce it": (False, False, True),
    "the line is better left, but both would announce it": (False, True, True),
}
"""Case, then: whether the line is better declared beforehand, and whether the firm and the reluctant announce it."""

WHY = (
    "Why they can disagree: a line declared beforehand is weighed over both resolves, and tells nothing of which. "
    "One announced is weighed by a defender that knows its own, for what being told from the other is worth to it, and "
    "then saying nothing tells as well."
)

LEANING = 0.5
"""Probability from which a defender is said to announce."""


class Decider(NamedTuple):
    """A parameter and its rank correlation over the draws with what disclosure gains beyond commitment."""

    name: str
    correlation: float


@dataclass(frozen=True)
class Announced:
    """The signalling variant beside the commit-first one, in every draw.

    Parameters
    ----------
    rung : str
        Where the line may be announced.
    firm, reluctant : (n,) float
        Probability that a defender of this resolve announces, knowing it.
    signalling : (n,) float
        The defender's value when it chooses its words knowing its resolve.
    committed : (n,) float
        Its value when the line was declared beforehand, whatever its resolve.
    quiet : (n,) float
        Its value under the posture alone.
    """

    rung: str
    firm: Floats
    reluctant: Floats
    signalling: Floats
    committed: Floats
    quiet: Floats

    @cached_property
    def line_first(self) -> NDArray[np.bool_]:
        """(n,) whether declaring the line beforehand is worth more than leaving it."""
        return np.asarray(self.committed > self.quiet + TIED)

    @cached_property
    def announces(self) -> NDArray[np.bool_]:
        """(n, 2) whether the firm and the reluctant defender announce more often than not."""
        return np.column_stack([self.firm >= LEANING, self.reluctant >= LEANING])

    def cases(self) -> Mapping[str, float]:
        """Share of draws in which the two agree, and in which they disagree how; `WHY` says why they can."""
        firm, weak = self.announces.T
        line = self.line_first
        found = {"agree": (line & firm & weak) | (~line & ~firm & ~weak)}
        for case, (first, by_firm, by_weak) in _DISAGREEMENTS.items():
            found[case] = (line == first) & (firm == by_firm) & (weak == by_weak)
        return {name: float(where.mean()) for name, where in found.items()}


@dataclass(frozen=True, eq=False)
class BestWords:
    """Four values of the defender in every draw; NaN where one could not be computed.

    Parameters
    ----------
    posture : str
    silence, clarity, disclosure, commitment : (n,) float
    columns : mapping of str to (n,) float
        The draws.
    bound : Commitment
    told : Disclosure
    announced : Announced or None
    """

    posture: str
    silence: Floats
    clarity: Floats
    disclosure: Floats
    commitment: Floats
    columns: Mapping[str, Floats]
    bound: "Commitment"
    told: "Disclosure"
    announced: Announced | None

    @property
    def rows(self) -> Mapping[str, Floats]:
        """The four values by name."""
        return {
            "silence": self.silence,
            "clarity": self.clarity,
            "disclosure": self.disclosure,
            "commitment": self.commitment,
        }

    @cached_property
    def kept(self) -> NDArray[np.bool_]:
        """(n,) draws in which all four are known."""
        return np.asarray(np.isfinite(np.array(list(self.rows.values()))).all(axis=0))

    @cached_property
    def shares(self) -> Mapping[str, float]:
        """Share of draws in which each is worth most; what only ties with silence counts as silence."""
        table = np.array([column[self.kept] for column in self.rows.values()])
        if not table.size:
            return dict.fromkeys(self.rows, float("nan"))
        top = table.max(axis=0)
        first = np.argmax(table >= top - TIED, axis=0)  # rows stand from the least demanding to the most
        return {name: float((first == place).mean()) for place, name in enumerate(self.rows)}

    def deciders(self, most: int = 5) -> tuple[Decider, ...]:
        """Return the priors whose rank goes most with what disclosure gains beyond commitment."""
        difference = _ranks((self.disclosure - self.commitment)[self.kept])
        found = []
        for name, column in self.columns.items():
            ranks = _ranks(column[self.kept])
            spread = float(np.std(ranks) * np.std(difference))
            if spread > 0:
                found.append(
                    Decider(name, float(np.mean((ranks - ranks.mean()) * (difference - difference.mean())) / spread))
                )
        return tuple(sorted(found, key=lambda one: -abs(one.correlation))[:most])

    def rule(self) -> Mapping[str, Mapping[str, float]]:
        """The mean rule of response over the draws: incident, then response, to probability, over both resolves."""
        game, starts = self.bound.game, self.bound.game.arrays.set_start
        sums: dict[str, list[Floats]] = {}
        for infoset in self.bound.bound:
            asked = game.infosets[infoset]
            mean = self.bound.strategies[self.kept, starts[infoset] : starts[infoset + 1]].mean(axis=0)
            sums.setdefault(dict(asked.seen)["incident"], []).append(mean)
        options = game.infosets[self.bound.bound[0]].options
        return {name: dict(zip(options, np.mean(rows, axis=0).tolist(), strict=True)) for name, rows in sums.items()}


def best_words(
    scenario: "Scenario", columns: Mapping[str, Floats], *, posture: str = "silence", announce: str = ""
) -> BestWords:
    """Value silence, clarity, the best disclosure and the best commitment in every draw.

    Parameters
    ----------
    scenario : Scenario
        Of the ladder model, commit-first.
    columns : mapping of str to (n,) float
        Draws, derived parameters included.
    posture : str
        The menu's posture that all start from.
    announce : str
        Rung of the line in the signalling variant; empty leaves that out.

    Raises
    ------
    ScenarioError
        The scenario is not of this kind, or has no such posture or rung.

    Notes
    -----
    Not exact: commitment is an ascent and disclosure an envelope on a grid, both against players who reply as the
    scenario's solver says. Disclosure is about the resolve of defenders that exist; those the challenger imagines stay
    as likely to it as before. A rule is announced at no price: the members' division over a line, which a posture pays,
    is not charged, so commitment is what binding is worth at most, before its price. Rows do not depend on one another.
    """
    from standoff.solver import solve
    from standoff.solvers.commitment import climb

    model = scenario.model
    if not isinstance(model, Ladder) or model.signalling:
        raise ScenarioError(
            "the best words are defined for the ladder model",
            where=scenario.name,
            seen=model.name,
            need="model: ladder",
        )
    game = scenario.game
    given: dict[str, ArrayLike] = {**columns, **scenario.posture_parameters(posture)}
    silent = solve(game, _read(scenario, game, given), scenario.solver)
    value = silent.values[:, game.players.index(DEFENDER)]
    told = _disclosed(scenario, given)
    bound = climb(game, _read(scenario, game, given), DEFENDER, solver=scenario.solver, groups=_incidents(game))
    return BestWords(
        posture=posture,
        silence=value,
        clarity=told.clarity[:, 0],
        disclosure=np.maximum(told.value, value),
        commitment=bound.optimistic,
        columns={prior.name: columns[prior.name] for prior in scenario.priors if prior.name in columns},
        bound=bound,
        told=told,
        announced=_announced(scenario, model, given, announce, silent) if announce else None,
    )


def _read(scenario: "Scenario", game: "Game", given: Mapping[str, ArrayLike]) -> dict[str, ArrayLike]:
    names = dict.fromkeys((*game.parameters, *scenario.solver.parameters))
    return {name: given[name] for name in names if name in given}


def _incidents(game: "Game") -> list[tuple[int, ...]]:
    """The defender's sets by what the public sees: the incident. Its resolve does not enter a rule."""
    groups: dict[str, list[int]] = {}
    for number, infoset in enumerate(game.infosets):
        if infoset.player == DEFENDER:
            groups.setdefault(dict(infoset.seen)["incident"], []).append(number)
    return [tuple(group) for group in groups.values()]


def _disclosed(scenario: "Scenario", given: Mapping[str, ArrayLike]) -> "Disclosure":
    from standoff.solver import solve
    from standoff.solvers.disclosure import disclosure_on_grid

    game = scenario.game
    defender = game.players.index(DEFENDER)

    def worth_at(belief: Floats) -> tuple[Floats, Floats]:
        """What a reluctant and a firm defender get when the challenger holds this of them."""
        rows = _read(scenario, game, {**given, "firm_seen": belief})
        reluctant, firm = (solve(game, {**rows, "firm": truth}, scenario.solver) for truth in (0.0, 1.0))
        return reluctant.values[:, defender], firm.values[:, defender]

    sender, receiver = (np.asarray(given[name], dtype=np.float64) for name in ("firm", "firm_seen"))
    return disclosure_on_grid(worth_at, sender=sender, receiver=receiver, points=POINTS)


def _announced(
    scenario: "Scenario", model: Ladder, given: Mapping[str, ArrayLike], rung: str, silent: "Solution"
) -> Announced:
    from standoff.model import game_of
    from standoff.solver import solve

    names = [one.name for one in model.provocations]
    if rung not in names:
        raise ScenarioError("no such rung above hold", seen=rung, need=f"one of {names}", near=nearest(rung, names))
    speaking = replace(model, signalling=True, announced=rung)
    game = game_of(speaking)
    table = {f"announces[{kind.value}]": share for kind, share in ANNOUNCES.items()}
    solution = solve(game, _read(scenario, game, {**given, **table}), scenario.solver)
    line = {f"deliver[{name}]": 1.0 for name in speaking.line}
    committed = solve(scenario.game, _read(scenario, scenario.game, {**given, **line}), scenario.solver)
    defender = game.players.index(DEFENDER)
    return Announced(
        rung=rung,
        firm=_says(game, solution, Resolve.FIRM),
        reluctant=_says(game, solution, Resolve.RELUCTANT),
        signalling=solution.values[:, defender],
        committed=committed.values[:, defender],
        quiet=silent.values[:, defender],
    )


def _says(game: "Game", solution: "Solution", resolve: Resolve) -> Floats:
    """(n,) probability that a defender of this resolve, whose warnings bind, announces the line."""
    sets = [
        number
        for number, infoset in enumerate(game.infosets)
        if infoset.question == "announcement"
        and dict(infoset.seen)["resolve"] == resolve.value
        and dict(infoset.seen).get("private warning") != "empty"
    ]
    place = int(game.arrays.set_start[sets[0]]) + game.infosets[sets[0]].options.index(Announcement.LINE.value)
    return solution.strategies[:, place]


def _ranks(column: Floats) -> Floats:
    """Ranks from 0, ties in order of appearance."""
    ranks = np.empty(len(column))
    ranks[np.argsort(column, kind="stable")] = np.arange(len(column))
    return ranks


__all__ = ["Announced", "BestWords", "Decider", "best_words"]
