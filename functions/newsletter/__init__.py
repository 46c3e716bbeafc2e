"""Takes what readers say of the letter: yes, goodbye, and everything between."""
