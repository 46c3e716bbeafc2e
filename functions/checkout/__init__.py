"""Takes the order: holds the stock and opens the payment page."""
