"""The one selector of shots that every command takes."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from pipeline.errors import ProjectError
from pipeline.project.story import Project, Shot

__all__ = ["Selection", "select"]


class Selection(Struct, frozen=True):
    """Which shots are meant; everything empty means all of them."""

    names: tuple[str, ...] = ()
    """Shot ids and scene ids, all their shots together; names of music that is made."""
    element: str = ""
    """Shots that use this element."""
    generator: str = ""
    """Shots whose takes come, or are to come, from this generator."""
    used: bool = False
    """Shots that the cut uses."""
    outdated: bool = False
    missing: bool = False
    forced: tuple[str, ...] = ()
    """Approved shots that may be remade."""

    @property
    def is_all(self) -> bool:
        """Nothing was narrowed down."""
        return not (
            self.names
            or self.element
            or self.generator
            or self.used
            or self.outdated
            or self.missing
        )


Test = Callable[[Shot], bool]


def select(
    project: Project, selection: Selection, tests: dict[str, Test], *, beside: bool = False
) -> tuple[Shot, ...]:
    """The shots meant, in board order, or in the order named on the command line.

    ``tests`` answers for ``used``, ``outdated``, ``missing`` and ``generator``. ``beside``: with
    what else takes belong to, scenes whose sounds are made and music that is made.

    Raises:
        ProjectError: a name is neither a shot nor a scene nor an element.
    """
    shots = _named(project, selection.names, project.holders if beside else project.shots)
    if selection.element:
        _must_be(selection.element, list(project.elements), "element")
        shots = [shot for shot in shots if selection.element in shot.elements]
    if selection.generator:
        _must_be(selection.generator, list(project.generators), "generator")
        shots = [shot for shot in shots if tests["generator"](shot)]
    for word in ("used", "outdated", "missing"):
        if getattr(selection, word):
            shots = [shot for shot in shots if tests[word](shot)]
    return tuple(shots)


def _named(project: Project, names: Sequence[str], holders: Mapping[str, Shot]) -> list[Shot]:
    if not names:
        return list(holders.values())
    scenes = {scene.id: scene.shots for scene in project.scenes}
    folded = {name.casefold(): name for name in [*holders, *scenes]}
    found: dict[str, Shot] = {}
    for written in names:
        name = folded.get(written.casefold(), written)
        if name in scenes:
            found.update((shot, project.shots[shot]) for shot in scenes[name])
        if name in holders:
            found[name] = holders[name]
        elif name not in scenes:
            _must_be(written, list(dict.fromkeys((*holders, *scenes))), "shot or scene")
    return list(found.values())


def _must_be(written: str, known: list[str], what: str) -> None:
    if written in known:
        return
    close = difflib.get_close_matches(written, known, n=1)
    fix = f"did you mean '{close[0]}'?" if close else f"known: {', '.join(known[:8]) or 'none'}"
    raise ProjectError(f"there is no {what} '{written}' in this film", fix=fix)
