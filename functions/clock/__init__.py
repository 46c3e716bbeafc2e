"""Ends what has had its time: holds, and wishes for the letter."""
