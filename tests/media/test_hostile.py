"""What is broken, mislabelled or made to do harm is refused by name, and nothing else is opened."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import FilmError, MediaError
from pipeline.media.dates import taken_at
from pipeline.media.fonts import is_font
from pipeline.media.loudness import measured
from pipeline.media.pictures import frame_of, is_picture, note_of, read_picture
from pipeline.media.probe import PICTURE_ENDINGS, probe, sound_delay
from pipeline.media.recipes import recipe_in
from pipeline.media.samples import read_sound
from pipeline.media.verify import verify
from tests.media.hostile import LISTS, bomb, matroska, png, write_clip, write_picture

REFUSING: dict[str, Callable[[Path], object]] = {
    "probe": probe,
    "verify": verify,
    "frame": lambda path: frame_of(path, 0, (32, 18)),
    "sound": read_sound,
    "loudness": measured,
}
"""What must refuse a file that is no medium."""
QUIET: dict[str, Callable[[Path], object]] = {
    "note": lambda path: note_of(path).prompt,
    "date": taken_at,
    "recipe": recipe_in,
    "font": is_font,
    "picture": is_picture,
    "delay": sound_delay,
}
"""What must say that it found nothing."""


class Port:
    """A place on this machine that nobody may knock at."""

    def __init__(self) -> None:
        self.tcp = socket.socket()
        self.tcp.bind(("127.0.0.1", 0))
        self.tcp.listen()
        self.tcp.setblocking(False)
        self.number = self.tcp.getsockname()[1]

    def was_touched(self) -> bool:
        try:
            self.tcp.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@pytest.fixture
def port(socket_enabled: None) -> Iterator[Port]:
    """A listening port."""
    port = Port()
    yield port
    port.tcp.close()


@pytest.mark.parametrize("ending", ["mp4", "png", "wav", "m3u8", "txt"])
@pytest.mark.parametrize("kind", LISTS)
def test_a_list_that_names_other_files_and_addresses_opens_none(
    kind: str, ending: str, port: Port, tmp_path: Path
) -> None:
    """Whatever it is called: the file beside it could be opened, and is not; nobody is called."""
    beside = write_clip(tmp_path / "canary.ts", sound=True)
    path = tmp_path / f"list.{ending}"
    text = LISTS[kind].format(
        file=beside.name, url=f"http://127.0.0.1:{port.number}/x.ts", port=port.number
    )
    path.write_text(text, "utf-8")

    for name, read in REFUSING.items():
        with pytest.raises(MediaError) as refused:
            read(path)
        assert path.name in refused.value.message, name
    for read in QUIET.values():
        assert not read(path)
    if f".{ending}" in PICTURE_ENDINGS:
        with pytest.raises(MediaError, match=r"list\.png"):
            read_picture(path)
    assert not port.was_touched()


@pytest.mark.parametrize(
    "name", ["shot%d.mp4", "shot%03d.png", "shot*.mp4", "a[0-9].mp4", "-i.mp4"]
)
def test_a_name_that_means_several_files_means_itself(name: str, tmp_path: Path) -> None:
    """Patterns in a name are letters."""
    other = tmp_path / name.replace("%d", "1").replace("%03d", "001").replace("*", "1")
    write_clip(tmp_path / "canary.mp4").replace(
        other.with_name("a1.mp4" if "[" in name else other.name)
    )
    path = tmp_path / name
    path.write_text("nothing to be seen", "utf-8")

    for read in REFUSING.values():
        with pytest.raises(MediaError):
            read(path)


BROKEN_PICTURES: dict[str, Callable[[], bytes]] = {
    "a header of ten milliards of pixels": lambda: png(100_000, 100_000),
    "a header wider than any number": lambda: png(2**31 - 1, 1),
    "no size at all": lambda: png(0, 0),
    "a text that unpacks to a hundred times its size": lambda: png(64, 36, bomb(b"zTXt", b"x\0\0")),
    "a profile that does": lambda: png(64, 36, bomb(b"iCCP", b"x\0\0")),
    "half a header": lambda: png(64, 36)[:20],
    "a chunk longer than the file": lambda: png(64, 36)[:8] + b"\x7f\xff\xff\xffIHDR",
    "nothing": lambda: b"",
    "a text": lambda: b"<html>404</html>",
}


@pytest.mark.parametrize("name", BROKEN_PICTURES)
@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_a_picture_that_bursts_or_breaks_is_refused(name: str, ending: str, tmp_path: Path) -> None:
    """By its name and with a reason, before its pixels are unpacked."""
    path = tmp_path / f"bad.{ending}"
    path.write_bytes(BROKEN_PICTURES[name]())

    for read in (probe, verify, read_picture):
        with pytest.raises(MediaError) as refused:
            read(path)
        assert path.name in refused.value.message
    for read in QUIET.values():
        read(path)


def no_rate(folder: Path) -> bytes:
    """An mp4 all of whose pictures last no time."""
    whole = write_clip(folder / "whole.mp4", frames=24).read_bytes()
    at = whole.index(b"stts") + 12
    return whole[: at + 4] + bytes(4) + whole[at + 8 :]


def long_as(folder: Path, seconds: float) -> bytes:
    """A Matroska file that says it is that long."""
    whole = write_clip(folder / "whole.mkv", frames=24).read_bytes()
    at = whole.index(b"\x44\x89\x88") + 3
    return whole[:at] + struct.pack(">d", seconds) + whole[at + 8 :]


def large_as(folder: Path, size: int) -> bytes:
    """An AVI that says that its pictures are that large."""
    whole = write_clip(folder / "whole.avi", codec="rawvideo").read_bytes()
    at = whole.index(b"strf") + 12
    return whole[:at] + struct.pack("<ii", size, size) + whole[at + 8 :]


IMPOSSIBLE: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "no frames a second": (no_rate, "all shown at the same moment"),
    "ten thousand tracks": (lambda _: matroska(10_000, 1000.0), "holds no picture"),
    "pictures of a hundred thousand lines": (
        lambda folder: large_as(folder, 100_000),
        "not how large they are",
    ),
    "pictures of 81 million pixels": (lambda folder: large_as(folder, 9_000), "9000x9000"),
    "an empty file": (lambda _: b"", "is empty"),
    "a text": (lambda _: b"not a clip, whatever it says" * 50, "holds no picture"),
    "zeros": (lambda _: bytes(5000), "holds no picture"),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_clip_with_an_impossible_header_is_refused(name: str, tmp_path: Path) -> None:
    """And the message names the file and what is wrong with it."""
    make, said = IMPOSSIBLE[name]
    path = tmp_path / "bad.mp4"
    path.write_bytes(make(tmp_path))

    for read in (probe, verify):
        with pytest.raises(MediaError) as refused:
            read(path)
        assert path.name in refused.value.message
        assert said in refused.value.message


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -1.0, 0.0, 1e300])
def test_a_length_that_is_none_is_not_believed(seconds: float, tmp_path: Path) -> None:
    """The pictures themselves are counted; a file that promises more than it holds is refused."""
    path = tmp_path / "odd.mkv"
    path.write_bytes(long_as(tmp_path, seconds))

    assert (24, 1) == (probe(path).frames, probe(path).seconds)
    try:
        verify(path)
    except MediaError as err:
        said = err.message
    else:
        said = "odd.mkv"
    assert "odd.mkv" in said


@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "webm", "avi", "ts", "gif"])
def test_a_clip_cut_off_anywhere_is_refused_or_whole(ending: str, tmp_path: Path) -> None:
    """Never a traceback, never taken for whole."""
    whole = write_clip(tmp_path / f"whole.{ending}", frames=24)
    data, frames = whole.read_bytes(), verify(whole).frames
    path = tmp_path / f"cut.{ending}"

    for part in (10, 40, 200, len(data) // 3, len(data) // 2, len(data) * 9 // 10):
        path.write_bytes(data[:part])
        try:
            kept = verify(path).frames
        except FilmError as err:
            said, kept = err.message, 0
        else:
            said = path.name
        assert path.name in said
        # a form without a table of contents is whole as far as it goes
        assert kept < frames if ending in {"ts", "gif", "avi", "mkv", "webm"} else kept == 0


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP"])
@pytest.mark.parametrize("ending", ["mp4", "mov", "wav", "mp3"])
def test_a_picture_under_the_name_of_a_clip_or_a_sound_is_named(
    form: str, ending: str, tmp_path: Path
) -> None:
    """With the name that it should have."""
    path = write_picture(tmp_path / f"shot.{ending}", form)

    for read in (probe, verify):
        with pytest.raises(MediaError, match=f"is a picture \\({form}\\)") as refused:
            read(path)
        assert f"shot.{ending}" in refused.value.message
        assert refused.value.fix.startswith("call it shot.")


def test_a_clip_under_the_name_of_a_picture_is_named(tmp_path: Path) -> None:
    """A `.png` that is an mp4."""
    path = tmp_path / "shot.png"
    write_clip(tmp_path / "a.mp4").replace(path)

    with pytest.raises(MediaError, match=r"shot\.png is not a picture that can be read"):
        probe(path)


def test_a_font_that_names_all_characters_is_none(tmp_path: Path) -> None:
    """A map of four milliards of characters is refused before it is unrolled."""
    groups = struct.pack(">HHIII", 12, 0, 16 + 24, 0, 2)
    groups += struct.pack(">III", 0, 0xFFFFFFFE, 0) + struct.pack(">III", 0, 0xFFFFFFFE, 0)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + groups
    head = b"\0\1\0\0" + struct.pack(">HHHH", 1, 16, 0, 0)
    path = tmp_path / "bad.ttf"
    path.write_bytes(head + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap)

    assert not is_font(path)
