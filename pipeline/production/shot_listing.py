"""The shot list: how every shot stands, out as a table, and back as splices of the board."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.errors import Problem, ProjectError
from pipeline.interchange.shot_list import (
    Listed,
    NewRow,
    Returned,
    compare,
    read_shot_list,
    shot_list,
)
from pipeline.production.choosing import Change
from pipeline.project.film_edits import require_name
from pipeline.project.near_keys import did_you_mean
from pipeline.project.shot_cell_edits import NewShot, cells_edit
from pipeline.project.shot_cells import board_sources, own_shots
from pipeline.project.splices import Edit, apply_edits
from pipeline.project.story import Shot
from pipeline.project.tables import write_table

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["ListRow", "rows", "shots_in", "shots_out"]

LABEL = "shots written from a table"


class ListRow(Struct, frozen=True):
    """A shot as the list on screen shows it."""

    shot: str
    scene: str
    framing: str
    seconds: float
    words: str
    """Its panel, and its motion behind an arrow."""
    lines: str
    takes: str
    state: str


def rows(production: Production) -> tuple[ListRow, ...]:
    """Every shot that is not omitted, in board order, with everything joined in."""
    project = production.project
    states = {row.shot: row for row in production.status().shots}
    return tuple(
        ListRow(
            shot=shot.id,
            scene=shot.scene,
            framing=shot.framing,
            seconds=float(shot.frames / project.fps),
            words=shot.panel + (f" => {shot.motion}" if shot.motion else ""),
            lines=_lines(production, shot),
            takes=_takes(states[shot.id].panels, states[shot.id].clips),
            state=states[shot.id].state,
        )
        for shot in project.shots.values()
        if not shot.is_omitted
    )


def shots_out(production: Production, path: Path) -> Change:
    """Write the shot list as a table.

    Raises:
        ProjectError: a file of the film holds a fault, or the table cannot be written.
        DiskFull: no room.
    """
    listed = _listed(production)
    write_table(path, shot_list(listed))
    return Change(f"{len(listed)} shot{'s' * (len(listed) != 1)}", (path,))


def shots_in(production: Production, path: Path) -> Change:
    """Write what a table changed into the board, and put its new shots in.

    Raises:
        ProjectError: it is no shot list, a cell of it cannot be meant, or a file of the film
            holds a fault.
    """
    back = compare(_listed(production), read_shot_list(path))
    fresh = list(_placed(production, back.fresh))
    before = {each.message for each in production.project.problems}
    edits: dict[Path, Edit] = {}
    for source in board_sources(production.folder):
        here = {shot.id for shot in own_shots(source)}
        news = {shot: cells for shot, cells in back.changed.items() if shot in here}
        behind = [each for each in fresh if each.after in here]
        if news or behind:
            edits[production.folder / source.page.file] = cells_edit(news, behind, LABEL)
    home = production.home.state
    files = apply_edits(edits, LABEL, folder=production.folder, home=home).files if edits else ()
    wrong = [
        f"{each.where}: {each.message}"
        for each in (production.again().project.problems if files else ())
        if each.message not in before
    ]
    told = (*(f"{each.id} is new, behind {each.after}" for each in fresh), *_told(back), *wrong)
    return Change(_sentence(back, len(fresh)), files, told)


def _sentence(back: Returned, fresh: int) -> str:
    cells = sum(map(len, back.changed.values()))
    shots = len(back.changed)
    of = f"{cells} cell{'s' * (cells != 1)} of {shots} shot{'s' * (shots != 1)}"
    said = [of] if cells else []
    said += [f"{fresh} new shot{'s' * (fresh != 1)}"] if fresh else []
    return " and ".join(said) + " written" if said else "no cell is changed"


def _told(back: Returned) -> Iterator[str]:
    """What was not done, and why; a sentence each."""
    yield from (each.sentence for each in back.conflicts)
    yield from back.fixed
    for row, shot in back.lost:
        yield (
            f"row {row}: '{shot}' is no shot of this film, so nothing was done: for a new name "
            f"`rushes rename OLD {shot}`, for a new shot empty its cell in the column 'was'"
        )
    if back.absent:
        few = ", ".join(back.absent[:6]) + (" …" if len(back.absent) > 6 else "")
        stay = "stays as it is" if len(back.absent) == 1 else "stay as they are"
        yield f"without a row, and {stay}: {few}; to leave a shot out, write yes under 'omit'"
    if back.is_reordered:
        yield "the rows stand in another order than the shots; the board's order stays"


def _placed(production: Production, fresh: Sequence[NewRow]) -> Iterator[NewShot]:
    """The new rows as shots of the board, with an id and a place."""
    shots = production.project.shots
    order = [*shots]
    taken = {
        shot.casefold() for shot in (*shots, *(scene.id for scene in production.project.scenes))
    }
    problems: list[Problem] = []
    placed: list[NewShot] = []
    for row in fresh:
        after = _after(production, row, problems)
        if not after:
            continue
        name = row.id or _free_id(after, order, taken)
        if name.casefold() in taken:
            fix = "give it an id of its own, or empty the cell"
            problems.append(Problem(f"row {row.row}: the name '{name}' is taken", fix=fix))
            continue
        try:
            require_name(name)
        except ProjectError as err:
            problems.append(Problem(f"row {row.row}: {err.message}", fix=err.fix))
            continue
        taken.add(name.casefold())
        order.insert(order.index(after) + 1 + sum(each.after == after for each in placed), name)
        placed.append(NewShot(name, after, row.cells))
    if problems:
        raise ProjectError(problems)
    yield from placed


def _after(production: Production, row: NewRow, problems: list[Problem]) -> str:
    """The shot that a new one stands behind: that of the row above, or the last of its scene."""
    project = production.project
    scenes = {scene.id: scene for scene in project.scenes}
    own = project.shots[row.after].scene if row.after else ""
    if row.scene and row.scene != own and not (own and own not in scenes):
        scene = scenes.get(row.scene)
        if scene is not None and scene.shots:
            return scene.shots[-1]
        fix = did_you_mean(row.scene, scenes) or "write the scene into film.yaml first"
        problems.append(
            Problem(f"row {row.row}: there is no scene '{row.scene}' with shots", fix=fix)
        )
        return ""
    if not row.after:
        fix = "put it below the row of another shot"
        problems.append(Problem(f"row {row.row}: a new shot has no shot above it", fix=fix))
    return row.after


def _free_id(after: str, order: Sequence[str], taken: set[str]) -> str:
    """An id between those of two shots: sh015 between sh010 and sh020, else sh010a."""
    place = order.index(after)
    behind = order[place + 1] if place + 1 < len(order) else ""
    head, low = _numbered(after)
    other, high = _numbered(behind)
    width = len(after) - len(head)
    if low is not None:
        top = high if high is not None and other == head and high > low else low + 20
        middle = (low + top) // 2
        tries = [middle, *range(low + 1, top)] if top - low > 1 else []
        for number in tries:
            name = f"{head}{number:0{width}d}"
            if number > low and name.casefold() not in taken:
                return name
    letters = (f"{after}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    return next((name for name in letters if name.casefold() not in taken), f"{after}_new")


def _numbered(shot: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"(.*?)([0-9]+)", shot)
    return (match[1], int(match[2])) if match else (shot, None)


def _listed(production: Production) -> list[Listed]:
    """Every shot as it is written, omitted ones too, with how it stands."""
    project = production.project
    states = {row.shot: row for row in production.status().shots}
    listed = []
    for source in board_sources(production.folder):
        for own in own_shots(source):
            shot, state = project.shots.get(own.id), states.get(own.id)
            listed.append(
                Listed(
                    own,
                    length=f"{float(shot.frames / project.fps):.2f}" if shot else "",
                    lines=_lines(production, shot) if shot else "",
                    takes=_takes(state.panels, state.clips) if state else "",
                    state=state.state if state else "omitted" if shot and shot.is_omitted else "",
                )
            )
    order = {shot: number for number, shot in enumerate(project.shots)}
    return sorted(listed, key=lambda each: order.get(each.own.id, len(order)))


def _lines(production: Production, shot: Shot) -> str:
    language = next(iter(production.project.languages), "")
    return "\n".join(
        f"{line.who}: {line.text.of(language) or line.text.first}" for line in shot.lines
    )


def _takes(panels: int, clips: int) -> str:
    told = ((panels, "panel"), (clips, "clip"))
    return ", ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in told if n)
