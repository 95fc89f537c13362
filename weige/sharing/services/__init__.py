"""Writes of sharing: offered services, requests and updates of others' apps."""
