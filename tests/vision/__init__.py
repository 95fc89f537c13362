"""Tests of the camera worker."""
