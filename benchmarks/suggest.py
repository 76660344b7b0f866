"""How well drafts agree with hand-coded texts: ``python -m benchmarks.suggest [--json]``, with 95 % Wilson intervals.

The development set is what the rules were tuned on. Fresh texts were coded before the suggester saw them; what the
first run of each round gave stands in ``tests/suggest/fresh/README.md``. Agreement of a second coding with the first is
the ceiling any suggester can be held to.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests" / "suggest"
sys.path.insert(0, str(TESTS))

import labelled  # noqa: E402
import matrices  # noqa: E402
import scoring  # noqa: E402

from standoff.ledger.suggest import Draft, suggest  # noqa: E402

SETS = (
    ("development set", labelled.FOLDER),
    *(
        (
            f"fresh texts, round {number}: coded before the first run, later learnt from",
            TESTS / "fresh" / f"round-{number}",
        )
        for number in (1, 2, 3, 4, 5, 6)
    ),
    ("fresh texts, round 7: coded before the first run, hardly learnt from", TESTS / "fresh" / "round-7"),
)


def drafts_of(text: labelled.LabelledText) -> Sequence[Draft]:
    """Suggest from one labelled text, with its own date."""
    return suggest(text.text, date=date.fromisoformat(text.date) if text.date else None, source=text.name)


def _compared(scored: Sequence[scoring.Scored], *, flagged: bool) -> tuple[int, str]:
    cells, cases = matrices.compared(scored, flagged=flagged)
    return cells, "no reversal" if not cases else f"{len(cases)} reversals"


def speed() -> tuple[int, float]:
    """Suggest from a megabyte of the labelled texts laid end to end; return its size and the processor seconds."""
    texts = [text.text for text in labelled.texts()]
    megabyte = "\n\n".join(texts * (1_000_000 // sum(map(len, texts)) + 1))[:1_000_000]
    suggest("A said: “B.”")
    begin = time.process_time()
    suggest(megabyte)
    return len(megabyte), time.process_time() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON value")
    parser.add_argument("--mistakes", action="store_true", help="print what must never happen, case by case")
    options = parser.parse_args()
    found: dict[str, dict[str, str]] = {}
    fresh: list[scoring.Scored] = []
    for title, folder in SETS:
        texts = labelled.texts(folder)
        if not texts:
            continue
        scored = scoring.score(texts, drafts_of)
        if folder.parent.name == "fresh":
            fresh.extend(scored)
        count = sum(len(text.statements) for text in texts)
        rows = dict(scoring.report(scored))
        cases = scoring.zero_tolerance(scored)
        found[title] = {
            "texts": str(len(texts)),
            "statements": str(count),
            **rows,
            "must never happen": str(len(cases)),
            "cells of both matrices, reversals": "{} cells, {}".format(*_compared(scored, flagged=False)),
            "  with every draft": "{} cells, {}".format(*_compared(scored, flagged=True)),
        }
        if options.mistakes and not options.json:
            print("\n".join(cases))
    found["all fresh texts together"] = {"right where confidence >= .9": str(scoring.confident(fresh))}
    size, seconds = speed()
    found["speed"] = {"characters": str(size), "processor seconds": f"{seconds:.1f}"}
    second = labelled.recoded(TESTS / "second-coding", labelled.texts())
    if second:
        found["second coding of the same texts (same coder, without looking)"] = dict(
            scoring.agreement(second, labelled.texts())
        )
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for title, rows in found.items():
        print(f"\n{title}")
        for name, value in rows.items():
            print(f"  {name:40} {value}")


if __name__ == "__main__":
    main()
