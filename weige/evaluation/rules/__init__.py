"""Pure rules: which facts follow from which events, what an indicator is, what its interval is."""
