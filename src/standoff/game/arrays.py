"""The one array layout of a game: what kernels see."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bytes = NDArray[np.int8]

TERMINAL, CHANCE, DECISION = 0, 1, 2
"""Values of `GameArrays.kind`."""


class GameArrays(NamedTuple):
    """A game tree as flat arrays, the same for every draw; numbers that differ by draw are looked up as quantities.

    Sizes: N nodes, B chance branches, T terminals, I information sets, A actions over all information sets,
    M members over all information sets, P players, Q measures, K quantities.

    Invariants
    ----------
    Nodes are in breadth-first order: ``parent[n] < n``, and the children of a node are contiguous, so branch b of
    node n leads to ``first_child[n] + b``. A forward loop meets every parent before its children, a reverse loop
    every child before its parent. Members of one information set are in node order. Strategies are one vector of
    length A in which the options of set i occupy ``set_start[i]:set_start[i + 1]``.

    A *quantity* is a distinct number of the game (a payoff, probability, weight or measure), a column of the (R, K)
    table that `Game.evaluate` makes; the ``*_quantity`` arrays say which column to read.
    """

    kind: Bytes  # (N,) TERMINAL, CHANCE or DECISION
    parent: Ints  # (N,) -1 at the root
    branch: Ints  # (N,) which option of its parent leads here; -1 at the root
    first_child: Ints  # (N,) -1 at terminals
    branches: Ints  # (N,) number of children; 0 at terminals
    infoset: Ints  # (N,) information set of a decision node, else -1
    member: Ints  # (N,) position of a decision node in set_members, else -1
    chance_start: Ints  # (N,) first chance branch of a chance node, else -1: branch b is chance_start[n] + b
    terminal: Ints  # (N,) number of a terminal, else -1
    set_player: Ints  # (I,) who decides
    set_start: Ints  # (I + 1,) offsets into the strategy vector; set_start[I] == A
    set_members_start: Ints  # (I + 1,) offsets into set_members; last == M
    set_members: Ints  # (M,) decision nodes, grouped by information set
    chance_quantity: Ints  # (B,) column of the true probability of a chance branch
    believed_quantity: Ints  # (P, B) column of the probability player i gives it
    payoff_quantity: Ints  # (T, P)
    measure_quantity: Ints  # (T, Q)
    weight_quantity: Ints  # (A,) column of the base weight of an option (unnormalised, positive)
