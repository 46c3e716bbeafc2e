"""The rules of the shop, in plain Python: no network, no files, no clock of its own."""
