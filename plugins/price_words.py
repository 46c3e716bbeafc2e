"""Prices in words; the same few stand on many pieces, and each takes Babel a while."""

from __future__ import annotations

import functools

from domain.money import format_money

money = functools.cache(format_money)
