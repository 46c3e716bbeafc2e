"""Pelican's part of the house: what the owner writes becomes pages, and the release to sell."""
