"""Many draws of a scenario under every posture: the design, the run, and the folder that keeps it."""
