"""What changed between two texts: their blocks, which became which, and the words in them."""
