"""What a run folder says of itself: the plan that fixes every number in it, and how and when it was carried out."""

import hashlib
import json
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import standoff
from standoff.ensemble.parquet import publish_text
from standoff.errors import RunError

SCHEMA = 1
"""Version of the run folder; a reader refuses a later one."""

NAME = "manifest.json"

SOBOL = "scrambled Sobol' (scipy.stats.qmc)"
"""What a manifest calls the scenario's own design."""

DECIDING = ("ensemble/design.py", "ensemble/seeds.py", "game", "ledger", "model.py", "models", "posture", "scenario")
SOLVING = ("solver.py", "solvers")
"""Parts of the package whose code decides the numbers of a run; a change in any of them is other code."""


@dataclass(frozen=True)
class Plan:
    """Everything that decides the numbers of a run: two runs of one plan on one class of machine are equal bit for bit.

    Parameters
    ----------
    scenario, scenario_hash, ledger_hash : str
        Name and content hashes.
    seed, draws : int
        The design.
    postures : tuple of (name, family)
        The menu, in its order.
    measures : tuple of str
        What the game measures, in its order.
    given : str
        Digest of the draws when the user brought them; empty when they are the seed's.
    """

    scenario: str
    scenario_hash: str
    ledger_hash: str
    seed: int
    draws: int
    postures: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]
    given: str = ""

    def canonical(self) -> str:
        """Return the plan as one canonical line of JSON."""
        return json.dumps(self.record(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)

    def record(self) -> dict[str, Any]:
        """Return the plan as a JSON object."""
        return {
            "schema": SCHEMA,
            "scenario": self.scenario,
            "scenario_hash": self.scenario_hash,
            "ledger_hash": self.ledger_hash,
            "seed": self.seed,
            "draws": self.draws,
            "design": {"method": "given", "digest": self.given} if self.given else {"method": SOBOL},
            "postures": [{"name": name, "family": family} for name, family in self.postures],
            "measures": list(self.measures),
        }

    def differences(self, other: "Plan") -> list[str]:
        """Name the fields in which two plans differ."""
        mine, yours = self.record(), other.record()
        return [key for key in mine if mine[key] != yours[key]]


@dataclass(frozen=True)
class Outcome:
    """What sealing a run found: the content hash and the counts every output prints.

    `failed` counts rows (draw and posture), `failed_draws` draws with at least one failed row; `residual` is the
    largest certificate residual of a solved row, NaN where none was solved; `parts` maps a file to its digest.
    """

    hash: str
    failed: int
    failed_draws: int
    residual: float
    parts: Mapping[str, str]


@dataclass(frozen=True)
class Manifest:
    """A run folder's manifest. `outcome` is None until the run is finished.

    The plan and the outcome are reproducible; `code`, `versions`, `command` and `timings` tell how they came about
    and enter no hash.
    """

    plan: Plan
    code: str
    command: str
    versions: Mapping[str, str] = field(default_factory=dict)
    timings: Mapping[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None

    def write(self, folder: Path) -> None:
        """Write `manifest.json`, whole or not at all."""
        record: dict[str, Any] = {
            "plan": self.plan.record(),
            "hash": None,
            "code": self.code,
            "command": self.command,
            "versions": dict(self.versions),
            "timings": dict(self.timings),
        }
        if self.outcome is not None:
            residual = self.outcome.residual
            record |= {
                "hash": self.outcome.hash,
                "failed": self.outcome.failed,
                "failed_draws": self.outcome.failed_draws,
                "max_residual": residual if residual == residual else None,
                "parts": dict(self.outcome.parts),
            }
        publish_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", folder / NAME)

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read `manifest.json`.

        Raises
        ------
        RunError
            If the folder holds none, or it is damaged or of a later schema.
        """
        path = folder / NAME
        if not path.is_file():
            raise RunError("no run here", where=str(folder), need=f"a folder with {NAME}, made by `standoff run`")
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            schema = record["plan"]["schema"]
            if schema == SCHEMA:
                return cls._of(record)
        except (ValueError, KeyError, TypeError) as error:
            raise RunError("damaged manifest", where=str(path), need="the file as `standoff run` wrote it") from error
        raise RunError("unknown schema of a run folder", where=str(path), seen=schema, need=f"schema {SCHEMA}")

    @classmethod
    def _of(cls, record: Mapping[str, Any]) -> "Manifest":
        plan = record["plan"]
        outcome = None
        if record["hash"] is not None:
            residual = record["max_residual"]
            outcome = Outcome(
                hash=record["hash"],
                failed=record["failed"],
                failed_draws=record["failed_draws"],
                residual=float("nan") if residual is None else residual,
                parts=record["parts"],
            )
        return cls(
            plan=Plan(
                scenario=plan["scenario"],
                scenario_hash=plan["scenario_hash"],
                ledger_hash=plan["ledger_hash"],
                seed=plan["seed"],
                draws=plan["draws"],
                postures=tuple((item["name"], item["family"]) for item in plan["postures"]),
                measures=tuple(plan["measures"]),
                given=plan["design"].get("digest", ""),
            ),
            code=record["code"],
            command=record["command"],
            versions=record["versions"],
            timings=record["timings"],
            outcome=outcome,
        )


@cache
def code_fingerprint() -> str:
    """Return a digest of the installed code that decides a run's numbers, so that no folder mixes two programs."""
    root = Path(standoff.__file__).parent
    whole = hashlib.sha256()
    for part in DECIDING + SOLVING:
        place = root / part
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if path.is_file():
                whole.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:16]


def versions() -> dict[str, str]:
    """Return the versions a run depends on, by package."""
    found = {"standoff": standoff.__version__, "python": platform.python_version()}
    for package in ("numpy", "scipy", "numba", "llvmlite", "duckdb"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return found | {"machine": platform.machine(), "system": sys.platform}
