"""`standoff resume`: finish a run that was interrupted or killed."""

from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING

import click

from standoff.cli.arguments import folder_of, run_argument
from standoff.cli.printing import json_option
from standoff.cli.run import carry_out, executor_option, report, workers_option

if TYPE_CHECKING:
    from standoff.ensemble.run import Progress
    from standoff.ensemble.store import Run


@click.command("resume")
@run_argument
@workers_option
@executor_option
@json_option
def command(run: str, workers: int | None, place: str, as_json: bool) -> None:
    """Finish RUN, a run folder (the latest in `runs` when left out), to the hash of the unbroken run.

    Only draws that no part holds are solved. With --json: the object that `standoff run` prints.
    """
    from standoff.ensemble.run import resume

    folder = folder_of(run)

    def work(executor: Executor, tell: "Callable[[Progress], None]") -> "Run":
        return resume(folder, executor=executor, progress=tell)

    report(carry_out(work, folder, workers=workers, place=place), as_json=as_json)
