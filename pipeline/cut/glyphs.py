"""Make sure before rendering that every character on screen can be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.cut.looks import Look
from pipeline.cut.timeline import Timeline
from pipeline.errors import Problem, Where
from pipeline.media.fonts import font_shelf, is_cjk

__all__ = ["glyph_problems"]


def glyph_problems(timeline: Timeline, look: Look) -> tuple[Problem, ...]:
    """A problem for each text with characters that no font here has; empty boxes are never drawn.

    A draft leaves such characters out and says so; a delivery is refused.
    """
    shelf = font_shelf()
    found: list[Problem] = []
    for words, place, where in _texts(timeline, look):
        missing = shelf.missing(words)
        if not missing:
            continue
        named = ", ".join(f"'{each}' (U+{ord(each):04X})" for each in missing)
        is_chinese = is_cjk(missing)
        fix = 'python -m pip install "rushes[cjk]"' if is_chinese else "write it otherwise"
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


def _texts(timeline: Timeline, look: Look) -> Iterator[tuple[str, str, Where | None]]:
    if look.has_titles:
        for title in timeline.titles:
            words = [title.text.of(language) for language in look.title_languages]
            joined = "\n".join(words) if any(words) else title.text.first
            yield joined, f"title of {title.shot or 'the cut'}", title.where
    if look.label is not None:
        yield look.label.words(look.title_languages), "AI label", None
    for subtitle in timeline.subtitles:
        for language in look.burn:
            words = list(subtitle.of(language))
            yield "\n".join(words), f"subtitle '{' '.join(words)}' of {subtitle.shot}", None
