"""Identity: places and props keep their shape from shot to shot and take to take."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from pipeline.art.composer import compose
from pipeline.art.panel import Brief
from pipeline.art.scene import Scene
from pipeline.art.sheets import CutSheet


def scene_of(words: str, **fields: object) -> Scene:
    """A composed scene of the film f."""
    return compose(replace(Brief(words, film="f", framing="WS"), **fields))


def sheet_of(scene: Scene, name: str) -> CutSheet:
    """The sheet of that name."""
    return next(sheet for sheet in scene.stage.sheets if sheet.name == name)


def outline(sheet: CutSheet) -> np.ndarray:
    """The upper edge of a sheet, column by column, around its own middle."""
    filled = sheet.mask > 128
    first = np.where(filled.any(axis=0), filled.argmax(axis=0), sheet.mask.shape[0])
    return first - np.median(first)


def agreement(first: np.ndarray, second: np.ndarray) -> float:
    """The best correlation of two skylines over shifts and small changes of scale."""
    best = -1.0
    middle = len(second) // 2
    for zoom in np.linspace(0.75, 1.3, 23):
        at = (np.arange(len(first)) - middle) / zoom + middle
        scaled = np.interp(at, np.arange(len(second)), second)
        for shift in range(-360, 361, 6):
            moved = np.roll(scaled, shift)[380:-380]
            best = max(best, float(np.corrcoef(first[380:-380], moved)[0, 1]))
    return best


def test_a_place_keeps_its_mountains_from_shot_to_shot() -> None:
    """Two shots of one scene show the same ridge, cropped or zoomed; another scene another one."""
    first = outline(sheet_of(scene_of("a man in the mountains, dusk", place="sc1"), "ridge"))
    same = outline(
        sheet_of(scene_of("a woman waits in the mountains, dusk", place="sc1", seed=5), "ridge")
    )
    other = outline(sheet_of(scene_of("a man in the mountains, dusk", place="sc2"), "ridge"))

    assert agreement(first, same) > 0.9
    assert agreement(first, same) > agreement(first, other) + 0.05


def test_a_place_keeps_the_side_of_its_light() -> None:
    """One place and one hour have one light side, whatever the shot and the take."""
    sides = {
        scene_of(words, place="sc1", seed=seed).layout.side
        for seed in range(4)
        for words in ("a man on the ice, night", "two children on the ice, night")
    }

    assert 1 == len(sides)


def test_a_named_prop_keeps_its_shape_in_every_place() -> None:
    """The engine of the film is the same engine in another scene and another take."""
    named = (("engine", "a colossal engine, ringed with catwalks"),)
    words = "a colossal engine, ringed with catwalks, over the {}, night"
    first, second = (
        sheet_of(scene_of(words.format(place), place=place, named=named, seed=seed), "hero engine")
        for place, seed in (("plain", 1), ("ice", 9))
    )

    assert abs(_likeness(first, second)) > 0.9


def _likeness(first: CutSheet, second: CutSheet) -> float:
    return float(np.corrcoef(_silhouette(first), _silhouette(second))[0, 1])


def _silhouette(sheet: CutSheet) -> np.ndarray:
    """Half widths of the silhouette from foot to top, resampled to 64 rows."""
    rows = np.flatnonzero((sheet.mask > 128).any(axis=1))
    widths = (sheet.mask > 128).sum(axis=1)[rows[0] : rows[-1] + 1]
    at = np.linspace(0, len(widths) - 1, 64)
    return np.interp(at, np.arange(len(widths)), widths)


def test_a_named_person_keeps_face_and_clothes() -> None:
    """The cast of two shots with the same element is the same person but for the pose."""
    named = (("mei", "Mei, a girl of eight in a red scarf and a knitted cap"),)
    people = [
        replace(_cast(scene_of(words, named=named, seed=seed))[0], pose="stand")
        for seed, words in enumerate(
            (
                "Mei, a girl of eight in a red scarf and a knitted cap runs over the ice",
                "Mei, a girl of eight in a red scarf and a knitted cap in the city, night",
            )
        )
    ]

    assert people[0] == people[1]


def _cast(scene: Scene) -> tuple:
    from pipeline.art.staging import cast_of

    return cast_of(scene)


def test_an_element_that_is_written_out_is_one_person() -> None:
    """The words of a description do not put a second person beside the named one."""
    named = (("gran", "Mei's grandmother, an old woman with a white bun"),)
    scene = scene_of("Mei's grandmother, an old woman with a white bun by the sea", named=named)

    assert ["gran"] == [person.name for person in scene.wish.people]
