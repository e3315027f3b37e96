"""Read ``deliveries:``: what leaves the house, each output by its name."""

from __future__ import annotations

import re
from fractions import Fraction

from msgspec.structs import replace

from pipeline.project.codecs import CODECS
from pipeline.project.frame_forms import SIZES, Framed, frame_of, ratio_of
from pipeline.project.keys import DELIVERY
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Entry, Mapping, Node
from pipeline.project.pace import Pace, pace_of
from pipeline.project.poster_key import read_poster
from pipeline.project.reading import CUT, Reader
from pipeline.project.story import Delivery, Project
from pipeline.project.texts import LANGUAGE
from pipeline.timecode import rate_of, record_frame, record_timecode

__all__ = ["LINES", "PRESETS", "read_aspect", "read_deliveries", "read_rate"]

PRESETS = (
    "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow",
)  # fmt: skip
LINES = ("picture", "bar")
"""Where burnt subtitles stand."""

_NAME = re.compile(r"[A-Za-z_][\w-]{0,63}", re.ASCII)
_RATE = re.compile(r"[0-9./]{1,24}")
_SIZE = re.compile(r"([0-9]{1,5})\s*[x×]\s*([0-9]{1,5})")
_LEAST, _MOST = 16, 16384
"""Pixels of a side."""
_LEAST_BAR = Fraction(6, 100)
"""Of the frame's height, for each language: what letters that can be read need."""


def read_deliveries(reader: Reader, node: Node | None, film: Project) -> dict[str, Delivery]:
    """The outputs of a film by name; one called ``main`` where none is written."""
    block = reader.any_block(node, "deliveries")
    found = {}
    for name, entry in block.entries.items() if block is not None else ():
        if not _NAME.fullmatch(name):
            reader.error(entry.key, f"'{name}' is not a name", "use letters, digits, _ and -")
            continue
        found[name] = _delivery(reader, entry, film)
    return found or {"main": Delivery("main")}


def _delivery(reader: Reader, entry: Entry, film: Project) -> Delivery:
    plain = Delivery(entry.name, where=entry.key.where)
    block = reader.block(entry.value, "delivery", DELIVERY)
    if block is None:
        return plain
    pace = _pace(reader, block, film.fps)
    delivery = replace(
        _coded(reader, block, _frame(reader, block, plain)),
        cut=reader.name(block.get("cut"), "cut") or plain.cut,
        burn=_languages(reader, block.get("burn"), "burn", film.languages),
        side=_languages(reader, block.get("side"), "side", film.languages),
        lines=reader.word(block.get("lines"), "lines", LINES) or plain.lines,
        has_titles=reader.flag(block.get("titles"), "titles", default=True),
        poster=read_poster(reader, block.get("poster"), film.shots, film.fps),
        has_slate=reader.flag(block.get("slate"), "slate", default=False),
        pace=pace,
        timecode=_timecode(reader, block.get("timecode"), pace.rate if pace else film.fps),
    )
    return _checked(reader, block, delivery, frame_of(delivery, film.aspect))


def _coded(reader: Reader, block: Mapping, plain: Delivery) -> Delivery:
    """How the pictures are kept; what a codec does not ask for is refused."""
    codec = CODECS[reader.word(block.get("codec"), "codec", CODECS) or plain.codec]
    crf = reader.whole(block.get("crf"), "crf", (0, 51))
    preset = reader.word(block.get("preset"), "preset", PRESETS)
    for name in ("crf", "preset") if codec.is_master else ():
        if name in block.entries:
            reader.error(
                block.entries[name].key,
                f"'{name}' does nothing to {codec.words}: its quality is its profile",
                "take it out",
            )
    return replace(
        plain,
        codec=codec.name,
        crf=plain.crf if crf is None else crf,
        preset=preset or plain.preset,
    )


def _pace(reader: Reader, block: Mapping, film: Fraction) -> Pace | None:
    """How another frame rate is played; None where it is the film's own."""
    node = block.get("fps")
    wanted = read_rate(reader, node)
    if node is None or wanted is None or wanted == film:
        return None
    try:
        pace = pace_of(film, wanted)
    except ValueError as err:
        reader.error(node, str(err.args[0]), str(err.args[1]))
        return None
    if pace.speed != 1 and reader.flag(block.get("stems"), "stems", default=False):
        said = f"stems run at the film's own speed, this delivery {pace.words}"
        reader.error(block.entries["stems"].key, said, "take out stems: or fps:")
    return pace


def read_rate(reader: Reader, node: Node | None) -> Fraction | None:
    """Frames a second; None where nothing, or nothing that can be read, is written."""
    scalar = reader.scalar(node, "fps", "a rate like 24 or 23.976")
    if scalar is None:
        return None
    fix = "write 24, 25, 23.976 or 30000/1001"
    if not _RATE.fullmatch(scalar.text):
        reader.error(scalar, f"'{scalar.text}' is not a frame rate", fix)
        return None
    try:
        return rate_of(scalar.text)
    except ValueError as err:
        reader.error(scalar, str(err), fix)
        return None


