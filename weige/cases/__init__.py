"""Floor 5: report, file, dispatch, act, verify, close; clocks and evidence."""
