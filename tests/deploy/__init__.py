"""The recipes of docs/deploy.md, each run on a machine of its own."""
