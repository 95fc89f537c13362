"""What the street learns from its cases: black spots, what was done about them, and what it changed."""
