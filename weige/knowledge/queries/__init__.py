"""See the files of this room."""
