"""The kernel's writes, one function per verb: the working calendar."""
