"""What there is to make, whether to make it, and why; pure."""

from __future__ import annotations
