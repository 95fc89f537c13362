"""The cockpit's reads: other modules' queries composed into one screen."""
