"""What runs on Lambda: forms and events come in, the domain decides, adapters carry it out."""

from functions.starting import start_lightly

start_lightly()
