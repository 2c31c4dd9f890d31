"""Measurements of speed and memory; each module runs with `python -m benchmarks.NAME`."""
