"""Reels show exactly the frames that their recipes name, whichever way they are made."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import goes_plain, render_reel
from pipeline.facts import CLIP
from pipeline.media.probe import probe
from pipeline.project.edit import Cut, Dissolve, Fade, Over, Picks, ShotEvent, TakeChoice, Zoom
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered

LOOK = Look(96, 54, crf=10, preset="ultrafast")
TOOLS = Tools("test")
RATES = ["24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60"]


def render(project, events, takes, folder: Path, look: Look = LOOK) -> list[np.ndarray]:
    """Every frame of the film that the events make, reel after reel."""
    timeline = assemble(project, Cut("main", tuple(events)), Picks(), takes)
    frames: list[np.ndarray] = []
    for number, reel in enumerate(split(timeline, look, TOOLS)):
        path = folder / f"reel{number}.mp4"
        render_reel(reel.recipe, reel.inputs, path)
        shown = decode(path)
        assert reel.frames == len(shown)
        frames += list(shown)
    assert timeline.frames == len(frames)
    return frames


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("speed", [Fraction(1), Fraction(2), Fraction(3, 10)])
def test_frame_k_shows_what_is_on_screen_in_the_middle_of_its_time(
    rate: str, speed: Fraction, tmp_path: Path
) -> None:
    """A window of a clip of any rate shows frame floor((in + (k + 1/2) * speed) / 24 * rate)."""
    source = Fraction(rate)
    path = write_numbered(tmp_path / "a.mp4", 150, rate)
    event = ShotEvent("sh010", start=7, end=7 + 14, speed=((0, speed),))

    shown = numbers(
        render(film(shot("sh010")), [event], [take(path, "sh010", 1, info(150, source))], tmp_path)
    )

    places = [7 + (k + Fraction(1, 2)) * speed for k in range(len(shown))]
    assert [math.floor(place / 24 * source) for place in places] == shown


def plain_film(tmp_path: Path, count: int = 60):
    """One shot, one numbered clip."""
    path = write_numbered(tmp_path / "a.mp4", count)
    return film(shot("sh010"), shot("sh020")), [
        take(path, "sh010", 1, info(count, Fraction(24))),
        take(path, "sh020", 1, info(count, Fraction(24))),
    ]


def test_beneath_a_dissolve_the_shot_before_runs_on(tmp_path: Path) -> None:
    """The film keeps its length; a dissolve mixes the tail of one with the head of the next."""
    project, takes = plain_film(tmp_path)
    events = [
        ShotEvent("sh010", start=0, end=12),
        Dissolve(4),
        ShotEvent("sh020", start=30, end=42),
    ]

    frames = render(project, events, takes, tmp_path)

    alone = render(project, [ShotEvent("sh010", start=0, end=16)], takes, tmp_path)
    after = render(project, [ShotEvent("sh020", start=30, end=42)], takes, tmp_path)
    assert [*range(12), *range(34, 42)] == numbers(frames[:12] + frames[16:])
    for k in range(4):
        share = (k + 0.5) / 4
        mixed = alone[12 + k] * (1 - share) + after[k] * share
        assert np.abs(mixed - frames[12 + k]).mean() < 3


def test_a_dip_passes_through_its_colour(tmp_path: Path) -> None:
    """In the middle of a dip there is next to nothing but the colour."""
    project, takes = plain_film(tmp_path)
    dip = Dissolve(9, kind="dip", colour="#ffffff")
    events = [ShotEvent("sh010", start=0, end=12), dip, ShotEvent("sh020", start=30, end=42)]

    frames = render(project, events, takes, tmp_path)

    assert frames[16].min() > 245
    assert frames[12].min() < 60


def test_a_fade_begins_and_ends_in_its_colour(tmp_path: Path) -> None:
    """Fade in over the first frames, fade out over the last; between them the picture itself."""
    project, takes = plain_film(tmp_path)
    events = [Fade(True, 10), ShotEvent("sh010", start=0, end=36), Fade(False, 10)]

    frames = render(project, events, takes, tmp_path)

    plain = render(project, [ShotEvent("sh010", start=0, end=36)], takes, tmp_path)
    for k in range(10):
        share = (k + 0.5) / 10
        assert np.abs(plain[k] * share - frames[k]).mean() < 3
        assert np.abs(plain[35 - k] * share - frames[35 - k]).mean() < 3
    assert list(range(10, 26)) == numbers(frames[10:26])


def test_a_picture_laid_over_hides_what_is_beneath_for_its_time(tmp_path: Path) -> None:
    """An over takes the place of the picture and gives it back at the right frame."""
    project, takes = plain_film(tmp_path)
    over = Over(ShotEvent("sh020", start=50, end=55), at=7)

    frames = render(project, [ShotEvent("sh010", start=0, end=24), over], takes, tmp_path)

    assert [*range(7), *range(50, 55), *range(12, 24)] == numbers(frames)


def test_reverse_loop_and_hold(tmp_path: Path) -> None:
    """Backwards from the last frame; the window again; the last picture held."""
    project, takes = plain_film(tmp_path)
    events = [
        ShotEvent("sh010", start=4, end=12, is_reversed=True),
        ShotEvent("sh010", start=20, end=23, loop=3),
        ShotEvent("sh020", start=30, end=33, hold=4),
    ]

    shown = numbers(render(project, events, takes, tmp_path))

    backwards = [11, 10, 9, 8, 7, 6, 5, 4]
    assert [*backwards, 20, 21, 22, 20, 21, 22, 20, 21, 22, 30, 31, 32, 32, 32, 32, 32] == shown


def test_a_long_reverse_is_read_in_stretches(tmp_path: Path) -> None:
    """More frames than are kept at a time still come out one by one, backwards."""
    project, takes = plain_film(tmp_path)

    shown = numbers(
        render(project, [ShotEvent("sh010", start=0, end=60, is_reversed=True)], takes, tmp_path)
    )

    assert list(range(59, -1, -1)) == shown


def test_a_ramp_follows_the_area_under_its_speed(tmp_path: Path) -> None:
    """From full speed to half over ten frames, then on at half."""
    project, takes = plain_film(tmp_path)
    ramp = ((0, Fraction(1)), (10, Fraction(1, 2)))

    shown = numbers(
        render(project, [ShotEvent("sh010", start=0, end=20, speed=ramp)], takes, tmp_path)
    )

    def area(t: float) -> float:
        return t - t * t / 40 if t <= 10 else 7.5 + (t - 10) / 2

    assert [math.floor(area(k + 0.5)) for k in range(len(shown))] == shown
    assert 35 == len(shown)


@pytest.mark.parametrize("rate", ["24000/1001", "25", "30", "60"])
def test_both_routes_show_the_same_frames(rate: str, tmp_path: Path) -> None:
    """A reel that MoviePy composes has the frames of one that ffmpeg makes alone."""
    source = Fraction(rate)
    path = write_numbered(tmp_path / "a.mp4", 80, rate)
    project = film(shot("sh010"))
    takes = [take(path, "sh010", 1, info(80, source))]
    timeline = assemble(project, Cut("m", (ShotEvent("sh010", start=5, end=29),)), Picks(), takes)
    (reel,) = split(timeline, LOOK, TOOLS)
    nothing = {"kind": "fade", "frames": 1, "colour": "#000000", "direction": "", "offset": 1}
    composed = {**reel.recipe, "into": nothing}

    assert goes_plain(reel.recipe)
    assert not goes_plain(composed)
    render_reel(reel.recipe, reel.inputs, tmp_path / "plain.mp4")
    render_reel(composed, reel.inputs, tmp_path / "composed.mp4")

    plain, other = decode(tmp_path / "plain.mp4"), decode(tmp_path / "composed.mp4")
    assert numbers(plain) == numbers(other)
    assert 45 < psnr(plain[:, 30:], other[:, 30:])


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    """Peak signal to noise ratio in decibels."""
    error = float(((one.astype(np.float64) - other) ** 2).mean())
    return 10 * math.log10(255**2 / max(error, 1e-9))


def test_flop_and_zoom(tmp_path: Path) -> None:
    """Flopped, left is right; zoomed, the point of the zoom keeps its place."""
    project, takes = plain_film(tmp_path)
    plain = render(project, [ShotEvent("sh010", start=9, end=11)], takes, tmp_path)

    flopped = render(
        project, [ShotEvent("sh010", start=9, end=11, is_flopped=True)], takes, tmp_path
    )
    zoomed = render(
        project,
        [ShotEvent("sh010", start=9, end=11, zoom=Zoom(Fraction(2), Fraction(0), Fraction(0)))],
        takes,
        tmp_path,
    )

    assert np.abs(flopped[0][:, ::-1].astype(int) - plain[0]).mean() < 4
    assert np.abs(zoomed[0][10:20:2, 10:60:2].astype(int) - plain[0][5:10, 5:30]).mean() < 12


def test_a_take_that_is_too_short_is_held_and_named(tmp_path: Path) -> None:
    """A draft holds the last picture; the problem says how many frames are missing."""
    project, takes = plain_film(tmp_path, count=20)
    cut = Cut("m", (ShotEvent("sh010", start=10, end=30),))

    timeline = assemble(project, cut, Picks(), takes)
    shown = numbers(render(project, cut.events, takes, tmp_path))

    assert [*range(10, 20), *[19] * 10] == shown
    assert ["the cut uses frames 10-30 of sh010 clip 1, which has 20: 10 frames are missing"] == [
        problem.message for problem in timeline.problems
    ]


def test_footage_with_uneven_time_stamps_is_read_by_its_own_clock(tmp_path: Path) -> None:
    """Where a file's pictures do not come evenly, the one on screen at the moment is shown."""
    from pipeline.media.ffmpeg import run

    even, uneven = write_numbered(tmp_path / "a.mp4", 48), tmp_path / "b.mkv"
    stretched = "setpts='(N+if(gte(N,10),N-10,0))/24/TB'"
    run(
        (
            *("-v", "error", "-i", str(even), "-vf", f"settb=1/1000,{stretched}"),
            *("-fps_mode", "passthrough", "-c:v", "libx264", "-crf", "5", "-bf", "0", str(uneven)),
        ),
        doing="test",
    )
    media = info(48, Fraction(16), is_variable_rate=True, seconds=Fraction(86, 24))

    shown = numbers(
        render(
            film(shot("sh010")),
            [ShotEvent("sh010", start=0, end=30)],
            [take(uneven, "sh010", 1, media)],
            tmp_path,
        )
    )

    assert [*range(10), *[10 + k // 2 for k in range(20)]] == shown


def test_deep_into_a_file_the_frames_are_still_the_right_ones(tmp_path: Path) -> None:
    """Beyond a few seconds the decoder seeks, and must not be one frame off."""
    for name in ("a.mp4", "b.webm"):
        path = write_numbered(tmp_path / name, 240, "30000/1001")
        media = info(240, Fraction(30000, 1001))

        shown = numbers(
            render(
                film(shot("sh010")),
                [ShotEvent("sh010", start=150, end=160)],
                [take(path, "sh010", 1, media)],
                tmp_path,
            )
        )

        rate = Fraction(30000, 1001)
        assert [math.floor((150 + k + Fraction(1, 2)) / 24 * rate) for k in range(10)] == shown


def test_a_long_event_is_several_reels_and_nobody_sees_it(tmp_path: Path) -> None:
    """After ten seconds a new reel begins with the next frame."""
    project, takes = plain_film(tmp_path, count=300)
    cut = Cut("m", (ShotEvent("sh010", start=20, end=290),))

    timeline = assemble(project, cut, Picks(), takes)

    assert [240, 30] == [reel.frames for reel in split(timeline, LOOK, TOOLS)]
    assert list(range(20, 290)) == numbers(render(project, cut.events, takes, tmp_path))


def test_nothing_is_left_behind_when_a_file_is_missing(tmp_path: Path) -> None:
    """A reel that cannot be made leaves no file at all."""
    from pipeline.errors import MediaError

    project, takes = plain_film(tmp_path)
    timeline = assemble(project, Cut("m", (ShotEvent("sh010"),)), Picks(), takes)
    (reel,) = split(timeline, LOOK, TOOLS)
    folder = tmp_path / "out"
    folder.mkdir()

    with pytest.raises(MediaError, match="not here"):
        render_reel(reel.recipe, {}, folder / "reel.mp4")

    assert [] == list(folder.iterdir())


def test_a_named_take_is_shown_even_when_a_newer_one_exists(tmp_path: Path) -> None:
    """``sh010/1`` stays take 1."""
    one = write_numbered(tmp_path / "a.mp4", 30)
    takes = [
        take(one, "sh010", 1, info(30, Fraction(24))),
        take(tmp_path / "b.mp4", "sh010", 2, info(30, Fraction(24))),
    ]
    event = ShotEvent("sh010", TakeChoice(CLIP, 1), start=3, end=6)

    assert [3, 4, 5] == numbers(render(film(shot("sh010")), [event], takes, tmp_path))


def test_a_picture_with_transparency_lets_the_picture_below_through(tmp_path: Path) -> None:
    """A logo in one corner: there it is, everywhere else the film goes on."""
    from PIL import Image

    project, takes = plain_film(tmp_path)
    logo = Image.new("RGBA", (96, 54), (0, 0, 0, 0))
    logo.paste((255, 0, 0, 255), (64, 30, 96, 54))
    logo.save(tmp_path / "logo.png")
    media = info(1, Fraction(24), kind="image", has_alpha=True)
    takes = [takes[0], take(tmp_path / "logo.png", "sh020", 1, media, is_panel=True)]
    events = [ShotEvent("sh010", start=0, end=12), Over(ShotEvent("sh020"), 4)]

    frames = render(project, events, takes, tmp_path)

    assert list(range(12)) == numbers(frames)
    assert frames[2][45, 80, 0] < 240
    assert frames[8][45, 80].tolist()[0] > 225
    assert frames[8][45, 80].tolist()[1] < 40


@pytest.mark.parametrize("codec", ["qtrle", "png", "vp8", "vp9"])
def test_a_clip_with_transparency_alone_stands_before_black(codec: str, tmp_path: Path) -> None:
    """Its hole is black, the rest is its own; laid over another it shows that one."""
    from pipeline.media.ffmpeg import run

    path = tmp_path / ("hole.webm" if codec.startswith("vp") else "hole.mov")
    written = {
        "qtrle": ("qtrle", "-pix_fmt", "argb"),
        "png": ("png", "-pix_fmt", "rgba"),
        "vp8": ("libvpx", "-pix_fmt", "yuva420p", "-auto-alt-ref", "0", "-b:v", "2M"),
        "vp9": ("libvpx-vp9", "-pix_fmt", "yuva420p", "-crf", "10", "-deadline", "realtime"),
    }
    pixels = np.zeros((6, 54, 96, 4), np.uint8)
    pixels[:, :, 48:] = (0, 255, 0, 255)
    run(
        (
            *("-v", "error", "-f", "rawvideo", "-pix_fmt", "rgba", "-video_size", "96x54"),
            *("-framerate", "24", "-i", "pipe:0", "-c:v", *written[codec], str(path)),
        ),
        doing="test",
        data=pixels.tobytes(),
    )
    media = probe(path)
    assert media.has_alpha
    project, takes = plain_film(tmp_path)
    takes = [takes[0], take(path, "sh020", 1, media)]

    alone = render(project, [ShotEvent("sh020", start=0, end=6)], takes, tmp_path)
    below = ShotEvent("sh010", start=0, end=6)
    over = render(project, [below, Over(ShotEvent("sh020", start=0, end=6), 0)], takes, tmp_path)

    assert 6 == len(alone) == len(over)
    assert alone[3][20, 20].max() < 12
    assert alone[3][20, 80, 1] > 230
    assert over[3][20, 80, 1] > 230
    assert over[3][45, 20].max() > 60


@pytest.mark.parametrize(("width", "height"), [(54, 96), (400, 20)])
def test_a_picture_of_quite_another_shape_is_shown_whole(
    width: int, height: int, tmp_path: Path
) -> None:
    """A telephone's upright film is not cropped to a strip; its own dark blur stands beside it."""
    path = write_numbered(tmp_path / "tall.mp4", 6, size=(width, height))
    media = info(6, Fraction(24), width=width, height=height)

    frames = render(
        film(shot("sh010")),
        [ShotEvent("sh010", start=0, end=6)],
        [take(path, "sh010", 1, media)],
        tmp_path,
    )

    middle, edge = frames[0][27, 48], frames[0][1 if width > height else 27, 1]
    assert int(edge.max()) < 0.5 * 255
    assert int(middle.max()) > 15


def test_pixels_that_are_not_square_are_made_so(tmp_path: Path) -> None:
    """An anamorphic file fills the frame it was meant for."""
    path = write_numbered(tmp_path / "a.mp4", 6, size=(72, 54))
    media = info(6, Fraction(24), width=72, height=54, pixel_aspect=Fraction(4, 3))

    frames = render(
        film(shot("sh010")),
        [ShotEvent("sh010", start=0, end=6)],
        [take(path, "sh010", 1, media)],
        tmp_path,
    )

    assert list(range(6)) == numbers(frames)


def test_an_event_that_lasts_long_beyond_its_take_is_still_drawn_whole(tmp_path: Path) -> None:
    """12 frames, 500 asked for: the parts that lie wholly beyond the take hold its last picture."""
    path = write_numbered(tmp_path / "a.mp4", 12)
    takes = [take(path, "sh010", 1, info(12, Fraction(24)))]

    shown = numbers(
        render(film(shot("sh010")), [ShotEvent("sh010", start=0, end=500)], takes, tmp_path)
    )

    assert [*range(12), *[11] * 488] == shown
