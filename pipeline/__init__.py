"""rushes: from a storyboard in YAML to a finished film."""

from __future__ import annotations

__version__ = "0.1.0"
