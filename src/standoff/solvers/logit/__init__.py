"""Agent logit QRE: the principal branch, by one of two kernels that agree."""

from standoff.solvers.logit.care import Care, Kernel
from standoff.solvers.logit.qre import LogitQRE

__all__ = ["Care", "Kernel", "LogitQRE"]
