"""All pure perfect Bayesian equilibria of small games, with supporting beliefs and what refinements make of them."""

from standoff.solvers.pure_equilibria.beliefs import Concept
from standoff.solvers.pure_equilibria.found import LIMIT, Class, EquilibriumSet, pure_equilibria

__all__ = ["LIMIT", "Class", "Concept", "EquilibriumSet", "pure_equilibria"]
