"""What stands in docs/ and in the package but is made from the code: `make docs` makes all of it anew."""
