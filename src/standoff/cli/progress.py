"""How far long work is, on standard error: a bar on a terminal, a plain line now and then elsewhere."""

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from standoff.ensemble.run import Progress

EVERY = 10.0
"""Seconds between lines where there is no terminal."""


@contextmanager
def shown(what: str, *, quiet: bool = False) -> "Iterator[Callable[[Progress], None]]":
    """Show progress while the body runs.

    Parameters
    ----------
    what : str
        What is being done.
    quiet : bool
        Show nothing.

    Yields
    ------
    callable
        To be called with a `Progress` now and then.
    """
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bar(what) as tell:
            yield tell
    else:
        yield _lines(what)


def _lines(what: str) -> "Callable[[Progress], None]":
    last = -math.inf

    def tell(progress: "Progress") -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY or progress.done == progress.draws:
            last = now
            click.echo(f"{what}: {in_words(progress)}", err=True)

    return tell


@contextmanager
def _bar(what: str) -> "Iterator[Callable[[Progress], None]]":
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[words]}"))
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None, words="starting")

        def tell(progress: "Progress") -> None:
            bar.update(task, total=progress.draws, completed=progress.done, words=in_words(progress))

        yield tell


def in_words(progress: "Progress") -> str:
    """Say how far a run is.

    Examples
    --------
    >>> from standoff.ensemble.run import Progress
    >>> in_words(Progress(64, 256, 0, 75.0))
    '64 of 256 draws, 0 rows failed, 1 min 15 s left'
    """
    said = f"{progress.done} of {progress.draws} draws, {progress.failed} rows failed"
    if progress.done < progress.draws and math.isfinite(progress.seconds_left):
        said += f", {duration(progress.seconds_left)} left"
    return said


def duration(seconds: float) -> str:
    """Say how long something takes.

    Examples
    --------
    >>> duration(0.4), duration(75), duration(7500)
    ('1 s', '1 min 15 s', '2 h 5 min')
    """
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
