"""Parts of the benchmark of duplicates: labelled pairs, baselines, figures."""
