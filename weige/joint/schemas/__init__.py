"""Shapes of requests and answers of joint action."""
