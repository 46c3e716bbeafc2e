"""Measurements to look at: run by hand with `make bench-…`, never by the tests."""
