"""The benchmark's results as a page."""

from collections.abc import Mapping, Sequence
from typing import Any

_TABLE = (
    ("game", "game", "{}"),
    ("precision", "precision", "{}"),
    ("threads", "threads", "{}"),
    ("rows", "rows", "{:,}"),
    ("rows_per_s", "rows/s", "{:,.0f}"),
    ("anchor_rows_per_s", "Gambit/s", "{:,.1f}"),
    ("ratio", "ratio", "{:,.0f}"),
    ("rows_per_s_certified", "certified rows/s", "{:,.0f}"),
    ("evaluations", "evaluations", "{:.1f}"),
    ("wrong_branch", "wrong branch", "{:.1e}"),
    ("max_residual", "residual", "{:.0e}"),
    ("failed", "failed", "{}"),
)
_COMPILE = (("game", "game", "{}"), ("compile_s", "compiled, s", "{:.2f}"), ("cached_s", "from the cache, s", "{:.2f}"))


def written(results: Mapping[str, Any]) -> str:
    """Return the results as Markdown."""
    threaded = [r for r in results["rows"] if "over_one_thread" in r]
    over = [f"{r['game']} {r['over_one_thread']:.2f} ({r['certified_over_one_thread']:.2f})" for r in threaded]
    return "\n".join(
        [
            "# How fast the logit engine is",
            "",
            f"{results['date']}. {results['machine']}. Anchor: {results['anchor']}, in the same run.",
            "",
            "CPU seconds, one core, solving only (numbers evaluated, file read); two threads in wall seconds.",
            "The *wrong branch* rate is against re-traces of every row with steps halved until two agree.",
            "*Certified rows/s* is the whole of `solve`: evaluation, solution, independent certificate;",
            "at precision 30 and 100 that is all that is shown.",
            "Made by `make bench`.",
            "",
            *table(_TABLE, results["rows"]),
            "",
            f"Two threads over one, wall time, in brackets the whole of `solve`: {', '.join(over)}",
            f"(load average {results['rows'][0]['load']:.1f}).",
            "",
            "## Without AVX-512",
            "",
            *table(_TABLE, [row for row in results["avx2"] if row["threads"] == 1]),
            "",
            "## How cost grows",
            "",
            "![CPU time a row by size of the tree, and CPU time by number of rows](cost.svg)",
            "",
            "## Before the first row",
            "",
            "CPU seconds from a traced game to its machine code, each in a process of its own.",
            "",
            *table(_COMPILE, results["compile"]),
            "",
        ]
    )


def table(columns: Sequence[tuple[str, str, str]], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    head = ["| " + " | ".join(title for _, title, _ in columns) + " |", "|" + "---|" * len(columns)]
    return head + ["| " + " | ".join(_cell(row.get(key), form) for key, _, form in columns) + " |" for row in rows]


def _cell(value: object, form: str) -> str:
    missing = value is None or value != value
    return "" if missing else form.format(value)
