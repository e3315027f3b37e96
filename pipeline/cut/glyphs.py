"""Make sure before rendering that every character on screen can be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from PIL import features

from pipeline.cut.looks import Look
from pipeline.cut.timeline import Timeline
from pipeline.errors import Problem, Where
from pipeline.facts import Digest
from pipeline.media.fonts import font_shelf, is_cjk
from pipeline.media.scripts import is_joined

__all__ = ["glyph_problems"]


def glyph_problems(
    timeline: Timeline, look: Look, fonts: Mapping[Path, tuple[Path, Digest]] = MappingProxyType({})
) -> tuple[Problem, ...]:
    """A problem for each text with characters that no font here has; empty boxes are never drawn.

    A draft leaves such characters out and says so; a delivery is refused. ``fonts`` are those of
    the film that can be read; a title that names another is told.
    """
    shelf = font_shelf()
    found: list[Problem] = []
    for words, place, where, own in _texts(timeline, look):
        if own is not None and own not in fonts:
            found.append(_no_font(own, place, where, look))
        if is_joined(words) and not features.check("raqm"):
            found.append(_unshaped(place, where, look))
        led = shelf.led_by(fonts[own][0]) if own is not None and own in fonts else shelf
        missing = led.missing(words)
        if not missing:
            continue
        named = ", ".join(f"'{each}' (U+{ord(each):04X})" for each in missing)
        fix = "write it otherwise"
        if is_cjk(missing):
            fix = 'python -m pip install "rushes[cjk]"'
        elif missing[0].isalpha():
            fix = "install a Noto Sans font of that script, or name one: title: {font: …}"
        found.append(
            Problem(
                f"no font here has {named} of the {place}",
                where=where,
                fix=fix,
                stops=frozenset({"export"}),
                is_warning=look.is_draft,
            )
        )
    return tuple(dict.fromkeys(found))


def _no_font(font: Path, place: str, where: Where | None, look: Look) -> Problem:
    return Problem(
        f"the font '{font.as_posix()}' of the {place} is not here, or is no font that can be read",
        where=where,
        fix="name a .ttf, .otf or .ttc file",
        stops=frozenset({"export"}),
        is_warning=look.is_draft,
    )


def _unshaped(place: str, where: Where | None, look: Look) -> Problem:
    return Problem(
        f"the letters of the {place} join or run from the right, which the Pillow here cannot draw",
        where=where,
        fix="python -m pip install --force-reinstall --only-binary :all: pillow",
        stops=frozenset({"export"}),
        is_warning=look.is_draft,
    )


def _texts(timeline: Timeline, look: Look) -> Iterator[tuple[str, str, Where | None, Path | None]]:
    if look.has_titles:
        for title in timeline.titles:
            words = [title.text.of(language) for language in look.title_languages]
            joined = "\n".join(words) if any(words) else title.text.first
            own = title.look.font if title.look is not None else None
            yield joined, f"title of {title.shot or 'the cut'}", title.where, own
    if look.label is not None:
        yield look.label.words(look.title_languages), "AI label", None, None
    for subtitle in timeline.subtitles:
        for language in look.burn:
            words = list(subtitle.of(language))
            yield "\n".join(words), f"subtitle '{' '.join(words)}' of {subtitle.shot}", None, None
