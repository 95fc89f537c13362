"""Parts of benchmarks/cases.py."""
