"""Grain and vignette in a film, measured: where they are, and where nothing changes."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from pipeline.cut.assemble import assemble
from pipeline.cut.planes import parts
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import goes_plain
from pipeline.facts import Camera, MediaInfo
from pipeline.media.ffmpeg import run
from pipeline.media.texture import vignette_mask
from pipeline.project.edit import Black, Cut, Dissolve, Picks, ShotEvent, Split
from pipeline.project.grading import SMOOTH, Grading, Grain
from pipeline.project.story import Text, Title
from tests.cut.numbered import film, info, shot, take
from tests.cut.patches import HEIGHT, LOOK, WIDTH, rendered

GRAINY = Grading(grain=Grain(Fraction(4)))
FAITHFUL = replace(LOOK, crf=1, preset="ultrafast")


def grey(folder: Path, value: int = 126, count: int = 20) -> Path:
    """A clip of one grey."""
    path = folder / f"grey{value}.mp4"
    if path.exists():
        return path
    luma, chroma = bytes([value]) * (WIDTH * HEIGHT), bytes([128]) * (WIDTH * HEIGHT // 2)
    run(
        (
            *("-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-framerate", "24"),
            *("-video_size", f"{WIDTH}x{HEIGHT}", "-i", "pipe:0"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-frames:v", str(count)),
            *("-vf", "setparams=range=tv:colorspace=bt709", str(path)),
        ),
        doing="making grey",
        data=(luma + chroma) * count,
    )
    return path


def takes_of(folder: Path, value: int = 126):
    """A take of grey for each of two shots."""
    media = info(20, Fraction(24), width=WIDTH, height=HEIGHT)
    return [take(grey(folder, value), name, 1, media) for name in ("sh010", "sh020")]


def frames_of(project, takes, folder: Path, *events, look=FAITHFUL) -> np.ndarray:
    """Luma of every frame of the film, as numbers."""
    timeline = assemble(project, Cut("main", events), Picks(), takes)
    reels = split(timeline, look, Tools("test"))
    shown = [rendered(reel, folder) for reel in reels]
    return np.concatenate(shown)[:, :HEIGHT].astype(float)


def two(grading: Grading = GRAINY):
    """Two shots with that texture."""
    return film(shot("sh010", grading=grading), shot("sh020", grading=grading))


@pytest.mark.parametrize(("value", "share"), [(16, 0), (71, 0.75), (126, 1), (180, 0.75), (235, 0)])
def test_grain_is_as_strong_as_asked_and_none_in_black_and_white(value, share, tmp_path) -> None:
    """4 % of the way from black to white is 8.8 code values, on middle grey."""
    (frame,) = frames_of(
        two(), takes_of(tmp_path, value), tmp_path, ShotEvent("sh010", start=5, end=6)
    )

    assert pytest.approx(8.76 * share, abs=0.6) == frame.std()
    assert pytest.approx(value, abs=0.7) == frame.mean()


def test_a_trim_leaves_the_grain_of_every_frame_that_stays(tmp_path: Path) -> None:
    """It is told by the take's own frame, whichever way the part is made and wherever it stands."""
    takes, one = takes_of(tmp_path), ShotEvent("sh010", start=2, end=12)

    whole = frames_of(two(), takes, tmp_path, one)
    trimmed = frames_of(two(), takes, tmp_path, Black(6), ShotEvent("sh010", start=5, end=12))
    back = frames_of(two(), takes, tmp_path, replace(one, is_reversed=True))

    assert 1 > np.abs(whole[3:] - trimmed[6:]).mean()
    assert 1 > np.abs(whole - back[::-1]).mean()
    between = [np.abs(whole[n] - whole[n + 1]).mean() for n in range(9)]
    assert 7 < min(between)


def test_shots_takes_and_seeds_have_grain_of_their_own(tmp_path: Path) -> None:
    """The same frame of another shot lies under other grain."""
    takes, other = takes_of(tmp_path), Grading(grain=Grain(Fraction(4), seed=7))
    events = (ShotEvent("sh010", start=4, end=5), ShotEvent("sh020", start=4, end=5))

    first, second = frames_of(two(), takes, tmp_path, *events)
    third, _ = frames_of(two(other), takes, tmp_path, *events)

    assert 7 < np.abs(first - second).mean()
    assert 7 < np.abs(first - third).mean()


def test_under_a_dissolve_there_is_grain_from_first_to_last(tmp_path: Path) -> None:
    """Into plain colour, too: it does not end before the picture does."""
    takes = takes_of(tmp_path)
    plain = Black(6, colour="#7e7e7e")
    events = (ShotEvent("sh010", end=6), Dissolve(6), plain, plain)

    strong = frames_of(two(), takes, tmp_path, *events).std((1, 2))

    assert 18 == len(strong)
    assert 7 < strong[:12].min()
    assert 1 > strong[12:].max()


def test_a_hold_keeps_its_grain_and_a_still_moves_it(tmp_path: Path) -> None:
    """A frozen frame is frozen; a panel has grain on every frame of its own."""
    Image.new("RGB", (WIDTH, HEIGHT), (126, 126, 126)).save(tmp_path / "p.png")
    still = MediaInfo("image", WIDTH, HEIGHT, codec="png")
    panel = take(tmp_path / "p.png", "sh010", 1, still, is_panel=True)
    rest = film(shot("sh010", 4, camera=Camera("static"), grading=GRAINY))

    held = frames_of(two(), takes_of(tmp_path), tmp_path, ShotEvent("sh010", end=3, hold=3))
    filmed = frames_of(rest, [panel], tmp_path, ShotEvent("sh010"))

    assert 1 > np.abs(held[2] - held[5]).mean()
    assert 7 < np.abs(held[1] - held[2]).mean()
    assert 7 < np.abs(filmed[1] - filmed[2]).mean()


