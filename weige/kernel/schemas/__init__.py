"""Shapes of the kernel's API answers: the working calendar."""
