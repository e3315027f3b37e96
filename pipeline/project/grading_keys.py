"""Read what is done to colours: grade, table, vignette and grain of films, scenes, shots."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.facts import Grade
from pipeline.project.grading import NEUTRAL, NO_LUT, Grading, Grain, joined_grading
from pipeline.project.keys import GRADE, GRAIN
from pipeline.project.nodes import Mapping, Node, Scalar
from pipeline.project.paths import Files
from pipeline.project.reading import Reader, shape_of
from pipeline.project.texts import path_of

__all__ = ["read_grade", "read_gradings", "read_grain", "read_lut", "read_texture", "read_vignette"]

_OFF = frozenset({"none", "no", "off", "false"})

_MOST_GRAIN = 10
_MOST_GRAIN_SIZE = 8
_MOST_VIGNETTE = Fraction("0.9")
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
    if _is_off(node):
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
    if _is_off(node):
        return NO_LUT
    path = path_of(reader, node, "lut", files)
    if path is not None and path.suffix.lower() != ".cube" and node is not None:
        fix = "save the table as .cube, as every grading program does"
        reader.error(node, f"'{path.name}' is not a .cube table", fix)
        return None
    return path


def read_vignette(reader: Reader, node: Node | None) -> Fraction | None:
    """The part of the light that the corners lose; ``none`` for no vignette."""
    if _is_off(node):
        return Fraction(0)
    value = reader.number(node, "vignette", (0, 1))
    if value is not None and value > _MOST_VIGNETTE and node is not None:
        said = f"a vignette above {float(_MOST_VIGNETTE)} leaves black corners"
        reader.error(node, said, "write vignette: 0.4 or so")
        return None
    return value


def read_grain(reader: Reader, node: Node | None) -> Grain | None:
    """A strength in percent, a block with size and seed, or ``none`` for no grain."""
    if node is None or (isinstance(node, Scalar) and node.is_empty):
        return None
    if _is_off(node):
        return Grain(Fraction(0))
    if not isinstance(node, Mapping):
        return Grain(reader.number(node, "grain", (0, _MOST_GRAIN)))
    reader.check_keys(node, "grain:", GRAIN)
    size = reader.number(node.get("size"), "size", (0, _MOST_GRAIN_SIZE))
    if size is not None and size < Fraction(1, 4):
        reader.error(node.entries["size"].value, "grain below 0.25 is not seen", "write size: 1")
        size = None
    return Grain(
        reader.number(node.get("strength"), "strength", (0, _MOST_GRAIN)),
        size,
        reader.whole(node.get("seed"), "seed", (0, 2**31)),
    )


def read_texture(reader: Reader, root: Mapping) -> dict[str, Any]:
    """What the film says of the vignette and the grain of all its pictures."""
    vignette = read_vignette(reader, root.get("vignette"))
    said = {"vignette": vignette, "grain": read_grain(reader, root.get("grain"))}
    return {name: value for name, value in said.items() if value is not None}


def read_gradings(reader: Reader, root: Mapping, files: Files) -> dict[str, Grading]:
    """What lies over the whole finished picture: of the film under ``""``, and of deliveries."""
    grade, lut = read_grade(reader, root.get("grade")), read_lut(reader, root.get("lut"), files)
    found = {"": _said({"grade": grade, "lut": lut})}
    deliveries = root.get("deliveries")
    delivering = reader.to(frozenset({"export"}))
    for entry in deliveries if isinstance(deliveries, Mapping) else ():
        if isinstance(entry.value, Mapping):
            lut = read_lut(delivering, entry.value.get("lut"), files)
            grain = read_grain(delivering, entry.value.get("grain"))
            found[entry.name] = _said({"lut": lut, "grain": grain})
    return found


def _said(values: dict[str, Any]) -> Grading:
    return joined_grading([{name: value for name, value in values.items() if value is not None}])


def _is_off(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.text.strip().lower() in _OFF


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
