"""What the server logs: each line is one JSON object, without anything that anyone answered."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from careguide.web.wsgi.access_log import ACCESS


def set_up(level: str) -> dict[str, Any]:
    """Return how Python's logging is to be set up, for `logging.config.dictConfig`.

    Everything the process writes goes through it, including the lines of the server and of libraries.
    """
    stdlib, processors = structlog.stdlib, structlog.processors
    chain = [stdlib.ExtraAdder(), stdlib.add_log_level, stdlib.add_logger_name]
    json = {
        "()": stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*chain, processors.TimeStamper(fmt="iso", utc=True)],
        "processors": [stdlib.ProcessorFormatter.remove_processors_meta, bare_fault, processors.JSONRenderer()],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": json},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "careguide": {},  # Flask may have given it a handler of its own
            ACCESS: {"level": logging.INFO},  # whether it is written has a setting of its own
            "_granian": {},  # what granian calls its own lines; it has no public name for them
            "granian.access": {"propagate": False},
        },
    }


def bare_fault(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Log the kind of an exception and where it happened, and nothing else: messages can repeat answers."""
    told = event.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    error = told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["kind"] = type(error).__name__
        event["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    event.pop("stack_info", None)
    return event
