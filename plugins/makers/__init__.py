"""What each part of the site is made of: from the catalogue to pages and files."""
