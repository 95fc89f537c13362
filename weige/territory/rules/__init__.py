"""Pure rules of the ground: datums, geometry checks, and the index that finds the cells of a point (no
Django).
"""
