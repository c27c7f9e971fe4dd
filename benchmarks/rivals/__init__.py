"""What people would pick instead, on the same questions, measured in one run."""
