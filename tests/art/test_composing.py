"""The composer: framing, angle, weather, style and takes decide what they should."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeline.art.animals import SHOULDERS
from pipeline.art.brief import Brief
from pipeline.art.choosing import STYLE_DIALS, TINTS, choose_air
from pipeline.art.composer import compose
from pipeline.art.foreground import FRAMES
from pipeline.art.frame import frame_for
from pipeline.art.heroes import BUILDERS
from pipeline.art.interior import interior_kind
from pipeline.art.layout import FORE_BY_FAR, lay_out
from pipeline.art.scene import Layout, Scene
from pipeline.art.understanding import understand, wish_of
from pipeline.art.vocabulary import ENTRIES


def layout_of(words: str, **fields: object) -> Layout:
    """The layout of a brief, nothing drawn."""
    brief = replace(Brief(words, film="f"), **fields)
    wish = wish_of(brief, understand(brief))
    return lay_out(brief, wish, choose_air(brief, wish), frame_for(brief.aspect))


def scene_of(words: str, **fields: object) -> Scene:
    """A composed scene."""
    return compose(replace(Brief(words, film="f", framing="WS"), **fields))


def values(slot: str) -> set[str]:
    """Every element of a slot."""
    return {entry.value for entry in ENTRIES if entry.slot == slot}


def test_every_hero_of_the_vocabulary_can_be_built() -> None:
    """No hero word leads to nothing."""
    assert values("hero") == set(BUILDERS)


def test_every_animal_of_the_vocabulary_can_be_drawn() -> None:
    """Four legs or wings, each word leads to a silhouette."""
    assert values("animal") == {*SHOULDERS, "birds"}


def test_every_style_and_tint_turns_something() -> None:
    """No style word is without dials, no tint without a hue."""
    assert (values("style"), values("tint")) == (set(STYLE_DIALS), set(TINTS))


def test_every_foreground_of_a_place_can_be_drawn() -> None:
    """The frames that layouts choose from exist."""
    assert {name for names in FORE_BY_FAR.values() for name in names} <= set(FRAMES)


@pytest.mark.parametrize("words", ["a village below the mountains", "a man walks in the mountains"])
def test_only_a_cave_closes_the_corners(words: str) -> None:
    """No take looks out of a cave that the words do not speak of."""
    fores = [layout_of(words, framing="WS", seed=seed).fore for seed in range(60)]

    assert not any("cave" in fore for fore in fores)
    assert ("cave",) == layout_of(f"{words}, seen from a cave", framing="WS").fore


@pytest.mark.parametrize(
    ("angle", "least", "most"), [("low", 0.76, 0.90), ("eye", 0.45, 0.82), ("high", 0.34, 0.46)]
)
def test_the_angle_decides_the_horizon(angle: str, least: float, most: float) -> None:
    """Low looks up past a low horizon, high looks down past a high one."""
    for seed in range(12):
        layout = layout_of("a man in the mountains", framing="WS", angle=angle, seed=seed)
        assert least <= layout.horizon / 720 <= most


def test_takes_do_not_share_one_horizon() -> None:
    """Over a dozen takes the horizon moves by more than 8 % of the height."""
    rows = [layout_of("a man in the mountains", framing="WS", seed=s).horizon for s in range(12)]

    assert max(rows) - min(rows) > 0.08 * 720


def test_takes_use_several_schemes_and_frames() -> None:
    """Compositions are not always thirds, foregrounds not always the same."""
    takes = [layout_of("a man in the mountains", framing="WS", seed=s) for s in range(24)]

    assert len({take.scheme for take in takes}) >= 4
    assert len({take.fore for take in takes}) >= 5


@pytest.mark.parametrize(("framing", "least", "most"), [("EWS", 0.05, 0.13), ("WS", 0.2, 0.55)])
def test_figures_have_a_readable_scale(framing: str, least: float, most: float) -> None:
    """Figures are 6-9 % of the height in an extreme wide, about a third in a wide."""
    for seed in range(8):
        layout = layout_of("two people in the desert", framing=framing, seed=seed)
        assert least <= layout.figure / 720 <= most


@pytest.mark.parametrize(
    ("words", "framing", "kind"),
    [
        ("an astronaut in a corridor", "WS", "corridor"),
        ("mission control, an officer", "WS", "control"),
        ("an old woman at the table in her room", "MS", "room"),
        ("an empty railway platform at dawn", "WS", "platform"),
        ("a girl at the window", "CU", "window"),
        ("a child's hand on a frosted window", "insert", "window"),
        ("a hand on a red switch", "insert", "hand"),
        ("a woman's eye", "ECU", "eye"),
        ("a cup of tea", "insert", "thing"),
        ("a clock", "ECU", "thing"),
        ("the captain on the bridge of the ship", "WS", "control"),
        ("太空站的走廊,两个宇航员", "WS", "corridor"),
        ("a man walks home through the snow", "WS", ""),
        ("a bridge over the river", "WS", ""),
        ("the ship in orbit above the Earth", "EWS", ""),
    ],
)
def test_words_reach_their_stage(words: str, framing: str, kind: str) -> None:
    """Interiors and close-ups are reached from words alone; homes in the snow stay outside."""
    brief = Brief(words, framing=framing, film="f")
    wish = wish_of(brief, understand(brief))
    air = choose_air(brief, wish)
    frame = frame_for(brief.aspect)
    scene = Scene(brief, wish, air, frame, lay_out(brief, wish, air, frame), None, None)  # type: ignore[arg-type]

    assert kind == interior_kind(scene)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("a man by the sea", 1),
        ("two workers in the city", 2),
        ("a mother and her son", 2),
        ("alone on the ice", 1),
        ("the empty city", 0),
        ("the sea at dusk, no people", 0),
        ("一家三口在雪地里", 3),
        ("孩子独自站在站台上", 1),
    ],
)
def test_people_are_counted(words: str, count: int) -> None:
    """Nouns, plurals, numbers and denials give the number of people."""
    brief = Brief(words, framing="WS")

    assert count == len(wish_of(brief, understand(brief)).people)


@pytest.mark.parametrize(
    ("words", "style", "palette"),
    [
        ("a room, night", "", "lamp"),
        ("mission control", "", "lab"),
        ("the desert, a dust storm at dusk", "", "dust"),
        ("the sea by day, a storm", "", "storm"),
        ("the ice at night", "", "night_ice"),
        ("the mountains at dawn", "", "dawn"),
        ("the city burns at night", "", "fire"),
        ("the mountains", "night", "night_cold"),
    ],
)
def test_place_beats_weather_beats_time(words: str, style: str, palette: str) -> None:
    """The palette follows place, then weather, then hour, wherever the words stand."""
    brief = Brief(words, style=style, framing="WS")
    wish = wish_of(brief, understand(brief))

    assert palette == choose_air(brief, wish).palette.name


def test_words_of_the_shot_do_not_turn_the_palette() -> None:
    """A red scarf makes no red film: tints are read in style words only."""
    brief = Brief("a girl in a red scarf by the cold sea", style="")

    assert () == wish_of(brief, understand(brief)).tints


def test_a_top_shot_has_no_horizon() -> None:
    """From straight above there is a plan: ground, no ridge, no lip."""
    names = {sheet.name for sheet in scene_of("two men cross the ice", angle="top").stage.sheets}

    assert ("ground" in names, "ridge" in names, "lip" in names) == (True, False, False)
