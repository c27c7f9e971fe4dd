"""The guide under load and under failure: `python -m benchmarks.soak`; docs/reliability.md holds the results."""
