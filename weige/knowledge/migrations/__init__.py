"""Migrations of the knowledge module."""