def _timecode(reader: Reader, node: Node | None, fps: Fraction) -> str:
    scalar = reader.scalar(node, "timecode", "a timecode like 10:00:00:00")
    if scalar is None:
        return ""
    try:
        frame = record_frame(scalar.text, fps)
    except ValueError as err:
        reader.error(scalar, str(err), "write timecode: 10:00:00:00")
        return ""
    if frame >= record_frame("23:59:59:00", fps):
        said = f"'{scalar.text}' is not the time of a day"
        reader.error(scalar, said, "write timecode: 10:00:00:00")
        return ""
    return record_timecode(frame, fps)


def _frame(reader: Reader, block: Mapping, plain: Delivery) -> Delivery:
    """The frame of the file and the form of the picture in it."""
    width, height = (_side(reader, block, name) for name in ("width", "height"))
    size = _size(reader, block.get("size"))
    if size is not None and (width or height):
        double = block.entries["width" if width else "height"]
        reader.error(double.key, "'size' says width and height already", "take one of them out")
        width = height = None
    if width and height:
        size, width, height = (width, height), None, None
    delivery = replace(
        plain,
        width=width or plain.width,
        height=height,
        size=size,
        aspect=read_aspect(reader, block.get("aspect")),
        has_bars=reader.flag(block.get("bars"), "bars", default=True),
    )
    if not delivery.has_bars and delivery.aspect is not None and size is not None:
        reader.error(
            block.entries["aspect"].key,
            "without bars the picture has the form of its frame, and no aspect of its own",
            "take out aspect: or bars: no",
        )
        delivery = replace(delivery, aspect=None)
    return delivery


def _side(reader: Reader, block: Mapping, name: str) -> int | None:
    length = reader.whole(block.get(name), name, (_LEAST, _MOST))
    if length is not None and length % 2:
        reader.error(block.entries[name].value, f"'{name}: {length}' is odd", f"write {length + 1}")
        length += 1
    return length


def _size(reader: Reader, node: Node | None) -> tuple[int, int] | None:
    scalar = reader.scalar(node, "size", "a size like hd or 1920x1080")
    if scalar is None:
        return None
    written = scalar.text.strip().lower()
    found = SIZES.get(re.sub(r"[\s_]+", "-", written))
    if found is not None:
        return found
    match = _SIZE.fullmatch(written)
    if match is None:
        near = did_you_mean(written, SIZES)
        known = f"known: {', '.join(SIZES)}, or a size like 1920x1080"
        said = f"'{scalar.text.strip()}' is not the name of a size"
        reader.error(scalar, said, f"{near} {known}" if near else known)
        return None
    width, height = int(match[1]), int(match[2])
    if width % 2 or height % 2:
        even = f"{width + width % 2}x{height + height % 2}"
        reader.error(scalar, f"'{written}' has an odd side", f"write {even}")
    elif not all(_LEAST <= each <= _MOST for each in (width, height)):
        said = f"the sides of a frame have {_LEAST} to {_MOST} pixels, not '{written}'"
        reader.error(scalar, said, "write a size like 1920x1080")
    else:
        return width, height
    return None


def read_aspect(reader: Reader, node: Node | None) -> Fraction | None:
    """Width over height; None where nothing (or nothing that can be read) is written."""
    scalar = reader.scalar(node, "aspect", "a ratio like 2.39 or 16:9")
    if scalar is None:
        return None
    ratio = ratio_of(scalar.text)
    if ratio is None:
        reader.error(scalar, f"'{scalar.text}' is not the shape of a picture", "write 2.39 or 16:9")
    return ratio


def _checked(reader: Reader, block: Mapping, delivery: Delivery, framed: Framed) -> Delivery:
    """What only the whole of it shows: a picture lost in its frame, a bar without room."""
    share = Fraction(framed.width * framed.height, framed.frame_width * framed.frame_height)
    if share < Fraction(1, 2) and block.get("bars") is None:
        reader.warn(
            block.entries["size" if "size" in block.entries else "height"].key,
            f"the picture fills {round(100 * share)} % of the frame, the rest is bars",
            "write bars: no to fill it, each shot about its focus; bars: yes if it is meant",
        )
    is_unread = block.get("size") is not None and delivery.size is None  # told already
    if delivery.lines != "bar" or is_unread:
        return delivery
    where = block.entries["lines"].value
    cut = reader.to(CUT)
    languages = len(tuple(filter(None, delivery.burn)))
    least = round(framed.frame_height * _LEAST_BAR * max(1, languages))
    if not languages:
        cut.error(where, "no language is burnt in that could stand in the bar", "add burn: …")
    elif framed.below < least:
        bar = f"a bar of {framed.below} lines" if framed.below else "no bar"
        cut.error(
            where,
            f"there is {bar} below the picture; subtitles in {languages} "
            f"language{'s' * (languages > 1)} take at least {least} lines",
            "write lines: picture, or a frame that is higher than the picture",
        )
    else:
        return delivery
    return replace(delivery, lines="picture")


def _languages(
    reader: Reader, node: Node | None, what: str, languages: tuple[str, ...]
) -> tuple[str, ...]:
    found = []
    for item in reader.several(node):
        language = reader.text(item, what)
        if language and languages and language not in languages:
            reader.error(
                item,
                f"'{language}' is not a language of this film",
                did_you_mean(language, languages) or f"its texts are in {', '.join(languages)}",
            )
        elif language and not LANGUAGE.fullmatch(language):
            reader.error(
                item, f"'{language}' is not a language", "write codes such as zh, en, pt-BR"
            )
        elif language:
            found.append(language)
    return tuple(found)
