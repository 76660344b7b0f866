"""What a leader gains by binding itself before the follower moves."""

from standoff.solvers.commitment.announced import Commitment, Method, commitment
from standoff.solvers.commitment.ascent import climb

__all__ = ["Commitment", "Method", "climb", "commitment"]
