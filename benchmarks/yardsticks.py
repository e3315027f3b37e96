"""What the cutting room is measured by: one ffmpeg pass, a pass with xfade, a MoviePy script.

    python -m benchmarks.yardsticks moviepy FOLDER COUNT

Each is what a user would write by hand, at the settings of the delivery: x264 ``medium``, crf 18.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from benchmarks.material import FPS, ffmpeg

__all__ = ["DISSOLVE", "by_moviepy", "one_pass", "psnr", "script", "xfade_pass"]

DISSOLVE = 12
"""Frames of a dissolve in the composed film."""
_ENCODER = ("-c:v", "libx264", "-preset", "medium", "-crf", "18", "-pix_fmt", "yuv420p")


def one_pass(files: list[Path], into: Path) -> None:
    """Decode and encode every clip, whole, in one process."""
    listed = into.with_suffix(".txt")
    listed.write_text("".join(f"file '{path}'\n" for path in files), encoding="utf-8")
    source = ("-f", "concat", "-safe", "0", "-i", listed)
    ffmpeg(*source, *_ENCODER, "-g", str(FPS * 2), "-c:a", "aac", "-b:a", "256k", into)


def titles(folder: Path, count: int, size: tuple[int, int]) -> list[tuple[Path, float, float]]:
    """(picture, from, to) of the words of the composed film: a subtitle a clip and ten titles."""
    folder.mkdir(exist_ok=True)
    found = []
    for number in range(count):
        words = [(f"the words of shot {number}", 0.85, 0.5, 2.5)]
        if number % 12 in {0, 2, 5, 7, 9}:
            words.append((f"PART {number}", 0.7, 0.5, 3.0))
        for text, height, begins, ends in words:
            picture = Image.new("RGBA", size, (0, 0, 0, 0))
            place = (size[0] // 3, round(size[1] * height))
            draw = ImageDraw.Draw(picture)
            draw.text(place, text, fill="white", font_size=size[1] // 20, stroke_width=2)
            path = folder / f"words{len(found)}.png"
            picture.save(path)
            at = number * _step()
            found.append((path, at + begins, at + ends))
    return found


def xfade_pass(files: list[Path], into: Path, size: tuple[int, int]) -> None:
    """Twenty dissolves and all words in one hand-written filter graph."""
    words = titles(into.parent / "words", len(files), size)
    inputs: list[str | Path] = []
    for path in [*files, *(path for path, _, _ in words)]:
        inputs += ["-i", path]
    seconds, step = DISSOLVE / FPS, _step()
    graph, last = [f"[0:v]trim=end={step + seconds}[v0]"], "v0"
    for number in range(1, len(files)):
        graph.append(f"[{number}:v]trim=end={step + seconds}[c{number}]")
        length = seconds if number <= 20 else 1 / FPS
        how = f"xfade=transition=fade:duration={length}:offset={number * step}"
        graph.append(f"[{last}][c{number}]{how}[v{number}]")
        last = f"v{number}"
    for number, (_, begins, ends) in enumerate(words):
        shown = f"overlay=enable='between(t,{begins},{ends})'"
        graph.append(f"[{last}][{len(files) + number}:v]{shown}[o{number}]")
        last = f"o{number}"
    ins = "".join(f"[{number}:a]" for number in range(len(files)))
    graph.append(f"{ins}concat=n={len(files)}:v=0:a=1[sound]")
    mapped = ("-map", f"[{last}]", "-map", "[sound]", "-shortest")
    ffmpeg(*inputs, "-filter_complex", ";".join(graph), *mapped, *_ENCODER, "-c:a", "aac", into)


def by_moviepy(files: list[Path], into: Path) -> None:
    """The plain script: every clip opened, placed on one timeline, written."""
    import moviepy
    import numpy as np

    layers: list[Any] = []
    step = _step()
    for number, path in enumerate(files):
        clip = moviepy.VideoFileClip(str(path)).subclipped(0, step + DISSOLVE / FPS)
        clip = clip.with_start(number * step)
        if 0 < number <= 20:
            clip = clip.with_effects([moviepy.vfx.CrossFadeIn(DISSOLVE / FPS)])
        layers.append(clip)
    for path, begins, ends in titles(into.parent / "words", len(files), layers[0].size):
        words = moviepy.ImageClip(np.asarray(Image.open(path)))
        layers.append(words.with_start(begins).with_duration(ends - begins))
    film = moviepy.CompositeVideoClip(layers)
    film.write_videofile(
        str(into), fps=FPS, preset="medium", ffmpeg_params=["-crf", "18"], audio_codec="aac",
        temp_audiofile_path=str(into.parent),
        logger=None,
    )  # fmt: skip


def script(folder: Path, count: int) -> list[str]:
    """The command that runs the MoviePy script as a process of its own."""
    return [sys.executable, "-m", "benchmarks.yardsticks", "moviepy", str(folder), str(count)]


def psnr(film: Path, files: list[Path], frames: int) -> float:
    """Of a film's first pictures against the clips it was made of, decoded one after the other."""
    from pipeline.media.ffmpeg import program

    listed = film.with_name("psnr.txt")
    listed.write_text("".join(f"file '{path}'\n" for path in files), encoding="utf-8")
    stamped = f"settb=1/{FPS},setpts=N"
    graph = f"[0:v]{stamped}[a];[1:v]{stamped}[b];[a][b]psnr"
    command = [program(), "-hide_banner", "-nostdin", "-i", str(film), "-f", "concat"]
    command += ["-safe", "0", "-i", str(listed), "-lavfi", graph, "-frames:v", str(frames)]
    done = subprocess.run([*command, "-f", "null", "-"], capture_output=True, check=True)
    return float(done.stderr.decode().rsplit("average:", 1)[1].split()[0])


def _step() -> float:
    """Seconds from one clip of the composed film to the next."""
    return 84 / FPS


if __name__ == "__main__":
    place = Path(sys.argv[2])
    by_moviepy(sorted(place.glob("clip*.mp4"))[: int(sys.argv[3])], place / "moviepy.mp4")
