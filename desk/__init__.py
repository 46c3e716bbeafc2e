"""The owner's commands: `shop …`."""
