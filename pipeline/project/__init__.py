"""What was written: film.yaml, cuts, picks and local settings, with the place of every word."""

from __future__ import annotations
