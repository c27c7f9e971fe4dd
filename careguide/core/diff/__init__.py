"""Two versions of the content, over every sheet."""
