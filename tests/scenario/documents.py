"""A small sound scenario as text, and what is needed to spoil it one line at a time."""

import csv
from pathlib import Path

from standoff.ledger.statement import COLUMNS

DOCUMENT = """\
format_version: 1
name: small
title: A small scenario
question: Does the loader see what is wrong?
as_of: 2022-03-23
ledger: ledger.csv
sources:
  fearon1994: {text: "Fearon 1994"}
actors:
  - {id: NATO, name: The alliance, kind: bloc}
  - {id: USA, name: United States, kind: state, of: NATO}
  - {id: RUS, name: Russia, kind: state}
frame:
  bloc: NATO
  lead: USA
  members: [USA]
  rungs:
    - {name: hold, theatre: protege}
    - {name: cyber@allied, theatre: allied}
    - {name: chemical@protege, theatre: protege}
    - {name: seize@allied, theatre: allied}
  order:
    - [cyber@allied, seize@allied]
  instruments:
    - {name: troops, class: force, provider: bloc}
    - {name: strikes, class: force, provider: bloc}
    - {name: sanctions, class: economic, provider: member}
model: {name: toy}
solver: {name: logit, precision: {defender: "precision", challenger: 2.0}}
parameters:
  alpha: {prior: {kind: uniform, lower: 0, upper: 3}, source: fearon1994}
  firm:
    prior: {kind: beta, a: 2, b: 2}
    judgement: true
    note: Nobody knows.
  gain: {expression: "0.5 * alpha + scale", judgement: true, note: Half of it.}
  scale: {prior: {kind: pert, lower: 0, mode: 1, upper: 4}, judgement: true, note: An auxiliary.}
  precision: {prior: {kind: loguniform, lower: 1, upper: 4}, judgement: true, note: From experiments.}
correlations:
  - {between: [alpha, firm], rank: 0.3}
menu:
  - {name: silence, posture: {kind: silence}}
  - {name: stated, posture: {kind: as_stated, reading: strict}}
  - {name: line, posture: {kind: line, rung: cyber@allied}}
  - {name: quiet-line, posture: {kind: private_line, rung: seize@allied}}
  - name: own
    family: custom
    posture:
      kind: custom
      cells:
        - {rung: chemical@protege, response: some response, vague: 0.4}
        - {rung: hold, response: force, withhold: 1}
face_validity:
  posture: silence
  bands: {"rung[hold]": [0.5, 0.9]}
"""


def statement(**cells: str) -> dict[str, str]:
    """A row of a ledger: a binding public rule-out of troops at hold, unless told otherwise."""
    return {
        **dict.fromkeys(COLUMNS, ""),
        "id": "X1",
        "speaker": "Secretary General",
        "principal": "NATO",
        "authority": "binding",
        "record": "on_record",
        "form": "direct",
        "relay": "0",
        "audience": "public",
        "act": "rule_out",
        "direction": "withhold",
        "instruments": "troops",
        "specificity": "instrument+trigger+who+unhedged",
        "date_from": "2022-03-01",
        "source": "x",
        "confidence": "1",
        **cells,
    }


def write(folder: Path, *, document: str = DOCUMENT, rows: list[dict[str, str]] | None = None) -> Path:
    """Write a document with a ledger beside it and return its path."""
    with (folder / "ledger.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows([statement()] if rows is None else rows)
    path = folder / "small.yaml"
    path.write_text(document, encoding="utf-8")
    return path


def spoiled(old: str, new: str) -> str:
    """The document with one text replaced, which must occur."""
    assert DOCUMENT.count(old) >= 1, old
    return DOCUMENT.replace(old, new, 1)


def place_of(document: str, text: str) -> str:
    """The line and column, counted from 1, at which a text first stands in a document."""
    before = document[: document.index(text)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
