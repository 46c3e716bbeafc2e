"""Follows the order: payment events, the thank-you page, the way back."""
