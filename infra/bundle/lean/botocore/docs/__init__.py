"""In a bundle instead of botocore's own, which loads all that writes its manual."""
