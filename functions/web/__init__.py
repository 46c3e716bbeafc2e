"""What every function that answers browsers shares: forms, pages, errors, the origin check."""
