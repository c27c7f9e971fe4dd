"""`python -m careguide` is the command `careguide`."""

from careguide.cli import main

main()
