"""Where chunks are solved: here, in a pool of processes, or on whatever else speaks `concurrent.futures`."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any

from standoff.errors import RunError

MOST = 64
"""More workers than this on one machine is a slip of the keyboard."""


class InProcess(Executor):
    """An executor that does the work at once, in the caller's thread, where an interrupt reaches it.

    Examples
    --------
    >>> with InProcess() as executor:
    ...     executor.submit(max, 2, 3).result()
    3
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Call `fn` and return its finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def local(workers: int) -> Executor:
    """Return an executor on this machine: in the process for one worker, else a pool of fresh processes.

    Workers start from a fork server: forking a process that has threads or an open DuckDB would copy their locks.
    They ignore the interrupt from the keyboard, which the parent answers for all.

    Raises
    ------
    RunError
        If the number of workers is out of range.
    """
    if not 1 <= workers <= MOST:
        raise RunError("number of workers out of range", where="workers", seen=workers, need=f"from 1 to {MOST}")
    if workers == 1:
        return InProcess()
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(method), initializer=_quiet)


def available() -> int:
    """Return the number of processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


def _quiet() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
