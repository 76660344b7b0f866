"""What a leader gains by binding itself before the follower moves."""

from standoff.solvers.commitment.announced import Commitment, Method, commitment

__all__ = ["Commitment", "Method", "commitment"]
