"""Reads of joint action."""
