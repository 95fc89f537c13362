"""Floor 7: the demonstration street: prepared map data, the cast, and their loader."""
