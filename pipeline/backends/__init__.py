"""Generators: one file each, all behind one contract; none knows another."""

from __future__ import annotations
