"""A questionnaire that helps people compare kinds of care; it keeps nothing of what they answer."""

__version__ = "0.1.0"
