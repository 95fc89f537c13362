"""A simulated street: devices, shops, residents and workers that use the public interfaces only."""
