"""Reads of people: held posts, who is on duty, where workers are."""
