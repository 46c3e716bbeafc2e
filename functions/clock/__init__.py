"""Ends holds whose time is up."""
