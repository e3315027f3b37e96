"""What each program is handed: the formats that it reads best, and how it opens them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from pipeline.errors import ProjectError

__all__ = ["TOOLS", "Tool", "tool_of"]


class Tool(Struct, frozen=True):
    """A program that somebody else works with."""

    name: str
    title: str
    formats: tuple[str, ...]
    """The best first."""
    opens: tuple[str, ...]
    """What is done there, a step a line; ``{stem}`` is what the timelines are called."""
    has_cues: bool = False
    """Whether each sound comes as a file of its own."""


TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            "resolve",
            "DaVinci Resolve",
            ("otio", "fcpxml", "fcp7", "edl", "csv"),
            (
                "Set the project's frame rate to that of the film before anything is imported.",
                "File > Import > Timeline: {stem}.otio ({stem}.fcpxml carries titles and fades).",
                "Point it to the folder media/ when it asks where the clips are.",
            ),
        ),
        Tool(
            "premiere",
            "Adobe Premiere Pro",
            ("fcp7", "otio", "edl", "csv"),
            (
                "File > Import: {stem}.xml.",
                "Link Media: locate one file in media/; the others are found with it.",
            ),
        ),
        Tool(
            "kdenlive",
            "Kdenlive",
            ("kdenlive", "otio", "csv"),
            (
                "File > Open: {stem}.kdenlive.",
                "Without Kdenlive, `melt {stem}.kdenlive` plays it.",
            ),
        ),
        Tool(
            "avid",
            "Avid Media Composer",
            ("edl", "ale", "fcp7", "csv"),
            (
                "Link the files of media/ to a bin, then import {stem}.ale into it: it names them.",
                "Import each .edl, one a video track, and relink by tape name.",
            ),
        ),
        Tool(
            "jianying",
            "JianYing / CapCut",
            ("jianying", "csv"),
            (
                "Copy the folder {stem}_jianying/ into the program's folder of drafts.",
                "It opens among the drafts; point it to media/ when clips are missing.",
            ),
        ),
        Tool(
            "sound",
            "a sound editor or mixer",
            ("edl", "csv"),
            (
                "The reference movie and every stem begin at the same timecode, with a 2-pop.",
                "Sounds in cues/ spot to the timecode in their BWF header.",
            ),
            has_cues=True,
        ),
    )
}


def tool_of(name: str) -> Tool:
    """The program of that name.

    Raises:
        ProjectError: nothing is known of it.
    """
    if name not in TOOLS:
        known = ", ".join(TOOLS)
        raise ProjectError(
            f"nothing is known of the program '{name}'",
            fix=f"handed over can be to: {known}; `rushes cut write` writes any format by itself",
        )
    return TOOLS[name]
