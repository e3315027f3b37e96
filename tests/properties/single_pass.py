"""A second rendering of a timeline, in one pass and by other means than the film's own.

The takes are decoded once, whole; every frame of the film is then worked out by itself from the
sentences of ``docs/formats.md``, in exact fractions and 64-bit numbers, and all titles are laid
over the whole film by one ffmpeg. There are no reels in it, and nothing that is joined.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np

from pipeline.cut.planes import plain_colour
from pipeline.cut.timeline import Card, Clip, Colour, Footage, Panes, Timeline, Transition
from pipeline.cut.titles import draw_layer, title_layer
from pipeline.media.cards import Card as Drawing
from pipeline.media.cards import draw_card
from pipeline.media.encode import TAGS
from pipeline.media.ffmpeg import run
from pipeline.media.multiplane import yuv_of

WIDTH, HEIGHT = 96, 54
ROWS = HEIGHT * 3 // 2
Planes = np.ndarray
"""(rows, width): Y', below it Cb and Cr."""


def decoded(path: Path) -> Planes:
    """Every frame of a file, (n, ROWS, WIDTH), as it is coded."""
    arguments = ("-v", "error", "-i", str(path), "-map", "0:v:0", "-fps_mode", "passthrough")
    output = run((*arguments, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"), doing="test").output
    return np.frombuffer(output, np.uint8).reshape(-1, ROWS, WIDTH)


class SinglePass:
    """The film of a timeline, frame by frame."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._takes: dict[Path, Planes] = {}

    def frames(self, folder: Path) -> tuple[list[Planes], list[bool]]:
        """Every frame, and whether pictures were mixed in it."""
        shown, mixed = [], []
        placed = list(self.timeline.picture.placed())
        for number, (record, clip) in enumerate(placed):
            before = placed[number - 1][1] if number else None
            for k in range(len(record)):
                over = self._over(record.start + k)
                picture, is_mixed = (over, False) if over is not None else self._at(clip, k, before)
                shown.append(picture)
                mixed.append(is_mixed)
        return self._titled(shown, folder), mixed

    def _over(self, at: int) -> Planes | None:
        found = None
        for track in self.timeline.overlays:
            for record, clip in track.placed():
                if at in record:
                    found = self._picture(clip, at - record.start)
        return found

    def _at(self, clip: Clip, k: int, before: Clip | None) -> tuple[Planes, bool]:
        picture, is_mixed = self._picture(clip, k), False
        if clip.into is not None and k < clip.into.frames:
            p = Fraction(2 * k + 1, 2 * clip.into.frames)
            picture, is_mixed = rounded(met(clip.into, p, self._under(before, k), picture)), True
        if clip.out is not None and k >= clip.frames - clip.out.frames:
            since = k - (clip.frames - clip.out.frames)
            p, colour = Fraction(2 * since + 1, 2 * clip.out.frames), flat(clip.out.colour)
            picture, is_mixed = rounded(weighed(picture, colour, p)), True
        return picture, is_mixed

    def _under(self, before: Clip | None, k: int) -> Planes:
        if before is None:
            return flat("#000000")
        if before.out is not None:
            return flat(before.out.colour)
        return self._picture(before, before.frames + k)

    def _picture(self, clip: Clip, k: int) -> Planes:
        media = clip.media
        if isinstance(media, Colour):
            return flat(media.colour)
        if isinstance(media, Card):
            words = Drawing(media.heading, media.words, media.facts, is_fault=media.is_fault)
            return yuv_of(draw_card(words, WIDTH, HEIGHT))
        if isinstance(media, Panes):
            return self._halves(media, k)
        picture = self._take(media)[self._index(clip, media, k)]
        return turned(picture) if clip.is_flopped else picture

    def _halves(self, panes: Panes, k: int) -> Planes:
        """Two pictures of the frame's height beside each other: the middle of each is seen."""
        assert panes.layout == "left-right"
        gap = max(2, even(panes.gap * HEIGHT / 100)) if panes.gap else 0
        second = even(Fraction(WIDTH + gap, 2))
        whole = flat(panes.colour).copy()
        for cell, left, wide in zip(
            panes.cells, (0, second), (second - gap, WIDTH - second), strict=True
        ):
            seen = even(Fraction(WIDTH - wide, 2))
            for into, part in zip(planes(whole), planes(self._picture(cell, k)), strict=True):
                step = WIDTH // into.shape[1]
                columns = slice(seen // step, (seen + wide) // step)
                into[:, left // step : (left + wide) // step] = part[:, columns]
        return whole

    def _take(self, media: Footage) -> Planes:
        if media.path not in self._takes:
            self._takes[media.path] = decoded(media.path)
        return self._takes[media.path]

    def _index(self, clip: Clip, media: Footage, k: int) -> int:
        """What is on screen in the middle of the frame's time, by the take's own rate."""
        window, rate = clip.window, media.info.rate
        assert rate is not None
        k = min(k, window.moving - 1) if window.hold else k
        turn = window.pass_frames or max(1, window.moving // window.loop)
        since = k - min(k // turn, window.loop - 1) * turn + Fraction(1, 2)
        gone = area(window.speed, since)
        at = (
            window.source_range.end - gone
            if window.is_reversed
            else window.source_range.start + gone
        )
        index = math.floor(at / self.timeline.rate * rate)
        return min(max(0, index), len(self._take(media)) - 1)

    def _titled(self, shown: list[Planes], folder: Path) -> list[Planes]:
        if not self.timeline.titles:
            return shown
        inputs: list[str] = []
        chains = [f"[0:v]{TAGS}[p0]"]
        for number, title in enumerate(self.timeline.titles, 1):
            layer = title_layer(title, ("en",), self.timeline.rate)
            drawn, fade, count = (
                draw_layer(layer, WIDTH, HEIGHT),
                layer.get("fade", 0),
                len(title.record),
            )
            drawn.picture.save(folder / f"title{number}.png")
            inputs += ["-i", str(folder / f"title{number}.png")]
            fades = f"fade=t=in:s=0:n={fade}:alpha=1,fade=t=out:s={count - fade}:n={fade}:alpha=1,"
            chains.append(
                f"[{number}:v]scale=in_range=pc:out_range=tv:out_color_matrix=bt709,format=yuva420p,"
                f"loop=-1:1,settb=1/24,setpts=N,{fades if fade else ''}trim=end_frame={count},"
                f"setpts=N+{title.record.start}[l{number}];"
                f"[p{number - 1}][l{number}]overlay={drawn.left}:{drawn.top}:format=yuv420"
                f":eof_action=pass:repeatlast=0[p{number}]"
            )
        head = (
            "-v",
            "error",
            "-filter_threads",
            "1",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "yuv420p",
            "-framerate",
            "24",
        )
        size = ("-pix_fmt", "yuv420p", "-video_size", f"{WIDTH}x{HEIGHT}", "-i", "pipe:0")
        graph = ("-filter_complex", ";".join(chains), "-map", f"[p{len(self.timeline.titles)}]")
        tail = ("-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-")
        data = b"".join(each.tobytes() for each in shown)
        output = run((*head, *size, *inputs, *graph, *tail), doing="test", data=data).output
        return list(np.frombuffer(output, np.uint8).reshape(-1, ROWS, WIDTH))


def area(ramp: tuple[tuple[int, Fraction], ...], until: Fraction) -> Fraction:
    """Frames run through: half frame by half frame, each at the speed of its middle.

    Key points stand on whole frames, so every half frame lies on one straight line.
    """
    half = Fraction(1, 2)
    steps = int(until / half)
    return sum((half * speed_at(ramp, half * n + half / 2) for n in range(steps)), Fraction(0))


def speed_at(ramp: tuple[tuple[int, Fraction], ...], at: Fraction) -> Fraction:
    """The speed at a moment: straight between key points, level outside them."""
    if at <= ramp[0][0]:
        return ramp[0][1]
    for (start, one), (end, other) in pairwise(ramp):
        if at <= end:
            return one + (other - one) * (at - start) / (end - start)
    return ramp[-1][1]


def met(into: Transition, p: Fraction, before: Planes, after: Planes) -> Planes:
    """Two pictures in the middle of a transition, unrounded."""
    colour = flat(into.colour)
    if into.kind == "fade":
        return weighed(colour, after, p)
    if into.kind == "dip":
        return (
            weighed(before, colour, 2 * p)
            if p < Fraction(1, 2)
            else weighed(colour, after, 2 * p - 1)
        )
    if into.kind != "wipe":
        return weighed(before, after, p)
    result = np.empty((ROWS, WIDTH), np.float64)
    for into_plane, one, other in zip(planes(result), planes(before), planes(after), strict=True):
        mask = edge(into.direction or "right", float(p), HEIGHT // into_plane.shape[0])
        into_plane[...] = one * (1 - mask) + other * mask
    return result


def edge(direction: str, p: float, step: int) -> np.ndarray:
    """How much of the new picture is seen behind the soft edge of a wipe, averaged over chroma."""
    across = direction in {"left", "right"}
    length = WIDTH if across else HEIGHT
    place = (np.arange(length) + 0.5) / length
    place = 1 - place if direction in {"left", "up"} else place
    share = np.clip((p * 1.05 - place) / 0.05, 0, 1).reshape(-1, step).mean(1)
    rows, columns = HEIGHT // step, WIDTH // step
    return np.broadcast_to(share[None, :] if across else share[:, None], (rows, columns))


def weighed(one: Planes, other: Planes, share: Fraction) -> Planes:
    """The sum of two pictures."""
    return one * float(1 - share) + other * float(share)


def rounded(picture: Planes) -> Planes:
    """As bytes."""
    return np.rint(picture).astype(np.uint8)


def flat(colour: str) -> Planes:
    """A frame of one colour."""
    return plain_colour(colour, WIDTH, HEIGHT)


def planes(picture: Planes) -> tuple[Planes, Planes, Planes]:
    """Y', Cb and Cr, to look at and to write into."""
    chroma = picture[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)
    return picture[:HEIGHT], chroma[0], chroma[1]


def turned(picture: Planes) -> Planes:
    """Left and right exchanged."""
    result = np.empty_like(picture)
    for into, part in zip(planes(result), planes(picture), strict=True):
        into[...] = part[:, ::-1]
    return result


def even(length: Fraction) -> int:
    """The nearest even number, halves up."""
    return math.floor(length / 2 + Fraction(1, 2)) * 2
