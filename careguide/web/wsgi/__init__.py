"""What stands before Flask: kept pages, turns, bodies, the access log and the counts."""
