"""Floor 3: shops and, later, persons, households and organisations, with masking."""
