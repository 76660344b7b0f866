"""Which beliefs of a game are distinct, and which follow from others: the unknowns of the reduced system.

At an information set the owner weighs each member by chance, as it sees chance, times the opponents' choices on the
way there; its own past choices cancel. What all members share cancels too. Members that differ only in chance keep
fixed proportions and form one *class*; sets whose classes then have equal likelihood ratios hold one *distinct belief*;
and a belief whose classes continue the classes of another follows from that one by Bayes' rule (*chaining*).
Everything here is symbolic and done once for a game: a probability is the number of its quantity.
"""

from collections import Counter
from typing import Any, NamedTuple, TypeVar

from standoff.game.arrays import CHANCE, DECISION, GameArrays

T = TypeVar("T", bound=Any)

Factor = tuple[int, int]
"""(information set, option): the probability that its owner takes the option."""

Factors = tuple[tuple[Factor, int], ...]
"""A product of choices, sorted, each with its power."""

Chances = tuple[tuple[tuple[int, int], ...], ...]
"""A sum of products of chance probabilities, sorted; each product lists (quantity, power)."""


class Belief(NamedTuple):
    """A distinct belief: the classes in canonical order, each with its choices and its chances."""

    choices: tuple[Factors, ...]
    chances: tuple[Chances, ...]
    infosets: tuple[int, ...]
    """The information sets where it is held; the first stands for all."""


class Chain(NamedTuple):
    """How a belief follows from another: class q continues class `classes[q]` of belief `origin`."""

    origin: int
    classes: tuple[int, ...]
    more: tuple[Factors, ...]
    """The choices that class q has beyond its origin's."""
    chance_differs: bool


class Beliefs(NamedTuple):
    """The distinct beliefs of a game (I information sets, M members)."""

    distinct: tuple[Belief, ...]
    belief_of: tuple[int, ...]
    """(I,) which distinct belief each set holds."""
    class_of: tuple[int, ...]
    """(M,) the class of each member within its set's belief."""


def distinct_beliefs(arrays: GameArrays, *, certain: frozenset[int] = frozenset()) -> Beliefs:
    """Return the distinct beliefs of a game of perfect recall.

    Parameters
    ----------
    arrays : GameArrays
        The tree.
    certain : frozenset of int
        Quantities that are the constant 1, which no product needs.
    """
    found: dict[tuple[tuple[Factors, Chances], ...], int] = {}
    members: list[list[int]] = []
    belief_of: list[int] = []
    class_of: list[int] = []
    for infoset in range(len(arrays.set_player)):
        key, classes = _classes(arrays, infoset, certain)
        number = found.setdefault(key, len(found))
        if number == len(members):
            members.append([])
        members[number].append(infoset)
        belief_of.append(number)
        class_of.extend(classes)
    distinct = tuple(
        Belief(tuple(choices for choices, _ in key), tuple(chances for _, chances in key), tuple(infosets))
        for key, infosets in zip(found, members, strict=True)
    )
    return Beliefs(distinct, tuple(belief_of), tuple(class_of))


def chain_of(beliefs: Beliefs, number: int, candidates: list[int]) -> Chain | None:
    """Return how belief `number` follows from the candidate that leaves the fewest choices to add, if from any.

    Examples
    --------
    A defender who has seen one move more than another defender of the same kind starts from that one's belief; see
    ``tests/solvers/test_beliefs.py``.
    """
    belief = beliefs.distinct[number]
    best: Chain | None = None
    best_size = 0
    for candidate in candidates:
        origin = beliefs.distinct[candidate]
        size = sum(power for choices in origin.choices for _, power in choices)
        if candidate == number or len(origin.choices) != len(belief.choices) or size <= best_size:
            continue
        if size >= sum(power for choices in belief.choices for _, power in choices):
            continue
        classes = _continued(belief.choices, origin.choices)
        if classes is not None:
            more = tuple(_less(c, origin.choices[q]) for c, q in zip(belief.choices, classes, strict=True))
            same = all(belief.chances[k] == origin.chances[q] for k, q in enumerate(classes))
            best, best_size = Chain(candidate, classes, more, not same), size
    return best


def _classes(
    arrays: GameArrays, infoset: int, certain: frozenset[int]
) -> tuple[tuple[tuple[Factors, Chances], ...], list[int]]:
    """Return the canonical classes of a set, and the class of each member."""
    first, last = int(arrays.set_members_start[infoset]), int(arrays.set_members_start[infoset + 1])
    nodes = [int(node) for node in arrays.set_members[first:last]]
    player = int(arrays.set_player[infoset])
    paths = [_path(arrays, node, player, certain) for node in nodes]
    choices = _without_common([path[0] for path in paths])
    chances = _without_common([path[1] for path in paths])
    grouped: dict[Factors, list[tuple[tuple[int, int], ...]]] = {}
    for choice, chance in zip(choices, chances, strict=True):
        grouped.setdefault(_sorted(choice), []).append(_sorted(chance))
    order = sorted(grouped)
    key = tuple((choice, tuple(sorted(grouped[choice]))) for choice in order)
    return key, [order.index(_sorted(choice)) for choice in choices]


def _path(
    arrays: GameArrays, node: int, player: int, certain: frozenset[int]
) -> tuple[Counter[tuple[int, int]], Counter[int]]:
    """Return the opponents' choices and the chance quantities, as `player` sees them, on the way to a node."""
    choices: Counter[tuple[int, int]] = Counter()
    chances: Counter[int] = Counter()
    while arrays.parent[node] >= 0:
        branch, node = int(arrays.branch[node]), int(arrays.parent[node])
        if arrays.kind[node] == CHANCE:
            quantity = int(arrays.believed_quantity[player, arrays.chance_start[node] + branch])
            if quantity not in certain:
                chances[quantity] += 1
        elif arrays.kind[node] == DECISION and arrays.branches[node] > 1:
            infoset = int(arrays.infoset[node])
            if arrays.set_player[infoset] != player:
                choices[infoset, branch] += 1
    return choices, chances


def _without_common(counters: list[Counter[T]]) -> list[Counter[T]]:
    common = counters[0].copy()
    for counter in counters[1:]:
        common &= counter
    return [counter - common for counter in counters]


def _sorted(counter: Counter[T]) -> tuple[tuple[T, int], ...]:
    return tuple(sorted(counter.items()))


def _continued(classes: tuple[Factors, ...], origins: tuple[Factors, ...]) -> tuple[int, ...] | None:
    """Return which origin each class continues, None unless that is one each and all different."""
    found: list[int] = []
    for choices in classes:
        powers = dict(choices)
        fitting = [q for q, o in enumerate(origins) if all(powers.get(f, 0) >= power for f, power in o)]
        if len(fitting) != 1:
            return None
        found.append(fitting[0])
    return tuple(found) if len(set(found)) == len(found) else None


def _less(choices: Factors, origin: Factors) -> Factors:
    return _sorted(Counter(dict(choices)) - Counter(dict(origin)))
