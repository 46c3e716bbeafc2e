"""A letter, and what a small shop needs to build with it."""

from __future__ import annotations

LETTER = """\
---
subject: Two garnets
preheader: Both are small.
topic: new-pieces
pieces:
  - CREEK-RING
segment:
  joined_from: 2026-01-01
  joined_until: 2026-05-31
  asked_in:
    - cart
archive: true
---
Both are small, see [the ring](/pieces/creek-ring/).
"""
WELCOME = "---\nsubject: Welcome\npreheader: How seldom.\n---\nThank you.\n"
NAME = "letters/2026-05-14-spring.md"
WORDS = {
    "pages/contact.md": "---\ntitle: Us\ndescription: Words.\n---\nHello.\n",
    "pages/size-guide.md": "---\ntitle: Sizes\ndescription: Words.\n---\nSizes.\n",
}
"""Pages that the theme links to."""
