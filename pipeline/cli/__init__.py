"""The command line: parses, calls the production, prints; no logic."""

from __future__ import annotations
