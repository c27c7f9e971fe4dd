"""What is in docs/ and in the package but made from the code: `make docs` updates all of it."""
