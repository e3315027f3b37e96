"""Titles that differ from their style: colour, size, place, a font of the film; and safe areas."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.film import tools_here
from pipeline.cut.glyphs import glyph_problems
from pipeline.cut.looks import delivery_look, draft_look
from pipeline.cut.reels import split
from pipeline.cut.safe_areas import SAFE_AREAS, safe_area
from pipeline.cut.timeline import TitleCue
from pipeline.cut.title_styles import title_styles
from pipeline.cut.titles import Layer, draw_layer, title_layer
from pipeline.media.fonts import font_shelf
from pipeline.project.cut_file import default_cut
from pipeline.project.edit import Picks
from pipeline.project.load import load
from pipeline.project.story import Delivery, Text
from pipeline.project.texts import TITLE_STYLES
from pipeline.project.title_keys import PLACES
from pipeline.project.title_look import TitleLook
from pipeline.timecode import FrameRange

WORDS = Text((("zh", "三十六小时"), ("en", "Thirty-six hours")))


def drawn(look: TitleLook | None, size: tuple[int, int], style: str = "card") -> Layer:
    cue = TitleCue(WORDS, style, FrameRange(0, 48), look=look)
    return draw_layer(title_layer(cue, ("zh", "en"), Fraction(24)), *size)


def ink(layer: Layer) -> tuple[int, int, int, int]:
    """The box of the white letters in the frame."""
    pixels = np.asarray(layer.picture)
    rows, columns = np.nonzero((pixels[..., 3] > 200) & (pixels[..., 0] > 200))
    return (
        layer.left + int(columns.min()),
        layer.top + int(rows.min()),
        layer.left + int(columns.max()),
        layer.top + int(rows.max()),
    )


def test_the_language_knows_exactly_the_styles_of_the_table() -> None:
    """A style that is shipped can be written, and one that can be written is shipped."""
    assert set(TITLE_STYLES) == set(title_styles())


@pytest.mark.parametrize("style", TITLE_STYLES)
@pytest.mark.parametrize("place", sorted(PLACES))
@pytest.mark.parametrize("size", [(640, 268), (360, 640), (320, 320)])
def test_wherever_a_title_stands_it_is_inside_the_safe_area(
    style: str, place: str, size: tuple[int, int]
) -> None:
    """Every place by name, wide, tall and square."""
    x, y = PLACES[place]
    layer = drawn(TitleLook(place=(Fraction(x), Fraction(y))), size, style)

    box, safe = ink(layer), safe_area(*size).box(*size)

    slack = 3
    assert box[0] >= safe[0] - slack
    assert box[1] >= safe[1] - slack
    assert box[2] <= safe[2] + slack
    assert box[3] <= safe[3] + slack


def test_the_tall_frame_keeps_its_foot_free() -> None:
    """9:16 has an area of its own; others have the inner nine tenths."""
    assert SAFE_AREAS["vertical"] == safe_area(1080, 1920)
    assert SAFE_AREAS["title"] == safe_area(1920, 804)
    assert (96, 54, 1824, 1026) == SAFE_AREAS["title"].box(1920, 1080)


def test_a_size_is_a_part_of_the_height() -> None:
    """Twice the percents, twice the letters."""
    small, large = (
        ink(drawn(TitleLook(size=Fraction(percent)), (1280, 720))) for percent in (5, 10)
    )

    assert 1.8 < (large[3] - large[1]) / (small[3] - small[1]) < 2.2


@pytest.mark.parametrize(("colour", "ground"), [("#d8b060", 0), ("#101030", 255)])
def test_letters_have_the_colour_and_a_ground_they_are_read_on(colour: str, ground: int) -> None:
    """Light letters stand on a dark cloud, dark ones on a light one."""
    pixels = np.asarray(drawn(TitleLook(colour=colour), (640, 360)).picture)

    shown = {tuple(int(v) for v in pixel[:3]) for pixel in pixels[pixels[..., 3] == 255]}
    faint = pixels[(pixels[..., 3] > 20) & (pixels[..., 3] < 120)][:, :3]

    assert tuple(bytes.fromhex(colour[1:])) in shown
    assert abs(float(np.median(faint)) - ground) < 40


def test_a_font_of_the_film_is_drawn_first_and_the_others_help_out() -> None:
    """A font without Latin draws the Chinese; the rest comes from those at hand."""
    plain = drawn(None, (640, 360))
    cue = TitleCue(WORDS, "card", FrameRange(0, 48), look=TitleLook(font=Path("own.ttf")))
    layer = title_layer(cue, ("en",), Fraction(24), {Path("own.ttf"): "d:1"})

    own = draw_layer(layer, 640, 360, {"d:1": font_shelf().cjk[0].path})

    assert "d:1" == layer["look"]["font"]
    assert np.asarray(own.picture).any()
    assert own.picture.tobytes() != plain.picture.tobytes()


def test_a_title_that_says_nothing_of_its_look_has_the_recipe_it_always_had() -> None:
    """Films that do not use these keys are not rendered anew."""
    cue = TitleCue(WORDS, "card", FrameRange(0, 48))

    layer = title_layer(cue, ("zh",), Fraction(24))

    assert {"kind", "style", "texts", "fade"} == layer.keys()


def test_a_style_of_the_film_is_a_shipped_one_with_another_look(tmp_path: Path) -> None:
    """The title's own word before its style's, the shipped style beneath; cards of a cut too."""
    (tmp_path / "film.yaml").write_text(
        "film: 1\ntitle_styles:\n  card: {colour: amber}\n"
        "  note: {like: lower-third, size: 3%, place: top}\n"
        "shots:\n  sh010: {panel: x, titles: [{text: a, style: note, size: 5%}, b]}\n",
        encoding="utf-8",
    )
    (tmp_path / "cuts").mkdir()
    (tmp_path / "cuts/main.yaml").write_text(
        'events:\n- sh010\n- card 1s "c" note\n- card 1s "d"\n', encoding="utf-8"
    )
    project = load(tmp_path)

    timeline = assemble(project, project.cuts["main"], Picks(), [])

    assert () == project.problems
    amber, top = TitleLook(colour="#c08000"), (Fraction(50), Fraction(0))
    assert {
        "a": ("lower-third", TitleLook(size=Fraction(5), place=top)),
        "b": ("card", amber),
        "c": ("lower-third", TitleLook(size=Fraction(3), place=top)),
        "d": ("card", amber),
    } == {cue.text.first: (cue.style, cue.look) for cue in timeline.titles}


def test_a_font_that_cannot_be_read_is_told_and_a_draft_does_without(tmp_path: Path) -> None:
    """The export is refused with its name; the draft draws the words with another."""
    (tmp_path / "bad.ttf").write_bytes(b"no font at all")
    (tmp_path / "film.yaml").write_text(
        "film: 1\nshots:\n  sh010: {panel: x, title: {text: a, font: bad.ttf}}\n",
        encoding="utf-8",
    )
    project = load(tmp_path)
    tools = tools_here(project)
    timeline = assemble(project, default_cut(project), Picks(), [])
    told = [
        glyph_problems(timeline, look, tools.own_fonts)
        for look in (draft_look(project), delivery_look(project, Delivery("main")))
    ]

    assert {} == tools.own_fonts
    assert [True, False] == [found[0].is_warning for found in told]
    assert "the font 'bad.ttf' of the title of sh010" in told[0][0].message
    assert all(
        "font" not in str(reel.recipe["layers"])
        for reel in split(timeline, draft_look(project), tools)
    )
