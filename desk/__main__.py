"""`python -m desk` is `shop`."""

from __future__ import annotations

import logging

from desk.cli import app

if __name__ == "__main__":
    # The commands say all of it themselves, in sentences.
    logging.getLogger().addHandler(logging.NullHandler())
    app(prog_name="shop")
