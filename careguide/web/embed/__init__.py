"""The guide in the frame of another site: its script, its look and its set-up page."""
