"""Material as generators, phones and cameras deliver it, conformed frame by frame.

Every frame of the footage carries its number; what the film must show is worked out from the times
at which the frames are shown, and both routes (ffmpeg alone, and read for composing) must show it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.cut.conform import ClipReader, fit_filters, is_plain, plain_chain
from pipeline.cut.fitting import Shape
from pipeline.cut.reels import _info
from pipeline.facts import MediaInfo
from pipeline.media.ffmpeg import run
from pipeline.media.probe import probe
from pipeline.media.stamps import decoded_stamps
from pipeline.media.verify import verify
from tests.cut.numbered import numbered_frames, numbers, write_numbered

FOOTAGE = Path(__file__).parents[3] / "shared" / "footage"
FILM = Fraction(24)
SHAPE = Shape(96, 54, FILM)
LONG = 150
"""Frames; at 25 a second the sixth second lies beyond where files are read from their start."""


def ff(*arguments: object) -> None:
    """Make footage."""
    run(("-v", "error", "-y", *map(str, arguments)), doing="making test footage")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 numbered frames at 25."""
    return write_numbered(tmp_path_factory.mktemp("base") / "base.mp4", LONG, "25")


def shown(path: Path, info: MediaInfo, begin: int, count: int) -> list[int]:
    """The numbers of ``count`` film frames from frame ``begin`` of the take, by both routes."""
    picture = {
        "kind": "clip",
        "info": _info(info),
        "run": {"first": [2 * begin + 1, 2], "step": [1, 1], "moving": count},
    }
    with ClipReader(picture, path, SHAPE) as reader:
        read = [reader.at(frame).copy() for frame in range(count)]
    found = luma_numbers(np.stack(read))
    if is_plain(picture):
        arguments, filters = plain_chain(picture, path, SHAPE, count)
        output = run(
            (
                *("-v", "error", *arguments, "-filter_complex", f"[0:v:0]{filters}[out]"),
                *("-map", "[out]", "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"),
            ),
            doing="conforming",
        ).output
        assert found == luma_numbers(np.frombuffer(output, np.uint8).reshape(-1, 81, 96))
    return found


def luma_numbers(planes: np.ndarray) -> list[int]:
    return numbers(np.repeat(planes[:, :54, :, None], 3, 3))


def expected(rate: Fraction, begin: int, count: int, *, last: int, first: int = 0) -> list[int]:
    """The frame on screen in the middle of every film frame, of footage of constant rate."""
    middles = [(begin + k + Fraction(1, 2)) / FILM for k in range(count)]
    return [first + min(math.floor(at * rate), last) for at in middles]


@pytest.mark.parametrize(
    "rate",
    ["24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60", "12", "15"],
)
def test_every_rate_at_the_head_and_far_into_the_file(rate: str, tmp_path: Path) -> None:
    """The picked frame is the one on screen, also where the file is entered by a seek."""
    exact = Fraction(rate)
    count = math.ceil(5 * exact)
    path = write_numbered(tmp_path / "a.mp4", count, rate)
    info = probe(path)

    head, deep = shown(path, info, 0, 24), shown(path, info, 103, 16)

    assert (exact, count, False) == (info.rate, info.frames, info.is_variable_rate)
    assert expected(exact, 0, 24, last=count - 1) == head
    assert expected(exact, 103, 16, last=count - 1) == deep


MATERIAL: dict[str, tuple[str, tuple[object, ...]]] = {
    "an edit list that begins between keyframes": (
        "a.mp4",
        ("-ss", "1.0", "-i", "BASE", "-c", "copy"),
    ),
    "pictures that begin after the sound, mp4": (
        "a.mp4",
        ("SOUND", "-itsoffset", "0.7", "-i", "BASE", "TWO"),
    ),
    "pictures that begin after the sound, mkv": (
        "a.mkv",
        ("SOUND", "-itsoffset", "0.7", "-i", "BASE", "TWO"),
    ),
    "sound that begins after the pictures": ("a.mp4", ("LATE", "-i", "BASE", "TWO")),
    "a clock that does not begin at zero": (
        "a.mkv",
        ("-i", "BASE", "-c", "copy", "-output_ts_offset", "5"),
    ),
    "a transport stream": ("a.ts", ("-i", "BASE", "-c", "copy")),
    "fragments": ("a.mp4", ("-i", "BASE", "-c", "copy", "-movflags", "frag_keyframe+empty_moov")),
    "a programme stream whose packets bear no times": (
        "a.mpg",
        ("-i", "BASE", "-c:v", "mpeg2video", "-q:v", "2", "-bf", "2"),
    ),
    "packed pictures in avi": ("a.avi", ("-i", "BASE", "-c:v", "mpeg4", "-q:v", "2", "-bf", "2")),
    "hidden pictures": (
        "a.webm",
        ("-i", "BASE", "-c:v", "libvpx", "-auto-alt-ref", "1", "-lag-in-frames", "16"),
    ),
    "ten bits": ("a.mov", ("-i", "BASE", "-c:v", "prores_ks")),
    "full range of a camera": ("a.mov", ("-i", "BASE", "-c:v", "mjpeg", "-q:v", "2")),
}  # fmt: skip
MACROS = {
    "SOUND": ("-f", "lavfi", "-t", "9", "-i", "sine=440"),
    "LATE": ("-itsoffset", "0.4", "-f", "lavfi", "-t", "3", "-i", "sine=440"),
    "TWO": ("-map", "1:v", "-map", "0:a", "-c:v", "copy", "-c:a", "flac", "-strict", "-2"),
}