def test_a_part_of_ten_seconds_has_grain_on_every_frame(tmp_path: Path) -> None:
    """Also where it goes through the darkroom on its own, for words that move."""
    Image.new("RGB", (WIDTH, HEIGHT), (126, 126, 126)).save(tmp_path / "p.png")
    still = MediaInfo("image", WIDTH, HEIGHT, codec="png")
    panel = take(tmp_path / "p.png", "sh010", 1, still, is_panel=True)
    title = Title(Text((("", "A"),)), "main", frames=24)
    long = shot("sh010", 240, camera=Camera("static"), grading=GRAINY, titles=(title,))

    shown = frames_of(film(long), [panel], tmp_path, ShotEvent("sh010"))

    assert 240 == len(shown)
    corner = shown[:, :20, :20]
    assert 7 < np.abs(corner[1:] - corner[:-1]).mean(axis=(1, 2)).min()


def test_grain_lies_under_the_titles(tmp_path: Path) -> None:
    """Letters are as even as without it, still ones and such as grow."""
    for style in ("main", "card"):
        title = Title(Text((("", "WWW"),)), style)
        project = film(shot("sh010", 40, titles=(title,), grading=GRAINY))
        event = ShotEvent("sh010", speed=((0, Fraction(1, 2)),))

        shown = frames_of(project, takes_of(tmp_path), tmp_path, event)

        assert 40 == len(shown)
        letters = shown[21] > 185
        assert 5 < letters.sum()
        assert 5 > np.abs(shown[21][letters] - shown[22][letters]).mean()
        assert 7 < np.abs(shown[21] - shown[22])[:20].mean()


def test_no_grain_is_no_key_and_a_draft_has_none(tmp_path: Path) -> None:
    """A delivery may have grain of its own, or none."""
    takes = takes_of(tmp_path)

    def recipe(grading: Grading, delivered: Grain = SMOOTH, **look: object):
        timeline = assemble(two(grading), Cut("m", (ShotEvent("sh010", end=2),)), Picks(), takes)
        shown = replace(FAITHFUL, grading=Grading(grain=delivered), **look)
        (reel,) = split(timeline, shown, Tools("test"))
        return reel.key, reel.recipe.get("grain", {}).get("strength")

    bare = recipe(Grading())
    assert bare == recipe(Grading(grain=Grain(Fraction(0), Fraction(2), 5)))
    assert bare == recipe(GRAINY, Grain(Fraction(0)))
    assert recipe(Grading(), is_draft=True) == recipe(GRAINY, is_draft=True)
    assert ([4, 1], [2, 1]) == (recipe(GRAINY)[1], recipe(GRAINY, Grain(Fraction(2)))[1])
    assert [3, 1] == recipe(Grading(), Grain(Fraction(3)))[1]


def test_corners_are_dark_in_clips_stills_and_parts_of_a_split(tmp_path: Path) -> None:
    """By the mask's figures, within a code value; black stays black, colour goes with the light."""
    lens = Grading(vignette=Fraction(1, 2))
    mask = vignette_mask(WIDTH, HEIGHT, Fraction(1, 2)) / 255
    wanted = 16 + (126 - 16) * mask
    Image.new("RGB", (WIDTH, HEIGHT), (128, 128, 128)).save(tmp_path / "p.png")
    still = MediaInfo("image", WIDTH, HEIGHT, codec="png")
    panel = take(tmp_path / "p.png", "sh010", 1, still, is_panel=True)
    rest = film(shot("sh010", 4, camera=Camera("static"), grading=lens))
    pair = Split("left-right", (ShotEvent("sh010", end=2), ShotEvent("sh020", end=2)))
    takes = takes_of(tmp_path)

    clips = frames_of(two(lens), takes, tmp_path, ShotEvent("sh010", end=2))
    mixed = frames_of(
        two(lens),
        takes,
        tmp_path,
        ShotEvent("sh010", end=4),
        Dissolve(2),
        ShotEvent("sh020", end=4),
    )
    filmed = frames_of(rest, [panel], tmp_path, ShotEvent("sh010"))
    (halves, _) = frames_of(two(lens), takes, tmp_path, pair)

    assert 1.6 > np.abs(clips[1] - wanted).max()
    assert 1.6 > np.abs(mixed[5] - wanted).max()
    assert 1.6 > np.abs(filmed[1] - wanted).max()
    assert 10 < halves[HEIGHT // 2, 47] - halves[0, 0]
    assert 10 < halves[HEIGHT // 2, 144] - halves[0, 98]


def test_ffmpeg_alone_makes_a_part_with_all_of_it(tmp_path: Path) -> None:
    """Vignette and grain take no other way than a plain clip; chroma stays as it was."""
    grading = Grading(vignette=Fraction(1, 4), grain=Grain(Fraction(2)))
    timeline = assemble(
        two(grading), Cut("m", (ShotEvent("sh010", end=4),)), Picks(), takes_of(tmp_path)
    )
    (reel,) = split(timeline, FAITHFUL, Tools("test"))

    assert goes_plain(reel.recipe)
    _, blue, red = parts(rendered(reel, tmp_path)[1])
    assert 1 >= np.abs(blue.astype(int) - 128).max()
    assert 1 >= np.abs(red.astype(int) - 128).max()
