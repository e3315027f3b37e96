"""Words over the picture: where they stand, that they fit, and that they fade."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import goes_plain, render_reel
from pipeline.cut.subtitles import laid_out
from pipeline.cut.timeline import Subtitle, TitleCue
from pipeline.cut.title_styles import title_styles
from pipeline.cut.titles import draw_layer, subtitle_layer, title_layer
from pipeline.project.edit import Black, Cut, Picks
from pipeline.project.story import Line, Text, Title
from pipeline.timecode import FrameRange
from tests.cut.numbered import decode, film, shot

RATE = Fraction(24)
BOTH = Text((("zh", "流浪地球"), ("en", "The Wandering Earth: Leave a Light On")))
LOOK = Look(192, 80, crf=12, preset="ultrafast", burn=("en",), title_languages=("zh", "en"))


@pytest.mark.parametrize("style", sorted(title_styles()))
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


def letters(layer, *, least: int = 200) -> np.ndarray:
    """Where the letters themselves are: white and opaque."""
    pixels = np.asarray(layer.picture)
    return (pixels[..., 3] > least) & (pixels[..., 0] > least)


def test_the_lines_of_a_lower_third_begin_at_one_column() -> None:
    """The letters of both languages stand flush left, whatever glows around them."""
    for zh, en in (("锚角　海冻上的第九年", "Cape Anchor"), ("最后一小时", "The last hour")):
        cue = TitleCue(Text((("zh", zh), ("en", en))), "lower-third", FrameRange(0, 48))
        mask = letters(draw_layer(title_layer(cue, ("zh", "en"), RATE), 1280, 536))
        beside = mask.copy()
        rule = int(np.flatnonzero(mask.any(0))[0])
        beside[:, : rule + 6] = False
        rows = np.flatnonzero(beside.any(1))
        split = int(np.diff(rows).argmax())
        starts = [
            int(np.flatnonzero(beside[part].any(0))[0])
            for part in (rows[: split + 1], rows[split + 1 :])
        ]

        assert abs(starts[0] - starts[1]) <= 1, starts


@pytest.mark.parametrize("style", ["main", "card"])
@pytest.mark.parametrize("ground", [255, 0])
def test_every_line_of_a_title_is_read_over_white_and_over_black(style: str, ground: int) -> None:
    """Around each letter there is dark enough to read it by: a contrast of three to one."""
    layer = draw_layer(
        title_layer(TitleCue(BOTH, style, FrameRange(0, 48)), ("zh", "en"), RATE), 1280, 536
    )
    pixels = np.asarray(layer.picture).astype(float)
    share = pixels[..., 3:] / 255
    shown = (pixels[..., :3] * share + ground * (1 - share))[..., 0]
    mask = letters(layer, least=230)
    rows = np.flatnonzero(mask.any(1))
    split = int(np.diff(rows).argmax())

    for part in (rows[: split + 1], rows[split + 1 :]):
        line = mask[part[0] : part[-1] + 1]
        ring = cv2.dilate(line.astype(np.uint8), np.ones((9, 9))) - cv2.dilate(
            line.astype(np.uint8), np.ones((5, 5))
        )
        around = float(shown[part[0] : part[-1] + 1][ring > 0].mean()) / 255
        assert (1.05) / (around**2.2 + 0.05) >= 3


def test_subtitles_in_two_languages_leave_the_picture_free() -> None:
    """Each language stands on one line where the frame is wide enough: under a fifth of it."""
    text = Text(
        (
            ("zh", "灯亮着，走远的人就认得路。"),
            ("en", "While a lamp burns, whoever has gone far knows the way."),
        )
    )
    subtitle = Subtitle(FrameRange(0, 48), laid_out(text, ("zh", "en")))
    alone = Subtitle(FrameRange(0, 48), laid_out(text, ("en",)))

    rows = np.flatnonzero(
        letters(draw_layer(subtitle_layer(subtitle, ("zh", "en")), 1280, 536)).any(1)
    )

    assert 2 == 1 + int((np.diff(rows) > 1).sum())
    assert rows[-1] - rows[0] < 0.2 * 536
    assert 2 == len(subtitle_layer(alone, ("en",))["lines"][0])


def test_a_line_end_that_the_author_wrote_is_kept_in_two_languages() -> None:
    """Two speakers stay on two lines."""
    text = Text((("zh", "走吧。"), ("en", "- Go.\n- Not yet.")))
    subtitle = Subtitle(FrameRange(0, 48), laid_out(text, ("zh", "en")))

    layer = subtitle_layer(subtitle, ("zh", "en"))

    assert [["走吧。"], ["- Go.", "- Not yet."]] == layer["lines"]
    assert ["走吧。", ""] == layer["wholes"]
