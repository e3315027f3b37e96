"""One film being made: the only place where everything meets."""

from __future__ import annotations

from pipeline.production.production import Production

__all__ = ["Production"]
