"""Open interfaces for others' programs: Open311 GeoReport v2."""
