"""What is written beside a film: subtitles in each language and a fact sheet."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pysubs2

from pipeline.cut.join import ExportInfo
from pipeline.cut.leader import HERTZ, LEVEL, pop_frame
from pipeline.cut.timeline import Timeline
from pipeline.timecode import timecode

__all__ = ["SUBTITLE_ENDINGS", "fact_sheet", "write_subtitles"]

SUBTITLE_ENDINGS = (".srt", ".vtt")
"""How subtitles are written beside a film: for players and for web pages."""


def write_subtitles(timeline: Timeline, language: str, path: Path, late: int = 0) -> int:
    """Write the subtitles of one language beside the film, as the name of the file ends.

    They begin ``late`` frames later where a leader stands before the film in its file.

    ``.srt`` and ``.vtt`` have the same lines at the same times. Returns how many there are.

    Lines are broken as they are on screen; times are those of the frames, rounded to whole
    milliseconds, never earlier than the end of the one before.
    """
    subtitles = pysubs2.SSAFile()
    last = 0
    for subtitle in timeline.subtitles:
        lines = subtitle.of(language)
        if not lines:
            continue
        start = max(last, _milliseconds(subtitle.record.start + late, timeline.rate))
        end = max(start + 1, _milliseconds(subtitle.record.end + late, timeline.rate))
        text = "\\N".join(map(_for_the_web, lines) if path.suffix == ".vtt" else lines)
        subtitles.append(pysubs2.SSAEvent(start=start, end=end, text=text))
        last = end
    path.write_text(subtitles.to_string(path.suffix[1:]), encoding="utf-8")
    return len(subtitles)


def _leader(frames: int, rate: Fraction) -> str:
    pop = pop_frame(rate)
    return (
        f"leader     {frames} frames before the film: slate, 2-pop at frame {pop} "
        f"(one frame of {HERTZ} Hz at {LEVEL} dBFS), black"
    )


def _for_the_web(line: str) -> str:
    """What WebVTT would take for markup is written as entities."""
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _milliseconds(frame: int, rate: Fraction) -> int:
    return round(Fraction(frame * 1000) / rate)


def fact_sheet(
    timeline: Timeline,
    info: ExportInfo,
    sound: str,
    files: Iterable[str],
    about: Iterable[tuple[str, str]] = (),
) -> str:
    """What a person who gets the film wants to know, a line each; ``about`` follows the cut.

    ``sound`` says how loud it is; empty: nothing is said of it.
    """
    rate = info.frames / info.seconds
    frames = timeline.frames * round(rate / timeline.rate)
    written = f"{float(rate):.3f}".rstrip("0").rstrip(".")
    lines = [
        f"cut        {timeline.name}",
        *(f"{word:<10} {said}" for word, said in about),
        f"length     {timecode(frames, rate)} ({float(frames / rate):.3f} s)",
        f"frames     {frames} at {written} a second",
        *([_leader(info.frames - frames, rate)] if info.frames > frames else []),
        f"picture    {info.width} x {info.height}, {info.codec.words}, BT.709, limited range",
        f"size       {info.size} bytes",
    ]
    if sound:
        form = "24-bit PCM" if info.codec.is_master else "AAC"
        lines.append(f"sound      48 kHz stereo, {form}, {sound}")
    lines += [f"beside     {name}" for name in files]
    return "\n".join(lines) + "\n"
