"""What is in front of Flask: kept pages, turns, bodies, the access log and the counts."""
