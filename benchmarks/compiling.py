"""How long a game takes before its first row is solved: with an empty cache, and in a new process with a full one."""

import json
import subprocess
import sys
import tempfile
import time
from typing import Any

_NAMES = ("S", "M", "L", "XL", "ladder")


def compile_times() -> list[dict[str, Any]]:
    """Return, for every game, seconds to machine code cold and cached, each in a process of its own."""
    found = []
    for name in _NAMES:
        with tempfile.TemporaryDirectory() as folder:
            cold, cached = (_in_process(name, folder) for _ in range(2))
        found.append({"game": name, "compile_s": cold["seconds"], "cached_s": cached["seconds"]})
    return found


def _in_process(name: str, folder: str) -> Any:
    program = f"import json, benchmarks.compiling as c; print(json.dumps(c.first_code({name!r})))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=_environment(folder)
    )
    return json.loads(done.stdout)


def _environment(folder: str) -> dict[str, str]:
    import os

    return {**os.environ, "XDG_CACHE_HOME": folder}


def first_code(name: str) -> dict[str, Any]:
    """Return the CPU seconds from a traced game to callable code."""
    from benchmarks.games import crisis_game
    from benchmarks.ladder import SCENARIO
    from standoff.scenario import load
    from standoff.solvers.logit.compiled import takes
    from standoff.solvers.logit.expressions import evaluator_of

    game = load(SCENARIO).game if name == "ladder" else crisis_game(name)
    started = time.process_time()
    assert takes(game)
    evaluator_of(game)
    return {"seconds": time.process_time() - started}
