"""What the settings of a backend mean: the docstrings under their fields, read when asked for."""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap

from pipeline.backends.base import Settings

__all__ = ["meanings"]


def meanings(settings: type[Settings]) -> dict[str, str]:
    """Every setting's meaning by name: its description, else the docstring under it, else empty.

    The source is parsed here, once and late; reading it when classes are made would cost every
    start of the program.
    """
    found = {name: field.description or "" for name, field in settings.model_fields.items()}
    for kind in settings.__mro__:
        if issubclass(kind, Settings) and not all(found.values()):
            _read(kind, found)
    return found


def _read(kind: type[Settings], found: dict[str, str]) -> None:
    """Fill in what the text of one class says, where nothing is known yet."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    except (OSError, TypeError, SyntaxError):
        return  # made at run time: there is no text to read
    body = tree.body[0].body if tree.body and isinstance(tree.body[0], ast.ClassDef) else []
    for field, said in itertools.pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(said, ast.Expr)
            and isinstance(said.value, ast.Constant)
            and not found.get(field.target.id, "x")
        ):
            found[field.target.id] = inspect.cleandoc(str(said.value.value))
