"""Floor 2: area layers and their trees, addresses, buildings, premises, roads; locate(point)."""
