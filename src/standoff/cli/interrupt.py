"""Ctrl-C at a good moment: the first is answered when the work at hand is safe, the second at once."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def deferred(what: str) -> Iterator[Callable[[], None]]:
    """Hold back the first interrupt while the body runs.

    An interrupt in the midst of compiled code or a file being written surfaces as whatever that code makes of it. So
    the first one is noted and said, and raised by the function that is yielded, which the body calls between pieces of
    work. A second one is raised where it strikes.

    Parameters
    ----------
    what : str
        What will be finished first, for the message.

    Yields
    ------
    callable
        Raises KeyboardInterrupt if one has been asked for.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None  # only the main thread gets signals
        return
    asked = False

    def note(_number: int, _frame: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        click.echo(f"\nInterrupted: finishing {what}; once more to stop at once.", err=True)

    def check() -> None:
        if asked:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, note)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, before)
