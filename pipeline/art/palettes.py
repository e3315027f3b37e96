"""Palettes: eleven sets of colours, chosen by place, weather, time, and the author's own words.

`sky` is four stops from the top to the horizon at 0, .42, .78, 1; `fog` the air at the horizon,
`glow` lit air, `key` the light, `lamp` practicals. Lamps stay warm in every palette; only the
accent may argue with it. `mid` is a hue-shifted dark, never the average of ink and lit.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from pipeline.art.colour import toward_hue, turn_hue

__all__ = ["PALETTES", "Palette", "tinted", "turned"]


class Palette(Struct, frozen=True):
    """The colours of one panel, six hexadecimal digits each."""

    name: str
    sky: tuple[str, str, str, str]
    fog: str
    ink: str
    mid: str
    lit: str
    key: str
    glow: str
    lamp: str
    accent: str


def _palette(name: str, sky: str, rest: str) -> Palette:
    top, upper, lower, horizon = sky.split()
    fog, ink, mid, lit, key, glow, lamp, accent = rest.split()
    return Palette(
        name=name,
        sky=(top, upper, lower, horizon),
        fog=fog,
        ink=ink,
        mid=mid,
        lit=lit,
        key=key,
        glow=glow,
        lamp=lamp,
        accent=accent,
    )


PALETTES: dict[str, Palette] = {
    palette.name: palette
    for palette in (
        _palette(
            "night_cold",
            "060b1c 0c2038 1d4a5e 5d9a9b",
            "3a7380 040812 10293d a9ccd0 e2fbff 9fe0e2 ffbf66 d8503c",
        ),
        _palette(
            "night_ice",
            "050a1e 0b1d44 15406a 4f93a8",
            "2f6a86 040914 0f2f4c b9e0e8 f0fcff 8fd0de ffbf66 d8503c",
        ),
        _palette(
            "night_warm",
            "0a0a1c 1a1a38 3d3352 8a6468",
            "5a4a62 07060f 231f3a d9b8a0 fff0d0 e8a878 ffbf66 d8503c",
        ),
        _palette(
            "dawn",
            "34507e 8b8bb2 f0ab92 ffe0a8",
            "ebb9a0 1a1c38 5a4f74 fff0d8 fff6dd ffe3b0 fff2c0 d8503c",
        ),
        _palette(
            "day",
            "2b78b4 6cb6d6 bfe0e2 f8eccf",
            "b4d6de 12263e 3a6c88 fff6de fffbe8 fff3cf fff2c0 d9482b",
        ),
        _palette(
            "dusk",
            "241a40 5c2f60 c25c55 ffb46c",
            "b8695f 140d20 4c2447 f6b07c ffe0ac ffbd78 fff0b0 d8503c",
        ),
        _palette(
            "dust",
            "51301f 98602f d3934c efc784",
            "cb8f50 1c100c 5f351d f3c783 ffeec4 ffdf9c fff4cc b8402c",
        ),
        _palette(
            "storm",
            "171e26 33414b 5d6e75 98a5a1",
            "74858a 0b1014 2b383f ccd6d2 eef6ee c6d6d2 ffbf66 d8503c",
        ),
        _palette(
            "lamp",
            "1c0e0d 3c1d15 7a4322 c77f38",
            "8d5027 120908 4a2416 ffd793 fff1c9 ffb95a fff0b0 d8503c",
        ),
        _palette(
            "daylight",
            "54483f 8f7a60 cbb48c f4e8c8",
            "d3c19c 1a1822 5f5658 fff3d8 fffdf0 fff0c8 fff2c0 d8503c",
        ),
        _palette(
            "lab",
            "03080e 08202c 114250 2f8288",
            "1f6068 03070c 0d2a36 a8e0dc dcfff8 63c9c4 ffbf66 ffae57",
        ),
        _palette(
            "space",
            "03040b 070c1e 0f1f3d 1d3f66",
            "24507a 03040a 142a46 cfe2ee ffffff 8fc7ee ffbf66 ffab57",
        ),
        _palette(
            "fire",
            "14080a 3c1313 92351c ee9440",
            "a84a22 0c0507 4d1a16 ffcf94 fff0c0 ff9d40 ffd76a ffd76a",
        ),
    )
}
"""Every palette by name."""


def turned(palette: Palette, degrees: float) -> Palette:
    """The palette with every hue turned by a film's own cast; lamp and accent keep theirs."""
    changes: dict[str, str] = {}
    for name in palette.__struct_fields__:
        value = getattr(palette, name)
        if isinstance(value, str) and name not in {"name", "lamp", "accent"}:
            changes[name] = turn_hue(value, degrees)
    top, upper, lower, horizon = (turn_hue(stop, degrees) for stop in palette.sky)
    return replace(palette, sky=(top, upper, lower, horizon), **changes)


def tinted(palette: Palette, hue: str, strength: float) -> Palette:
    """The palette moved toward a hue, every lightness kept; lamp and accent stay."""
    changes: dict[str, str] = {}
    for name in palette.__struct_fields__:
        value = getattr(palette, name)
        if isinstance(value, str) and name not in {"name", "lamp", "accent"}:
            changes[name] = toward_hue(value, hue, strength)
    top, upper, lower, horizon = (toward_hue(stop, hue, strength) for stop in palette.sky)
    return replace(palette, sky=(top, upper, lower, horizon), **changes)
