"""Pure rules of enforcement."""
