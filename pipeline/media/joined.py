"""The last picture of a clip, and clips that go on from each other as one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.errors import DiskFull, MediaError
from pipeline.media.ffmpeg import run, source
from pipeline.media.probe import probe

__all__ = ["join_clips", "last_picture"]

_END_SECONDS = 3
"""From where the last picture is looked for: decoding begins at a key picture before it."""


def last_picture(clip: Path, into: Path) -> None:
    """Write the very last picture of a clip as PNG.

    Raises:
        MediaError: it has none, or cannot be read.
        DiskFull: no room.
    """
    unfinished = into.with_name(f".{into.stem}.part.png")
    matrix = probe(clip).matrix or "bt709"
    known = matrix if matrix in {"bt709", "bt601", "bt2020", "smpte240m"} else "bt709"
    to_rgb = f"scale=in_color_matrix={known}:flags=accurate_rnd+full_chroma_int,format=rgb24"
    command = [
        *("-v", "error", "-y", "-sseof", f"-{_END_SECONDS}", *source(clip)),
        *("-an", "-vf", to_rgb, "-update", "1", "-f", "image2", str(unfinished)),
    ]
    try:
        run(command, doing=f"reading the last picture of {clip.name}")
        if not unfinished.is_file():
            raise MediaError(f"{clip.name} has no last picture")
        unfinished.replace(into)
    except OSError as err:
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def join_clips(clips: Sequence[Path], into: Path) -> None:
    """Write clips behind each other without loss, at the size and rate of the first.

    Every clip but the first begins with the last picture of the one before; it is shown once.

    first   |-----------L|
    second              |L-----------|      L is the same picture
    joined  |-----------L------------|

    Raises:
        MediaError: a clip cannot be read, or pictures were lost.
        DiskFull: no room.
    """
    facts = [probe(clip) for clip in clips]
    first = facts[0]
    rate = first.rate or 24
    has_sound = all(each.has_sound for each in facts)
    chains, labels = [], ""
    for number in range(len(clips)):
        trim = "trim=start_frame=1,setpts=PTS-STARTPTS," if number else ""
        shape = f"scale={first.width}:{first.height}:flags=lanczos,setsar=1,format=yuv420p"
        chains.append(f"[{number}:v]fps={rate},{trim}{shape}[v{number}]")
        labels += f"[v{number}]"
        if has_sound:
            cut = f"atrim=start={1 / float(rate):.6f},asetpts=PTS-STARTPTS," if number else ""
            chains.append(f"[{number}:a]{cut}aresample=48000[a{number}]")
            labels += f"[a{number}]"
    joined = f"{labels}concat=n={len(clips)}:v=1:a={int(has_sound)}[v]" + "[a]" * has_sound
    sound = ("-map", "[a]", "-c:a", "aac", "-b:a", "256k") if has_sound else ()
    command = [
        *("-v", "error", "-y", *(word for clip in clips for word in source(clip))),
        *("-filter_complex", ";".join((*chains, joined)), "-map", "[v]", *sound),
        *("-c:v", "libx264", "-qp", "0", "-preset", "veryfast", "-pix_fmt", "yuv420p"),
        *("-threads", "2", "-movflags", "+faststart", "-map_metadata", "-1", str(into)),
    ]
    run(command, doing=f"joining {len(clips)} clips")
    expected = sum(each.frames for each in facts) - (len(clips) - 1)
    found = probe(into).frames
    if all(each.rate == first.rate for each in facts) and found != expected:
        raise MediaError(f"joined {len(clips)} clips to {found} frames; they have {expected}")
