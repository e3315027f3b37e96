"""What some tests need beyond Python, and what happens where it is missing."""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from types import ModuleType
from typing import NoReturn

import pytest

EVERYTHING = "RUSHES_NEEDS_ALL"
"""Set by ``.ci/run``: there, what is missing fails the test."""


def program(*names: str) -> str:
    """The path of the first of these programs; where there is none, a skip that says so."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or _missing(f"the program '{names[0]}' is not installed")


def package(name: str) -> ModuleType:
    """A package that only tests use; otherwise the test is skipped, saying so."""
    try:
        return import_module(name)
    except ImportError:
        _missing(f"the package '{name}' is not installed (pip install 'rushes[dev]')")


def _missing(sentence: str) -> NoReturn:
    if os.environ.get(EVERYTHING):
        pytest.fail(sentence)
    pytest.skip(sentence, allow_module_level=True)
