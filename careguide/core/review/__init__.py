"""What a clinical reviewer reads and signs."""
