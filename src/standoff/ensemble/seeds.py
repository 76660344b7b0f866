"""The single place where a seed becomes random numbers."""

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator


class Stream(IntEnum):
    """What random numbers are for: each use has its own stream, so that none shifts another."""

    DESIGN = 0
    BOOTSTRAP = 1
    AUDIT = 2
    RESAMPLE = 3


def generator(seed: int, stream: Stream, *key: int) -> "Generator":
    """Return the generator of one stream of one seed. Seed 0 is a seed.

    Parameters
    ----------
    seed : int
        Zero or more.
    stream : Stream
        The use; streams of one seed are independent.
    *key : int
        A further index within the stream, such as the number of a replicate.

    Examples
    --------
    >>> first, again = generator(0, Stream.DESIGN), generator(0, Stream.DESIGN)
    >>> float(first.random()) == float(again.random())
    True
    >>> float(first.random()) == float(generator(0, Stream.AUDIT).random())
    False
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(int(stream), *key)))
