"""Distances between near places."""

from math import cos, hypot, radians

METRES_A_DEGREE = 111_320.0


def distance_m(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Metres between two places less than some kilometres apart (flat earth at that latitude; WGS84 degrees)."""
    return METRES_A_DEGREE * hypot((to_lon - lon) * cos(radians(lat)), to_lat - lat)
