"""Privacy requests: the pages of who asks, and the work that is done for them."""
