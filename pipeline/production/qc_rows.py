"""What the numbers of a take say against it, the worst first; pure.

Every limit has its source beside it. A row is a hint to look, never a verdict.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pipeline.facts import Json, Take, TakeRef
from pipeline.media.inspecting import JUMP_RATIO, Measures, picture_apart

__all__ = ["Finding", "Looked", "findings", "twins"]

BLACK_FRAMES = 1
"""A generated shot has no business with black: one frame of it is worth a look."""
STILL_SECONDS = Fraction(1, 2)
"""ffmpeg's freezedetect asks for 2 s; of a clip of four seconds half a second is a stop already."""
FLICKER = 1.0
"""Percent: about the least that is seen at ten a second in a bright picture (de Lange, 1958)."""
APART = 9.0
"""Percent. Measured on the trailer that `rushes init` writes: its nine clips are 0.7 to 3.9 from
the panels they began with, and 9.3 to 32.6 from those of other shots."""
SMALLER = Fraction(95, 100)
"""Of the ordered width: services round to multiples of 8 or 16, which is less."""
SHAPE = 0.03
"""Models' "21:9" differ among themselves by 2.6 percent (2.296 to 2.357)."""
CLIPS = 1
"""Three full samples in a row are what the meters of CD mastering (Sony PCM-1630) call an over."""
SILENT_SECONDS = 2.0
"""As ffmpeg's silencedetect, at its -60 dB."""
ALIKE = 5
"""Of 64 bits: up to five differ between copies of a picture (N. Krawetz, 2013, dHash)."""


ALIKE_PERCENT = 3.0
"""And the first pictures are no farther apart than that: smooth skies alone share many bits."""


class Looked(Struct, frozen=True):
    """A take with its numbers."""

    take: Take
    measures: Measures


class Finding(Struct, frozen=True):
    """One thing that is worth a look."""

    take: TakeRef
    check: str
    """``black frozen flicker cut panel size rate length clipping silence twin``."""
    value: float
    unit: str
    limit: float
    """From which value on it is listed."""
    says: str
    frame: int
    """The take's own frame that shows it best."""
    score: float
    """1 at the limit; more is worse."""
    picture: Path | None = None
    """A small JPEG of that frame, where it was asked for; None for sounds."""


def findings(looked: Looked, panel: Looked | None, fps: Fraction) -> tuple[Finding, ...]:
    """What one take's own numbers say; ``panel`` is the picture it begins with."""
    found = [
        *_black(looked),
        *_frozen(looked),
        *_flicker(looked),
        *_cuts(looked),
        *(_apart(looked, panel) if panel is not None else ()),
        *_against_order(looked, fps),
        *_clipping(looked),
        *_silence(looked),
    ]
    return tuple(found)


def twins(takes: Sequence[Looked]) -> Iterator[Finding]:
    """Takes of one shot and kind that look like an earlier one; those made from it aside."""
    for number, late in enumerate(takes):
        if late.take.slate.parent:
            continue
        for early in takes[:number]:
            bits = _distance(late.measures.hashes, early.measures.hashes)
            apart = picture_apart(late.measures, early.measures)
            if bits is not None and bits <= ALIKE and apart is not None and apart <= ALIKE_PERCENT:
                said = f"looks like {early.take.ref}: {bits} of 64 bits differ"
                score = 1 + (ALIKE - bits) / ALIKE
                yield _finding(late, "twin", (float(bits), "bits", float(ALIKE)), said, score)
                break


def _finding(
    looked: Looked,
    check: str,
    number: tuple[float, str, float],
    says: str,
    score: float,
) -> Finding:
    value, unit, limit = number
    return Finding(looked.take.ref, check, round(value, 3), unit, limit, says, 0, round(score, 3))


def _at(finding: Finding, frame: int) -> Finding:
    """The same, shown best by that frame."""
    return replace(finding, frame=frame)


def _black(looked: Looked) -> Iterator[Finding]:
    one = looked.measures
    if one.frames and one.black >= BLACK_FRAMES:
        share = one.black / one.frames
        what = f"{one.black} of {one.frames} frames are black, from frame {one.black_at}"
        if looked.take.slate.media.kind == "image":
            what = "it is black"
        number = (100 * share, "%", 100 * BLACK_FRAMES / one.frames)
        yield _at(_finding(looked, "black", number, what, 1 + 9 * share), one.black_at)


def _frozen(looked: Looked) -> Iterator[Finding]:
    one, rate = looked.measures, looked.take.slate.media.rate
    if rate is None or _is_meant_to_stand(looked.take):
        return
    half = math.floor(STILL_SECONDS * rate + Fraction(1, 2))
    limit = max(1, min(half, one.frames - 1))  # a clip that is shorter stands still as a whole
    if one.still >= limit:
        last = one.still_at + one.still
        said = f"nothing moves for {one.still} frames ({one.still_at} to {last})"
        number = (float(one.still), "frames", float(limit))
        yield _at(_finding(looked, "frozen", number, said, one.still / limit), one.still_at)


