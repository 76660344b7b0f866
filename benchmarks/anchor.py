"""Gambit as the anchor: CPU seconds of its agent logit QRE at one precision, reading the file not counted."""

import io
import time

import numpy as np
import pygambit
from numpy.typing import NDArray

from standoff.game import Game
from standoff.game.efg import write_efg

Floats = NDArray[np.float64]


def anchor_seconds(game: Game, columns: dict[str, Floats], precision: float, rows: int) -> Floats:
    """Return Gambit's CPU seconds for each of the first rows."""
    seconds = np.empty(rows)
    for row in range(rows):
        text = write_efg(game, {name: float(column[row]) for name, column in columns.items()})
        theirs = pygambit.read_efg(io.StringIO(text))
        started = time.process_time()
        pygambit.qre.logit_solve_lambda(theirs, [precision])
        seconds[row] = time.process_time() - started
    return seconds


def version() -> str:
    """Return what the anchor is."""
    return f"pygambit {pygambit.__version__}"
