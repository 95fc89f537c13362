"""Tests of joint action."""
