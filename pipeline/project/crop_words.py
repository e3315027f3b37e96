"""Read which part of a picture is meant: in percent, by a half or a third, or by a form."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.errors import ProjectError

__all__ = ["crop_box"]

Box = tuple[float, float, float, float]

_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?")
_RATIO = re.compile(r"(?P<over>[0-9]{1,3}(?:\.[0-9]{1,4})?)(?:[:/](?P<under>[0-9]{1,3}))?")
_SHARES = {"half": Fraction(1, 2), "third": Fraction(1, 3), "quarter": Fraction(1, 4)}
_ACROSS = {"left": Fraction(0), "right": Fraction(1)}
_DOWN = {"top": Fraction(0), "bottom": Fraction(1)}
_MIDDLE = ("centre", "center", "middle")
_FIX = (
    "write percent of the picture as left,top,width,height (0,0,50,100), "
    "`left half`, `top third`, or a form and a side (`2.39 top`, `16:9`, `film`)"
)


def crop_box(text: str, size: tuple[int, int], film: Fraction) -> Box:
    """The part as (left, top, width, height), in percent of the sides of a picture of ``size``.

    ``left half`` is half of it, whole in height; ``2.39 top`` the largest part of that form at
    the top; ``film`` the form of the film; without a side, in the middle.

    Raises:
        ProjectError: it says no part, or one that leaves the picture.
    """
    words = text.casefold().split()
    if "," in text or (len(words) > 1 and all(map(_NUMBER.fullmatch, words))):
        return _in_percent(text)
    sides = [word for word in words if word in {**_ACROSS, **_DOWN} or word in _MIDDLE]
    shares = [_SHARES[word] for word in words if word in _SHARES]
    forms = [form for word in words if (form := _form(word, film)) is not None]
    if len(sides) + len(shares) + len(forms) != len(words) or len(shares) + len(forms) != 1:
        raise ProjectError(f"'{text}' says no part of a picture", fix=_FIX)
    if shares:
        if len(sides) != 1:
            raise ProjectError(f"'{text}' does not say of which side", fix=_FIX)
        is_flat = any(side in _DOWN for side in sides)
        wide, high = (Fraction(1), shares[0]) if is_flat else (shares[0], Fraction(1))
    else:
        form = forms[0] * size[1] / size[0]
        wide, high = min(Fraction(1), form), min(Fraction(1), 1 / form)
    left = next((_ACROSS[side] for side in sides if side in _ACROSS), Fraction(1, 2))
    top = next((_DOWN[side] for side in sides if side in _DOWN), Fraction(1, 2))
    x, y = (1 - wide) * left, (1 - high) * top
    return float(100 * x), float(100 * y), float(100 * wide), float(100 * high)


def _in_percent(text: str) -> Box:
    numbers = [float(number) for number in _NUMBER.findall(text)]
    if len(numbers) != 4 or re.sub(r"[\d.\s,x%]", "", text.casefold()):
        raise ProjectError(f"'{text}' says no part of a picture", fix=_FIX)
    left, top, wide, high = numbers
    if wide <= 0 or high <= 0 or left + wide > 100 or top + high > 100:
        said = f"the part {left:g},{top:g},{wide:g},{high:g} leaves the picture"
        raise ProjectError(said, fix="left and width, and top and height, are 100 % at most")
    return left, top, wide, high


def _form(word: str, film: Fraction) -> Fraction | None:
    if word == "film":
        return film
    match = _RATIO.fullmatch(word)
    if match is None:
        return None
    under = Fraction(match["under"] or 1)
    form = Fraction(match["over"]) / under if under else Fraction(0)
    return form if Fraction(1, 10) <= form <= 10 else None
