"""Tests of the installation: embedded database, supervisor, commands, doctor, backups, the demo as a process."""
