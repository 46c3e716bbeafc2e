"""The shop's search: what can be found, and the files in which a browser looks for it."""
