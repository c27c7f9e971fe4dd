"""Tests: they mirror careguide/ and also run as a copy beside an installed wheel."""