@pytest.mark.parametrize("name", MATERIAL)
def test_whatever_the_container_does_the_frames_are_the_right_ones(
    name: str, base: Path, tmp_path: Path
) -> None:
    """At the head and beyond where a seek begins; and verifying finds the file whole."""
    ending, written = MATERIAL[name]
    arguments = [part for word in written for part in MACROS.get(str(word), (word,))]
    path = tmp_path / ending
    ff(*(base if word == "BASE" else word for word in arguments), path)

    info = verify(path)
    first = 25 if "edit list" in name else 0

    assert info.rate == 25
    # ffmpeg sets the out point of an edit list by the sound of packets, one picture early
    assert info.frames in {LONG - first, LONG - first - 1}
    for begin in (0, 98):
        count = min(12, math.floor(info.frames / Fraction(25) * FILM) - begin)
        assert expected(Fraction(25), begin, count, last=info.frames - 1, first=first) == shown(
            path, info, begin, count
        )


@pytest.mark.parametrize(
    ("ending", "codec"), [("mkv", "libx264"), ("webm", "libvpx"), ("mp4", "libx264")]
)
def test_a_variable_rate_is_followed_by_the_clock_of_the_file(
    ending: str, codec: str, base: Path, tmp_path: Path
) -> None:
    """One second at 25, then pictures that stand 2.3 times as long."""
    path = tmp_path / f"a.{ending}"
    slower = "if(lt(N,25),N,25+(N-25)*2.3)/25/TB"
    tick = "1/12800" if ending == "mp4" else "1/1000"
    ff(
        *("-i", base, "-frames:v", "60", "-vf", f"setpts='{slower}'", "-fps_mode", "passthrough"),
        *("-enc_time_base", tick, "-c:v", codec, "-b:v", "2M", path),
    )

    info = probe(path)

    steps = [n if n < 25 else 25 + (n - 25) * Fraction(23, 10) for n in range(60)]
    times = [step / Fraction(25) - Fraction(1, 2000) for step in steps]
    middles = [(k + Fraction(1, 2)) / FILM for k in range(90)]
    wanted = [bisect_right(times, middle) - 1 for middle in middles]
    assert info.is_variable_rate
    assert 60 == info.frames
    assert wanted == shown(path, info, 0, 90)


