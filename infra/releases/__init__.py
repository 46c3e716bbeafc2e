"""Publishing: the site into its bucket, the release onto the shelf, and one key that shows both."""
