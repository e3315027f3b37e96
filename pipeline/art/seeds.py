"""Generators of chance named by words, equal in every process and on every machine.

Shape is drawn from a generator named after the thing (film, kind, name); placement from one named
after the shot and the take. The language's own hash is never used: it changes with the process.
"""

from __future__ import annotations

from hashlib import md5

import numpy as np

__all__ = ["generator", "seed_number"]


def seed_number(*names: object) -> int:
    """A number of 32 bits that depends on the names alone."""
    text = "|".join(str(name) for name in names)
    return int(md5(text.encode("utf-8"), usedforsecurity=False).hexdigest()[:8], 16)


def generator(*names: object) -> np.random.Generator:
    """A generator seeded by the names: `generator("film", "engine", "No. 3")`."""
    return np.random.default_rng(seed_number(*names))
