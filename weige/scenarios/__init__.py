"""Floor 6: scenario packs (data) and their loader."""
