"""The named material of the cutting room's benchmark, made by itself: light and noisy, with sound.

Light: a moving test card, which an encoder finds easy. Noisy: the same under the grain of a film
pushed two stops, which fills the machine (about 150 megabits a second at 1080p). Every clip is 24
pictures a second with a tone, and no two are the same bytes.
"""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

from msgspec import Struct

from pipeline.media.ffmpeg import program
from pipeline.production import Production

__all__ = ["FPS", "Material", "add_music", "clips", "ffmpeg", "write_cut", "write_film"]

FPS = 24
_SCORE = "score.flac"
_KINDS = 8
"""Different pictures; the further clips are copies with another number inside."""


class Material(Struct, frozen=True):
    """What the clips of one film are like."""

    count: int
    frames: int
    width: int
    height: int
    is_noisy: bool = False


def ffmpeg(*arguments: str | Path) -> None:
    """Run ffmpeg as a hand would, with its own number of threads."""
    command = [program(), "-hide_banner", "-nostdin", "-v", "error", "-y"]
    subprocess.run([*command, *map(str, arguments)], check=True, stdin=subprocess.DEVNULL)


def clips(folder: Path, made: Material) -> list[Path]:
    """The clips of the film, in order."""
    folder.mkdir(parents=True)
    kinds = [_kind(folder, made, number) for number in range(min(_KINDS, made.count))]
    found = []
    for number in range(made.count):
        path = folder / f"clip{number:04d}.mp4"
        named = struct.pack(">I4sQ", 16, b"free", number)  # a box that players pass over
        path.write_bytes(kinds[number % len(kinds)].read_bytes() + named)
        found.append(path)
    return found


def _kind(folder: Path, made: Material, number: int) -> Path:
    path = folder / f"kind{number}.mp4"
    noise = ",noise=alls=22:allf=t" if made.is_noisy else ""
    picture = f"testsrc2=s={made.width}x{made.height}:r={FPS},hue=h={number * 45}{noise}"
    sound = f"sine=f={220 + 40 * number}:r=48000"
    ffmpeg(
        *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-shortest"),
        *("-t", f"{made.frames / FPS:.6f}", "-frames:v", str(made.frames)),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-pix_fmt", "yuv420p"),
        *("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709"),
        *("-color_trc", "bt709", "-c:a", "aac", path),
    )
    return path


def add_music(folder: Path, made: Material) -> None:
    """Lay music under the whole film; the next ``write_cut`` plays it."""
    seconds = made.count * made.frames / FPS
    source = f"sine=f=110:r=48000:d={seconds:.6f}"
    ffmpeg("-f", "lavfi", "-i", source, "-ac", "2", folder / _SCORE)
    board = folder / "film.yaml"
    said = f"music: {{m1: {{file: {_SCORE}, gain: -6}}}}\nscenes:"
    board.write_text(board.read_text("utf-8").replace("scenes:", said, 1), encoding="utf-8")


def write_film(folder: Path, files: list[Path], made: Material, events: list[str]) -> None:
    """A film of one shot a clip, each with its take, cut as the events say."""
    folder.mkdir(parents=True)
    is_composed = any(event.startswith("dissolve") for event in events)
    lines = [
        "film: 1",
        "title: Many",
        f"fps: {FPS}",
        "aspect: 16:9",
        "languages: [en]",
        "generators: {draw: {backend: slate}}",
        "use: {panels: draw}",
        f"defaults: {{seconds: {made.frames}f, panels: 0, clips: 0}}",
        f"deliveries: {{main: {{width: {made.width}, burn: [en]}}}}",
        "scenes:",
        "  sc0:",
        "    shots:",
    ]
    for number in range(len(files)):
        words = [f"panel: WS | a street in the rain with number {number}"]
        if is_composed:
            words.append(f"lines: [{{text: the words of shot {number}, at: 12f}}]")
        if is_composed and number % 12 in {0, 2, 5, 7, 9}:
            words.append(f"title: {{text: PART {number}, style: lower third, at: 12f}}")
        lines.append(f"      s{number:04d}: {{{', '.join(words)}}}")
    (folder / "film.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_cut(folder, events)
    production = Production(folder)
    for number, path in enumerate(files):
        production.adopt([path], shot=f"s{number:04d}", kind="clip")
    production.ledger.close()


def write_cut(folder: Path, events: list[str]) -> None:
    """Write the cut anew, as a save in an editor does."""
    (folder / "cuts").mkdir(exist_ok=True)
    text = "cut: main\nevents:\n" + "".join(f"- {event}\n" for event in events)
    if (folder / _SCORE).exists():
        text += "sound:\n- m1 at 0\n"
    (folder / "cuts" / "main.yaml").write_text(text, encoding="utf-8")
