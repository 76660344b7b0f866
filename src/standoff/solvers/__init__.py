"""Solvers, one a file: each proposes strategies for `standoff.solver.solve` to certify."""
