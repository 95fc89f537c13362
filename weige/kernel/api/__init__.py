"""The kernel's endpoints: the working calendar."""
