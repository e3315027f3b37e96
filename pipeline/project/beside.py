"""What takes belong to beside the shots: scenes whose sounds are made, and music that is made."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.project.board import Board, reserved
from pipeline.project.music import Music
from pipeline.project.reading import SCORE, Reader
from pipeline.project.shots import Joined, asks_of
from pipeline.project.story import Shot

__all__ = ["held_beside"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


def held_beside(
    board: Board, music: Mapping[str, Music], joined: Joined, reader: Reader
) -> dict[str, Shot]:
    """Scenes and pieces of music as holders of takes; a name that cannot be one is noted.

    Their takes lie in a folder of that name, as those of a shot do.
    """
    found = dict(board.beside)
    ids = [*board.shots, *(scene.id for scene in board.scenes)]
    taken = {name.casefold(): name for name in ids}
    maker = joined.defaults.said.get("use", {}).get("music", "") or joined.use.get("music", "")
    for name, piece in music.items():
        if not piece.make:
            continue
        why = reserved(name)
        if name.casefold() in taken:
            why = f"{taken[name.casefold()]} is a shot or a scene"
        elif not _NAME.fullmatch(name):
            why = "it is letters, digits, _ and -, and begins with a letter"
        if why and piece.where is not None:
            said = f"music that is made cannot be called '{name}': {why}"
            reader.to(SCORE).error(piece.where, said, "rename it: m1")
            continue
        place = len(board.shots) + len(found)
        sounds = asks_of(piece.asks, maker, joined)
        shot = Shot(name, "", place, piece.asked, sounds=sounds, where=piece.where)
        found[name] = shot
    return found
