"""The shop at its public address, which VITRINE_ORIGIN must say."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pelicanconf import *  # noqa: F403  Pelican's own way to extend settings

SITEURL = os.environ.get("VITRINE_ORIGIN", "").rstrip("/")
if not SITEURL.startswith("https://"):
    sys.exit("VITRINE_ORIGIN must be the shop's address. Write it as https://www.example.com.")
