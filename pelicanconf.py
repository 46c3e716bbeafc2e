"""How Pelican builds the shop. `publishconf.py` builds on this for the public address."""

import copy
import os
from pathlib import Path

from jinja2 import FileSystemBytecodeCache, StrictUndefined

from plugins.prose import SETTINGS as PROSE_SETTINGS

ROOT = Path(__file__).parent
TEMPLATE_CACHE = ROOT / ".cache/templates"
TEMPLATE_CACHE.mkdir(parents=True, exist_ok=True)

SITEURL = os.environ.get("VITRINE_ORIGIN", "http://127.0.0.1:8000").rstrip("/")
# Pelican asks for one; an entry of the journal has a day, which is the same in all of them.
TIMEZONE = "UTC"

PATH = "content"
THEME = "theme"
OUTPUT_PATH = "output"
# Pages are replaced in place, so that the shop is never empty while it is built.
DELETE_OUTPUT_DIRECTORY = False

PLUGINS = ["plugins.products", "plugins.journal"]
RELEASE_PATH = os.environ.get("VITRINE_RELEASE", str(ROOT / "build/release.json"))
VITRINE_STOCK = os.environ.get("VITRINE_STOCK")
# The day that decides which policies are in force; today, where it isn't told.
VITRINE_TODAY = os.environ.get("VITRINE_TODAY")
# Where `make dev` tells of edits while the next build is still to come.
VITRINE_AT_ONCE = os.environ.get("VITRINE_AT_ONCE")
PICTURE_CACHE = str(ROOT / ".cache/pictures")
PROSE_CACHE = str(ROOT / ".cache/prose")
DIFFERENCE_CACHE = str(ROOT / ".cache/differences")
LETTER_CACHE = str(ROOT / ".cache/letters")
BUILD_LEDGERS = str(ROOT / ".cache/builds")
OUTPUT_RECORDS = str(ROOT / ".cache/outputs")
# A copy, because Pelican's reader adds what it needs for itself.
MARKDOWN = copy.deepcopy(PROSE_SETTINGS)

# The journal's entries are Pelican's articles; the plugin writes their pages with all others.
ARTICLE_PATHS = ["journal"]
ARTICLE_URL = "journal/{slug}/"
ARTICLE_SAVE_AS = ""
ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = ""
PAGE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None

JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "bytecode_cache": FileSystemBytecodeCache(str(TEMPLATE_CACHE)),
    # No template changes while a build runs.
    "auto_reload": False,
}
