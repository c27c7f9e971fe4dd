"""The fold over every sheet, and what is promised of it."""
