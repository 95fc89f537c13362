"""The kernel's reads: the working calendar."""
