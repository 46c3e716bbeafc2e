"""The whole stack on one machine, for developing and testing without any account."""
