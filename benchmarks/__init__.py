"""What standoff's speed is measured on. Run ``python -m benchmarks``."""
