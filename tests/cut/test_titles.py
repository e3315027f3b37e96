"""Words over the picture: where they stand, that they fit, and that they fade."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import goes_plain, render_reel
from pipeline.cut.timeline import TitleCue
from pipeline.cut.titles import STYLES, draw_layer, title_layer
from pipeline.project.edit import Black, Cut, Picks
from pipeline.project.story import Line, Text, Title
from pipeline.timecode import FrameRange
from tests.cut.numbered import decode, film, shot

RATE = Fraction(24)
BOTH = Text((("zh", "流浪地球"), ("en", "The Wandering Earth: Leave a Light On")))
LOOK = Look(192, 80, crf=12, preset="ultrafast", burn=("en",), title_languages=("zh", "en"))


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("size", [(1280, 536), (640, 360), (360, 640), (96, 40)])
def test_a_title_lies_within_the_frame(style: str, size: tuple[int, int]) -> None:
    """In any frame, of even sides and at an even place, and something can be seen of it."""
    cue = TitleCue(BOTH, style, FrameRange(0, 48))

    layer = draw_layer(title_layer(cue, ("zh", "en"), RATE), *size)

    width, height = layer.picture.size
    assert (0, 0, 0, 0) == (width % 2, height % 2, layer.left % 2, layer.top % 2)
    box = layer.picture.getchannel("A").point(lambda v: 255 * (v > 128)).getbbox()
    assert box is not None
    assert layer.left + box[0] >= 0
    assert layer.left + box[2] <= size[0]
    assert layer.top + box[1] >= 0
    assert layer.top + box[3] <= size[1]


def test_a_title_without_words_in_the_wanted_language_shows_what_it_has() -> None:
    """Better another language than nothing."""
    cue = TitleCue(Text((("fr", "Bonjour"),)), "card", FrameRange(0, 48))

    assert ["Bonjour"] == title_layer(cue, ("zh",), RATE)["texts"]


def rendered(timeline, folder: Path, look: Look = LOOK) -> np.ndarray:
    """Every frame of a film, and how each reel was made."""
    frames = []
    for number, reel in enumerate(split(timeline, look, Tools("test"))):
        path = folder / f"reel{number}.mp4"
        render_reel(reel.recipe, reel.inputs, path)
        frames.append(decode(path, look.width, look.height))
    return np.concatenate(frames)


def test_a_card_comes_and_goes_and_is_cut_in_two_without_a_trace(tmp_path: Path) -> None:
    """Over black, across two events: symmetric, and the same as in one piece."""
    card = Title(Text((("zh", "三十六小时"),)), "card", at=0, frames=30)

    def levels(*lengths: int) -> list[float]:
        blacks = [Black(length) for length in lengths]
        project = film(shot("sh010", 1))
        timeline = assemble(project, Cut("m", tuple(blacks)), Picks(), [])
        cue = TitleCue(card.text, card.style, FrameRange(0, 30))
        timeline = type(timeline)(
            timeline.name, RATE, timeline.aspect, timeline.picture, titles=(cue,)
        )
        return [float(frame.max()) for frame in rendered(timeline, tmp_path)]

    whole, halves = levels(30), levels(13, 17)

    assert max(whole) > 200
    assert whole[0] < whole[3] < whole[8]
    assert whole[-1] < whole[-4] < whole[-9]
    assert all(abs(one - other) < 12 for one, other in zip(whole, halves, strict=True))


def test_a_moving_title_is_composed_and_a_still_one_is_not(tmp_path: Path) -> None:
    """Main titles grow; cards are drawn once and laid over by ffmpeg."""
    ways = {}
    for style in ("main", "card"):
        event = Black(24, title=Title(BOTH, style))
        timeline = assemble(film(), Cut("m", (event,)), Picks(), [])
        (reel,) = split(timeline, LOOK, Tools("test"))
        ways[style] = any("grow" in layer for layer in reel.recipe["layers"])
        assert not goes_plain(reel.recipe)
        assert rendered(timeline, tmp_path)[12].max() > 180

    assert {"main": True, "card": False} == ways


def test_a_subtitle_stands_exactly_as_long_as_its_line(tmp_path: Path) -> None:
    """From its first frame to its last, at the foot of the picture."""
    line = Line("l1", "liu", Text((("en", "Don't look back."),)), at=5, frames=12)
    project = film(shot("sh010", 24, lines=(line,)), languages=("en",))
    timeline = assemble(project, Cut("m", (Black(1),)), Picks(), [])
    board = film(shot("sh010", 24, lines=(line,)), languages=("en",))
    from pipeline.project.edit import ShotEvent

    timeline = assemble(board, Cut("m", (ShotEvent("sh010"),)), Picks(), [])
    bare = assemble(film(shot("sh010", 24)), Cut("m", (ShotEvent("sh010"),)), Picks(), [])

    frames, without = rendered(timeline, tmp_path), rendered(bare, tmp_path)

    change = np.abs(frames.astype(int) - without).max((1, 2, 3))
    assert [5 <= k < 17 for k in range(24)] == [bool(value > 60) for value in change]
    rows = np.abs(frames[10].astype(int) - without[10]).max((1, 2))
    assert np.nonzero(rows > 60)[0].min() > 50
