"""`python -m desk` is `shop`."""

from __future__ import annotations

from desk.cli import app

if __name__ == "__main__":
    app(prog_name="shop")
