"""standoff: under which conditions is each way of deterring right, and how would we know?"""

__version__ = "0.1.0"
