"""Writes of joint action: one function per verb."""
