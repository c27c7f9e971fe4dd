"""What careguide costs, measured on the machine at hand; docs/performance.md holds the figures."""
