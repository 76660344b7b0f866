"""The figures, one a file, used alike by the brief, pages and notebooks."""

from standoff.figures.figure import Figure as Figure
from standoff.figures.paired_differences import Difference as Difference
from standoff.figures.paired_differences import paired_differences as paired_differences
from standoff.figures.posture_matrix import posture_matrix as posture_matrix
from standoff.figures.provocation_ladder import RungShare as RungShare
from standoff.figures.provocation_ladder import provocation_ladder as provocation_ladder
from standoff.figures.regime_map import regime_map as regime_map
from standoff.figures.trade_off import trade_off as trade_off
