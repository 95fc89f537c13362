"""Tests of the stream detectors."""
