"""A stand-in for Stripe: the part of its API, payment page and webhooks that the shop uses."""
