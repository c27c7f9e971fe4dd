"""Serve one of `benchmarks.apps` as `careguide serve` would: python -m benchmarks.launch NAME PORT WORKERS."""

from __future__ import annotations

import sys

from benchmarks.apps import Constant
from careguide.cli import server
from careguide.config import Config

if __name__ == "__main__":
    _, chosen, port, workers = sys.argv
    server.run(Constant(chosen), "127.0.0.1", int(port), int(workers), Config())
