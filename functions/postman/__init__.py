"""Empties the outbox: mails and refunds."""
