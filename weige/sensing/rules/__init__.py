"""Pure rules of sensing: reading signals, judging streams, grouping, permits, the life of a warning.

No Django.
"""