def turned(frames: np.ndarray, quarter_turns: int) -> np.ndarray:
    return np.ascontiguousarray(np.rot90(frames, quarter_turns, axes=(1, 2)))


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_rotation_flag_is_obeyed(degrees: int, tmp_path: Path) -> None:
    """A telephone held upright: the film shows the picture as it was seen."""
    frames = turned(numbered_frames(12), -degrees // 90)
    height, width = frames.shape[1:3]
    flat, path = tmp_path / "flat.mp4", tmp_path / "turned.mp4"
    run(
        (
            *("-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-framerate", "24"),
            *("-video_size", f"{width}x{height}", "-i", "pipe:0"),
            *("-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-crf", "10"),
            *("-colorspace", "bt709", "-color_range", "tv", str(flat)),
        ),
        doing="making test footage",
        data=frames.tobytes(),
    )
    ff("-display_rotation", degrees, "-i", flat, "-c", "copy", path)

    info = probe(path)

    assert (96, 54) == (info.width, info.height)
    assert list(range(12)) == shown(path, info, 0, 12)


@pytest.mark.parametrize("size", [(95, 53), (97, 55), (33, 19), (191, 107)])
def test_odd_sizes_are_brought_to_the_frame(size: tuple[int, int], tmp_path: Path) -> None:
    """4:4:4 footage may have any size."""
    frames = numbered_frames(6, *size)
    path = tmp_path / "odd.mkv"
    run(
        (
            *("-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-framerate", "24"),
            *("-video_size", f"{size[0]}x{size[1]}", "-i", "pipe:0", "-c:v", "ffv1"),
            *("-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv444p", str(path)),
        ),
        doing="making test footage",
        data=frames.tobytes(),
    )

    info = probe(path)

    assert size == (info.width, info.height)
    assert list(range(6)) == shown(path, info, 0, 6)


@pytest.mark.parametrize("field", ["tff", "bff"])
def test_interlaced_footage_is_named_and_made_whole(field: str, base: Path, tmp_path: Path) -> None:
    """Of two fields comes one picture, as many as before; also behind a seek."""
    path = tmp_path / "a.mp4"
    ff(
        *("-i", base, "-vf", f"scale=96:64,setfield={field}", "-c:v", "libx264", "-crf", "10"),
        *("-flags", "+ildct+ilme", path),
    )

    info = probe(path)

    assert info.is_interlaced
    assert not probe(base).is_interlaced
    assert expected(Fraction(25), 0, 12, last=149) == shown(path, info, 0, 12)
    assert expected(Fraction(25), 98, 12, last=149) == shown(path, info, 98, 12)


def test_combs_are_gone(tmp_path: Path) -> None:
    """A bar that moves between two fields leaves no teeth in the film."""
    frames = np.full((8, 64, 96), 60, np.uint8)
    for n in range(8):
        for parity in (0, 1):
            left = 8 * n + 4 * parity
            frames[n, parity::2, left : left + 20] = 200
    path = tmp_path / "a.mkv"
    run(
        (
            *("-v", "error", "-f", "rawvideo", "-pix_fmt", "gray", "-framerate", "25"),
            *("-video_size", "96x64", "-i", "pipe:0", "-vf", "format=yuv420p,setfield=tff"),
            *("-c:v", "libx264", "-crf", "1", "-flags", "+ildct+ilme", str(path)),
        ),
        doing="making test footage",
        data=frames.tobytes(),
    )
    info = probe(path)
    combed = replace(info, is_interlaced=False)

    def teeth(media: MediaInfo) -> float:
        picture = {
            "kind": "clip",
            "info": _info(media),
            "run": {"first": [9, 2], "step": [1, 1], "moving": 1},
        }
        with ClipReader(picture, path, Shape(96, 64, Fraction(25))) as reader:
            luma = reader.at(0)[8:56].astype(int)
        return float(np.abs(luma[2:] - 2 * luma[1:-1] + luma[:-2]).mean())

    assert info.is_interlaced
    assert teeth(info) < teeth(combed) / 4


def test_a_zoom_of_twenty_needs_no_gigabyte(base: Path) -> None:
    """What is far outside is cut away before it is enlarged, and the place is the same."""
    info = replace(probe(base), frames=24)
    shape = Shape(960, 540, FILM)

    def luma(factor: int, point: tuple[int, int]) -> np.ndarray:
        zoom = [[factor, 1], *([each, 1] for each in point)]
        run_ = {"first": [1, 2], "step": [1, 1], "moving": 1}
        picture = {"kind": "clip", "info": _info(info), "zoom": zoom, "run": run_}
        filters = fit_filters(picture, shape)
        scale = next(each for each in filters if each.startswith("scale="))
        width, height = (int(each) for each in scale[6:].split(":")[:2])
        assert width * height <= 24 * 960 * 540  # of 400 times the frame
        with ClipReader(picture, base, shape) as reader:
            return reader.at(0)[:540].astype(int)

    near, far = luma(2, (25, 75)), luma(20, (25, 75))

    top, left = round(540 * 0.75 * 0.9), round(960 * 0.25 * 0.9)
    part = near[top : top + 54, left : left + 96]
    assert np.abs(far[::10, ::10] - part).mean() < 6


@pytest.mark.skipif(not FOOTAGE.is_dir(), reason="the footage is not here")
@pytest.mark.parametrize(
    "name", ["chaplin.mp4", "no_duration.webm", "smpte-2997.mp4", "big_buck_bunny_0_30.webm"]
)
def test_real_footage_shows_the_frame_of_its_time(name: str) -> None:
    """Clips that nobody here made, against every frame that ffmpeg decodes, by its own time."""
    path = FOOTAGE / name
    info = probe(path)
    count = min(60, math.floor(info.seconds * FILM))
    run_ = {"first": [1, 2], "step": [1, 1], "moving": count}
    picture = {"kind": "clip", "info": _info(info), "run": run_}

    with ClipReader(picture, path, SHAPE) as reader:
        got = [reader.at(frame).tobytes() for frame in range(count)]

    stamps = decoded_stamps(path, "v:0")
    times = [(each - stamps.times[0]) * stamps.tick for each in stamps.times]
    every = run(
        (
            *("-v", "error", "-i", str(path), "-map", "0:v:0", "-t", "4"),
            *("-vf", ",".join(fit_filters(picture, SHAPE)), "-fps_mode", "passthrough"),
            *("-f", "rawvideo", "pipe:1"),
        ),
        doing="decoding",
    ).output
    size = 96 * (81 + 54 * info.has_alpha)
    frames = [every[at : at + size] for at in range(0, len(every), size)]
    slack = Fraction(1, 1000)
    for k, frame in enumerate(got):
        middle = (k + Fraction(1, 2)) / FILM
        near = {bisect_right(times, middle + each) - 1 for each in (-slack, 0, slack)}
        assert any(frame == frames[n] for n in near), f"{name}: film frame {k}"
