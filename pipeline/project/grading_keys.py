"""Read what is done to colours: ``grade:`` and ``lut:`` of films, scenes, shots, deliveries."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.facts import Grade
from pipeline.project.grading import NEUTRAL, NO_LUT, Grading, joined_grading
from pipeline.project.keys import GRADE
from pipeline.project.nodes import Mapping, Node, Scalar
from pipeline.project.paths import Files
from pipeline.project.reading import Reader, shape_of
from pipeline.project.texts import path_of

__all__ = ["read_grade", "read_gradings", "read_lut"]

_OFF = frozenset({"none", "no", "off", "false"})

_MOST_STOPS = 6
_MOST_CONTRAST = 4
_MOST_SATURATION = 2
_MIRED = (-100, 250)
_SCREEN_WHITE = 6504
"""Kelvin of D65, the white of ITU-R BT.709."""
_KELVIN = re.compile(r"(?P<kelvin>\d{4,5})\s*K?", re.IGNORECASE)
_LEAST_KELVIN, _MOST_KELVIN = 2500, 18000


def read_grade(reader: Reader, node: Node | None) -> Grade | None:
    """A block of corrections, or ``none`` for no correction whatever stands above."""
    if node is None or (isinstance(node, Scalar) and node.is_empty):
        return None
    if isinstance(node, Scalar) and node.text.strip().lower() in _OFF:
        return NEUTRAL
    if not isinstance(node, Mapping):
        reader.error(
            node,
            f"'grade' takes corrections by name, not {shape_of(node)}",
            "write grade: {exposure: 0.3, contrast: 1.1, saturation: 0.9, temperature: 20}",
        )
        return None
    reader.check_keys(node, "grade", GRADE)
    return Grade(
        reader.number(node.get("exposure"), "exposure", (-_MOST_STOPS, _MOST_STOPS)),
        _factor(reader, node.get("contrast"), "contrast", _MOST_CONTRAST),
        _factor(reader, node.get("saturation"), "saturation", _MOST_SATURATION),
        _temperature(reader, node.get("temperature")),
    )


def read_lut(reader: Reader, node: Node | None, files: Files) -> Path | None:
    """A colour table of the author's, or ``none`` for no table whatever stands above.

    None, and noted, where it is not there or no ``.cube``; its content is looked at later.
    """
    if isinstance(node, Scalar) and node.text.strip().lower() in _OFF:
        return NO_LUT
    path = path_of(reader, node, "lut", files)
    if path is not None and path.suffix.lower() != ".cube" and node is not None:
        fix = "save the table as .cube, as every grading program does"
        reader.error(node, f"'{path.name}' is not a .cube table", fix)
        return None
    return path


def read_gradings(reader: Reader, root: Mapping, files: Files) -> dict[str, Grading]:
    """What lies over the whole finished picture: of the film under ``""``, and of deliveries."""
    grade, lut = read_grade(reader, root.get("grade")), read_lut(reader, root.get("lut"), files)
    found = {"": _said({"grade": grade, "lut": lut})}
    deliveries = root.get("deliveries")
    delivering = reader.to(frozenset({"export"}))
    for entry in deliveries if isinstance(deliveries, Mapping) else ():
        if isinstance(entry.value, Mapping):
            found[entry.name] = _said({"lut": read_lut(delivering, entry.value.get("lut"), files)})
    return found


def _said(values: dict[str, Any]) -> Grading:
    return joined_grading([{name: value for name, value in values.items() if value is not None}])


def _factor(reader: Reader, node: Node | None, what: str, most: int) -> Fraction | None:
    """A factor; a contrast of 0 would leave one grey."""
    value = reader.number(node, what, (0, most))
    if value is not None and what == "contrast" and value < Fraction(1, 5) and node is not None:
        reader.error(node, "a contrast below 0.2 leaves next to no picture", "write 0.8 or so")
        return None
    return value


def _temperature(reader: Reader, node: Node | None) -> Fraction | None:
    """A shift in mired, or the colour temperature of the light that white seems to stand in."""
    scalar = reader.scalar(node, "temperature", "a shift like 20, or a light like 4300K")
    if scalar is None:
        return None
    text = scalar.text.strip()
    match = _KELVIN.fullmatch(text)
    if match is None:
        if text[-1:] in "kK":
            reader.error(scalar, f"'{text}' is not a colour temperature", "write 4300K")
            return None
        return reader.number(scalar, "temperature", _MIRED)
    kelvin = int(match["kelvin"])
    if not _LEAST_KELVIN <= kelvin <= _MOST_KELVIN:
        reader.error(
            scalar,
            f"'temperature' takes {_LEAST_KELVIN}K to {_MOST_KELVIN}K, not '{text}'",
            "lamp light is 3200K, the white of the screen 6504K, shade 8000K",
        )
        return None
    return Fraction(10**6, kelvin) - Fraction(10**6, _SCREEN_WHITE)
