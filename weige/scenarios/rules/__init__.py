"""Pure: what a pack file says and whether its own tests hold."""