def _is_meant_to_stand(take: Take) -> bool:
    """Whether its order asked for a picture that stands: a still camera, no motion."""
    camera = take.slate.order.get("camera")
    move = camera.get("move") if isinstance(camera, dict) else ""
    return move == "static" or take.slate.words.get("motion") == ""


def _flicker(looked: Looked) -> Iterator[Finding]:
    one = looked.measures
    if one.flicker >= FLICKER:
        said = f"its brightness jumps to and fro by {one.flicker:.1f} %"
        number = (one.flicker, "%", FLICKER)
        yield _at(_finding(looked, "flicker", number, said, one.flicker / FLICKER), one.flicker_at)


def _cuts(looked: Looked) -> Iterator[Finding]:
    jumps = looked.measures.jumps
    if jumps:
        worst = max(jumps, key=lambda jump: jump.ratio)
        places = ", ".join(str(jump.frame) for jump in jumps[:4])
        more = f" and {len(jumps) - 4} more" if len(jumps) > 4 else ""
        said = f"another shot begins at frame {places}{more}"
        number = (worst.ratio, "times the change around it", JUMP_RATIO)
        score = 1 + len(jumps)
        yield _at(_finding(looked, "cut", number, said, score), worst.frame)


def _apart(looked: Looked, panel: Looked) -> Iterator[Finding]:
    apart = picture_apart(looked.measures, panel.measures)
    if apart is not None and apart >= APART:
        said = f"its first frame is {apart:.0f} % off {panel.take.ref}, which it began with"
        yield _finding(looked, "panel", (apart, "%", APART), said, apart / APART)


def _against_order(looked: Looked, fps: Fraction) -> Iterator[Finding]:
    order, media = looked.take.slate.order, looked.take.slate.media
    if not order.get("width"):
        return
    yield from _size(looked, order)
    if media.kind != "video" or media.rate is None:
        return
    rate = Fraction(str(order.get("fps") or fps))
    if media.rate < rate * Fraction(99, 100):
        said = f"{float(media.rate):g} pictures a second, and {float(rate):g} were ordered"
        number = (float(media.rate), "fps", float(rate))
        yield _finding(looked, "rate", number, said, float(rate / media.rate))
    asked, have = order.get("frames", 1) / rate, media.seconds
    if have and have + 1 / rate < asked:
        said = f"{float(have):.2f} s, and {float(asked):.2f} s were ordered"
        number = (float(have), "s", float(asked))
        last = max(0, media.frames - 1)
        yield _at(_finding(looked, "length", number, said, float(asked / have)), last)


def _size(looked: Looked, order: Json) -> Iterator[Finding]:
    media = looked.take.slate.media
    wide, high = order["width"], order.get("height") or 1
    if not media.width or not media.height:
        return
    asked, have = wide / high, media.width * float(media.pixel_aspect) / media.height
    said = f"{media.width}x{media.height}, and {wide}x{high} was ordered"
    if media.width < wide * SMALLER and media.height < high * SMALLER:
        number = (float(media.width), "pixels wide", float(wide))
        yield _finding(looked, "size", number, said, wide / media.width)
    elif abs(have / asked - 1) > SHAPE:
        number = (have, "wide for 1 high", asked)
        yield _finding(looked, "size", number, said, 1 + abs(math.log(have / asked)) * 2)


def _clipping(looked: Looked) -> Iterator[Finding]:
    one = looked.measures
    if one.clipped >= CLIPS:
        places = "once" if one.clipped == 1 else f"{one.clipped} times"
        said = f"its sound is at full scale {places}, first at {one.clipped_at:.2f} s"
        number = (float(one.clipped), "overs", float(CLIPS))
        score = 1 + math.log10(one.clipped)
        yield _at(_finding(looked, "clipping", number, said, score), _frame(looked, one.clipped_at))


def _silence(looked: Looked) -> Iterator[Finding]:
    one = looked.measures
    if not one.sound:
        return
    is_whole = one.silent >= one.sound - 0.1
    if is_whole or one.silent >= SILENT_SECONDS:
        said = f"nothing is heard for {one.silent:.1f} s, from {one.silent_at:.1f} s"
        if is_whole:
            said = "it has sound, and nothing is heard of it"
        number = (one.silent, "s", min(SILENT_SECONDS, one.sound))
        score = 1 + one.silent / one.sound
        yield _at(_finding(looked, "silence", number, said, score), _frame(looked, one.silent_at))


def _frame(looked: Looked, seconds: float) -> int:
    media = looked.take.slate.media
    last = max(0, media.frames - 1)
    return min(last, int(seconds * media.rate)) if media.rate else 0


def _distance(one: Sequence[str], other: Sequence[str]) -> int | None:
    """The most bits in which two takes' pictures differ; None where one shows nothing."""
    if not one or len(one) != len(other) or _is_plain(one) or _is_plain(other):
        return None
    pairs = zip(one, other, strict=True)
    return max((int(a, 16) ^ int(b, 16)).bit_count() for a, b in pairs)


def _is_plain(hashes: Sequence[str]) -> bool:
    """Whether a picture has hardly anything in it: then nothing tells it from others."""
    return any(int(each, 16).bit_count() < 4 for each in hashes)
