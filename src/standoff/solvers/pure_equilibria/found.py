"""All pure perfect Bayesian equilibria of a small game, row by row, with beliefs that support each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import SolverError
from standoff.game.arrays import CHANCE, GameArrays
from standoff.game.dominance import undominated
from standoff.game.game import Game
from standoff.game.values import Floats, Values
from standoff.solver import GAIN_TOLERANCE, Solution, solve
from standoff.solvers.pure_equilibria.beliefs import Beliefs, Concept, concept_of
from standoff.solvers.pure_equilibria.search import Choices, follow, profiles_of, standing
from standoff.solvers.stated import STATEMENT, Stated

if TYPE_CHECKING:
    from standoff.solvers.pure_equilibria.refinement import Verdict

LIMIT = 10**6
"""Profiles of one row that are looked at; beyond it the game is refused with its count."""

SHARE = 0.1
"""Of the gain a certificate forgives, what the search forgives: what it accepts, the certificate accepts too."""

_ROOM = 256


class Class(tuple[tuple[str, str], ...]):
    """Equilibria that play alike wherever play can lead: (information set, option) for the sets on the path.

    Examples
    --------
    >>> print(Class([("challenger move", "hold")]))
    challenger move: hold
    """

    __slots__ = ()

    def __str__(self) -> str:
        return "; ".join(f"{place}: {option}" for place, option in self)


@dataclass(frozen=True, eq=False)
class EquilibriumSet:
    """Every pure perfect Bayesian equilibrium of every row.

    Parameters
    ----------
    game : Game
    concept : Concept
        What is asked of beliefs off the path.
    rows : int
        R, the number of rows searched.
    row : (E,) int
        The row of each equilibrium, ascending.
    choices : (E, I) int
        The option of every information set.
    solution : Solution
        The certified equilibria; its axis 0 is E.
    profiles : (R,) int
        Undominated pure profiles looked at in each row; 0 where its numbers were faulty.
    values : Values
        The numbers of all rows.
    rejected : int
        Profiles that the search supported and the certificate did not: 0 but for payoffs at the edge of rounding.
    """

    game: Game
    concept: Concept
    rows: int
    row: NDArray[np.intp]
    choices: Choices
    solution: Solution
    profiles: NDArray[np.int64]
    values: Values
    rejected: int = 0

    def __len__(self) -> int:
        """Return E."""
        return len(self.row)

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        """The distinct classes of all rows, the most frequent first."""
        share = {found: np.unique(self.row[self._numbers == k]).size for k, found in enumerate(self._known)}
        return tuple(sorted(self._known, key=lambda found: -share[found]))

    @property
    def class_of(self) -> tuple[Class, ...]:
        """(E,) the class of each equilibrium."""
        return tuple(self._known[number] for number in self._numbers)

    @property
    def shares(self) -> Mapping[Class, float]:
        """Share of the rows in which each class exists."""
        members = self.class_of
        return {
            found: len({int(r) for r, c in zip(self.row, members, strict=True) if c == found}) / max(self.rows, 1)
            for found in self.classes
        }

    def strategy(self, equilibrium: int) -> dict[str, str]:
        """Return the option taken at every information set."""
        return {
            infoset.label: infoset.options[place]
            for infoset, place in zip(self.game.infosets, self.choices[equilibrium], strict=True)
        }

    def refine(self) -> "tuple[Verdict, ...]":
        """Return what the intuitive criterion and D1 make of each equilibrium, every removal in a sentence.

        Raises
        ------
        SolverError
            The game is not one sender's move followed by responses: the criteria are not defined for it.
        """
        from standoff.solvers.pure_equilibria.refinement import verdicts

        return verdicts(self)

    @cached_property
    def _paths(self) -> list[Class]:
        arrays = self.game.arrays
        chance = _any_chance(arrays, self.values.quantities)
        reached = np.ones((len(self), len(arrays.kind)), np.bool_)
        on = np.zeros((len(self), len(self.game.infosets)), np.bool_)
        for node in range(len(arrays.kind)):
            parent, infoset = int(arrays.parent[node]), int(arrays.infoset[node])
            if parent >= 0 and arrays.kind[parent] == CHANCE:
                reached[:, node] = reached[:, parent] & chance[self.row, node]
            elif parent >= 0:
                taken = self.choices[:, arrays.infoset[parent]] == arrays.branch[node]
                reached[:, node] = reached[:, parent] & taken
            if infoset >= 0:
                on[:, infoset] |= reached[:, node]
        sets = self.game.infosets
        return [
            Class((sets[i].label, sets[i].options[choice[i]]) for i in np.flatnonzero(lit).tolist())
            for lit, choice in zip(on, self.choices, strict=True)
        ]

    @cached_property
    def _known(self) -> tuple[Class, ...]:
        return tuple(dict.fromkeys(self._paths))

    @cached_property
    def _numbers(self) -> NDArray[np.intp]:
        place = {found: number for number, found in enumerate(self._known)}
        return np.array([place[found] for found in self._paths], dtype=np.intp)


def pure_equilibria(
    game: Game, parameters: Mapping[str, ArrayLike], *, concept: Concept | None = None
) -> EquilibriumSet:
    """Find all pure perfect Bayesian equilibria of every row, with beliefs that support each.

    Parameters
    ----------
    game : Game
        Small, and of perfect recall; any number of players, priors they do not share included.
    parameters : mapping of str to float or (R,) array
        The game's parameters.
    concept : Concept, optional
        What is asked of beliefs; by default the stronger one where it is defined.

    Returns
    -------
    EquilibriumSet
        An equilibrium once for each pure profile, with one choice of supporting beliefs.

    Raises
    ------
    SolverError
        Some player forgets, or a row leaves more than a million profiles.

    Notes
    -----
    Exhaustive over the profiles left after options that nothing can justify are set aside: none is missed, none is
    reported that its certificate does not bear out. Where chance probabilities are zero the rule of `believed` holds:
    an information set gives weight only to members that need the fewest impossible events.

    Examples
    --------
    >>> from standoff.game import trace
    >>> def deter(play, p):
    ...     if play.choose("challenger", "move", ["hold", "seize"]) == "hold":
    ...         return play.end(challenger=0, defender=0)
    ...     if play.choose("defender", "response", ["yield", "fight"]) == "yield":
    ...         return play.end(challenger=1, defender=-1)
    ...     return play.end(challenger=-1, defender=-p.cost)
    >>> game = trace(deter, players=["challenger", "defender"], parameters=["cost"])
    >>> found = pure_equilibria(game, {"cost": [0.5, 1.0, 1.5]})
    >>> for number in range(len(found)):
    ...     print(found.row[number], found.class_of[number])
    0 challenger move: hold
    1 challenger move: hold
    1 challenger move: seize; defender response | move=seize: yield
    2 challenger move: seize; defender response | move=seize: yield
    """
    if not game.perfect_recall:
        raise SolverError(
            "pure perfect Bayesian equilibria need perfect recall",
            where=f"game {game.name!r}",
            need="players who forget nothing: let each see its own moves",
        )
    values = game.evaluate(parameters)
    held = concept_of(game, values.priors[values.fault == 0]) if concept is None else concept
    beliefs = Beliefs(game, held)
    profiles = np.zeros(values.rows, np.int64)
    triples: list[tuple[int, Choices, Floats]] = []
    for number in np.flatnonzero(values.fault == 0).tolist():
        profiles[number], supported = _row(game, values, number, beliefs)
        triples += [(number, choice, belief) for choice, belief in supported]
    row = np.array([number for number, _, _ in triples], dtype=np.intp)
    choices = np.array([choice for _, choice, _ in triples], dtype=np.int32).reshape(len(row), len(game.infosets))
    stated = np.array([belief for _, _, belief in triples]).reshape(len(row), len(game.arrays.set_members))
    solution = _certified(game, parameters, row, choices, stated)
    rejected = int(np.count_nonzero(~solution.solved))
    if rejected:
        kept = np.flatnonzero(solution.solved)
        row, choices = row[kept], choices[kept]
        solution = _certified(game, parameters, row, choices, stated[kept])
    return EquilibriumSet(game, held, values.rows, row, choices, solution, profiles, values, rejected)


def _certified(
    game: Game, parameters: Mapping[str, ArrayLike], row: NDArray[np.intp], choices: Choices, beliefs: Floats
) -> Solution:
    """Certify pure profiles, each in its row, at every information set."""
    columns = {}
    for name in game.parameters:
        column = np.asarray(parameters[name], dtype=np.float64)
        columns[name] = np.full(len(row), column) if column.ndim == 0 else column[row]
    strategies = np.zeros((len(row), len(game.arrays.weight_quantity)))
    np.put_along_axis(strategies, (choices + game.arrays.set_start[:-1]).astype(np.intp), 1.0, axis=1)
    columns[STATEMENT] = np.arange(len(row), dtype=np.float64)
    return solve(game, columns, Stated(strategies, beliefs))


def _row(game: Game, values: Values, row: int, beliefs: Beliefs) -> tuple[int, list[tuple[Choices, Floats]]]:
    """Return the number of profiles of a row, and those with supporting beliefs."""
    arrays, numbers, priors = game.arrays, values.quantities[row], values.priors[row]
    payoffs = numbers[arrays.payoff_quantity]
    tolerance = SHARE * GAIN_TOLERANCE * (payoffs.max(axis=0) - payoffs.min(axis=0))
    alive = undominated(arrays, numbers, priors, tolerance)
    profiles = profiles_of(arrays, alive)
    if profiles > LIMIT:
        raise SolverError(
            "too many pure profiles to look at",
            where=f"game {game.name!r}, row {row}",
            seen=profiles,
            need=f"at most {LIMIT}, counted after options that nothing justifies are set aside; "
            "a smaller game, or a logit solution at high precision for one equilibrium",
        )
    found = np.empty((_ROOM, len(game.infosets)), np.int32)
    count = standing(arrays, numbers, priors, alive, tolerance, found)
    if count > len(found):
        found = np.empty((count, len(game.infosets)), np.int32)
        standing(arrays, numbers, priors, alive, tolerance, found)
    value, agreed = (
        np.empty((len(arrays.kind), len(game.players))),
        np.empty((len(arrays.kind), len(game.players)), np.bool_),
    )
    supported = []
    for choice in found[:count]:
        follow(arrays, numbers, choice, value, agreed)
        held = beliefs.support(priors, choice, value, agreed, tolerance=tolerance)
        if held is not None:
            supported.append((choice, held))
    return profiles, supported


def _any_chance(arrays: GameArrays, quantities: Floats) -> NDArray[np.bool_]:
    """(R, N) whether a node's chance move may come about in truth or in anyone's mind; True below decisions."""
    possible = np.ones((len(quantities), len(arrays.kind)), np.bool_)
    for node in range(1, len(arrays.kind)):
        parent = arrays.parent[node]
        if arrays.kind[parent] == CHANCE:
            place = arrays.chance_start[parent] + arrays.branch[node]
            columns = [arrays.chance_quantity[place], *arrays.believed_quantity[:, place]]
            possible[:, node] = (quantities[:, columns] > 0.0).any(axis=1)
    return possible
