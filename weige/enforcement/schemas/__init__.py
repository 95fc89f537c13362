"""Shapes of requests and answers of enforcement."""
