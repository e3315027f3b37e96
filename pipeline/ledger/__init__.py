"""The journal: what was asked for, what it cost, and what became of it."""

from __future__ import annotations
