"""What is asked: the content as it is read, its faults, and what it points at."""
