"""Where chunks are solved: here, in threads, in processes, on a Dask cluster, or whatever speaks `concurrent.futures`.

The kernels release Python's lock, so threads are as fast as processes and start at once; processes are for models whose
numbers are computed in Python. On a cluster the workers must see the run folder.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from enum import Enum
from importlib import import_module
from threading import Thread
from typing import Any

from standoff.errors import RunError

PRELOADED = ("standoff.ensemble.run", "standoff.solvers.logit.compiled", "scipy.stats.qmc", "duckdb")
"""What the fork server imports once for all workers, some two seconds' worth, while the run is being prepared."""

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


class Kind(Enum):
    """What kind of workers."""

    THREADS = "threads"
    PROCESSES = "processes"


def local(workers: int, kind: Kind = Kind.THREADS) -> Executor:
    """Return an executor on this machine; one worker is this thread itself.

    Processes start from a fork server: forking a process that has threads or an open DuckDB would copy their locks.
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
    if kind is Kind.THREADS:
        return ThreadPoolExecutor(workers)
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload(list(PRELOADED))
    forkserver.ensure_running()
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("forkserver"), initializer=_begin)


def cluster(address: str) -> Executor:
    """Return an executor on a Dask cluster, given its scheduler's address.

    Raises
    ------
    RunError
        If Dask is not installed or nobody answers there.
    """
    try:
        client_of = import_module("distributed").Client
    except ImportError:
        raise RunError("Dask is not installed", need="pip install distributed, here and on the workers") from None
    try:
        client = client_of(address, timeout="10s")
    except (OSError, ValueError, TimeoutError) as error:
        raise RunError("no Dask scheduler answers", where=address, seen=str(error), need="its address") from error
    executor: Executor = client.get_executor()
    return executor


def workers_of(executor: Executor | None) -> int:
    """Return how many chunks an executor works on at once; what does not tell counts as a small cluster."""
    if executor is None or isinstance(executor, InProcess):
        return 1
    return int(getattr(executor, "_max_workers", 16))


def available() -> int:
    """Return the number of processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


def _begin() -> None:
    """Prepare a worker process: it leaves interrupts to its parent, and goes when its parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: Any) -> None:
    parent.join()
    os._exit(1)  # from here nothing else ends a worker that waits for work from a parent that was killed
