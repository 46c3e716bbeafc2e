"""The site as the real Pelican builds it, and every way its content can be wrong."""
