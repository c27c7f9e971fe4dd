"""Tests of careguide/core: they mirror it, module by module."""
