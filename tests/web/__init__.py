"""Tests of the web: pages, headers, bad input."""
