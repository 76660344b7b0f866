"""Scenarios: the YAML document, read into frozen typed values, with errors that name line and mend.

Importing this loads no SciPy, Numba, DuckDB or Altair; the game is traced and the solver loaded on first use.
"""

from standoff.scenario.bundle import Listed, bundled, bundled_names
from standoff.scenario.loading import load, read
from standoff.scenario.menu import remade
from standoff.scenario.scenario import (
    Actor,
    Argument,
    Band,
    Citation,
    Derived,
    FaceValidity,
    MenuItem,
    ParameterPrior,
    Scenario,
    SolverChoice,
)

__all__ = [
    "Actor",
    "Argument",
    "Band",
    "Citation",
    "Derived",
    "FaceValidity",
    "Listed",
    "MenuItem",
    "ParameterPrior",
    "Scenario",
    "SolverChoice",
    "bundled",
    "bundled_names",
    "load",
    "read",
    "remade",
]
