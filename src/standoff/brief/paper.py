"""The brief as a PDF, typeset without a browser."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from standoff.brief.content import Brief
from standoff.brief.numbers import percent, signed, significant
from standoff.errors import RunError
from standoff.figures import Figure

TEMPLATE = Path(__file__).with_name("templates") / "memo.typ"


def write_paper(brief: Brief, folder: Path) -> Path:
    """Write `brief.pdf` into `folder`, whose `figures/` holds the brief's figures as PNG; return its path.

    Raises
    ------
    RunError
        If the typesetter is not installed (the extra `pdf`).
    """
    try:
        import typst
    except ImportError as error:
        raise RunError("PDF needs the typesetter", need="pip install 'standoff[pdf]'") from error
    root = folder.resolve()
    source = root / ".brief.typ"
    page = root / "brief.pdf"
    source.write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    try:
        data = json.dumps(as_data(brief), ensure_ascii=False)
        typst.compile(source, output=page, root=root, sys_inputs={"data": data, "figures": "figures"})
    finally:
        source.unlink()
    return page


def as_data(brief: Brief) -> dict[str, Any]:
    """Return a brief as plain JSON values, numbers already written for people."""
    data = {name: _plain(getattr(brief, name)) for name in brief.__dataclass_fields__}
    for table in ("comparison", "one_a_family"):
        rows = getattr(brief, table)
        data[table] = [
            {
                "posture": row.posture,
                "difference": signed(row.difference),
                "half_width": significant(row.half_width),
                "regret": significant(row.regret),
                "best_share": percent(row.best_share),
                "standing": row.standing,
            }
            for row in rows
        ]
    data["moved"] = [row._asdict() | {"margin": signed(row.margin), "order": f"{row.order:.2f}"} for row in brief.moved]
    return data


def _plain(value: object) -> Any:
    if isinstance(value, Figure):
        kept = asdict(value)
        return {name: kept[name] for name in ("name", "title", "alt", "note")}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(item) for name, item in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value
