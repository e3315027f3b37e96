"""Colour tables, measured: patches through known tables, of shot, film and delivery."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.film import FilmWish, export_problems, plan_film, tools_here, with_leader
from pipeline.cut.grading import luts_of
from pipeline.cut.looks import delivery_look, draft_look
from pipeline.cut.reels import Tools, split
from pipeline.facts import Grade
from pipeline.media.colour import graded
from pipeline.media.cube import Table, interpolated, table_text
from pipeline.project.edit import Cut, Picks, ShotEvent
from pipeline.project.grading import Grading
from pipeline.project.story import Delivery, Project
from tests.cut.numbered import film, shot, take
from tests.cut.patches import DARK, LOOK, media, off, rendered

NIGHT = Path("looks/night.cube")
EVENTS = (ShotEvent("sh010", end=4),)


def smooth(size: int) -> Table:
    """A table that mixes channels and bends them, as a look does."""
    steps = np.linspace(0, 1, size)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    mixed = [0.8 * red**1.3 + 0.1 * blue, 0.9 * green**0.9, 0.3 * red + 0.6 * blue**1.2 + 0.05]
    return Table(size, is_3d=True, values=np.stack(mixed, -1).reshape(-1, 3))


def production(folder: Path, text: str, **gradings: Grading) -> Project:
    """A film with one shot and that table."""
    (folder / "looks").mkdir()
    (folder / NIGHT).write_text(text, "utf-8")
    own = gradings.pop("shot", Grading())
    named = {name: each for name, each in gradings.items() if name != "film"}
    project = film(
        shot("sh010", 4, grading=own), gradings={"": gradings.get("film", Grading()), **named}
    )
    return replace(project, folder=folder)


def shown(project: Project, clip: Path, look=LOOK) -> np.ndarray:
    """A frame of the film."""
    (reel,) = reels(project, clip, look)
    return rendered(reel, project.folder)[2]


def reels(project: Project, clip: Path, look=LOOK):
    """The parts of the film."""
    timeline = assemble(project, Cut("main", EVENTS), Picks(), [take(clip, "sh010", 1, media())])
    return split(timeline, look, Tools("test", luts=luts_of(project)))


@pytest.mark.parametrize("size", [2, 17, 33])
def test_colours_are_looked_up_by_tetrahedra(size, clip, plain, tmp_path: Path) -> None:
    """Every patch within two code values of the table's own arithmetic."""
    table = smooth(size)
    project = production(tmp_path, table_text(table), shot=Grading(lut=NIGHT))

    assert 2 > off(np.clip(interpolated(table, plain), 0, 1), shown(project, clip))


def test_a_curve_with_other_ends_and_a_table_behind_a_curve(clip, plain, tmp_path: Path) -> None:
    """What ffmpeg itself does not read is looked up all the same."""
    head = "LUT_1D_SIZE 3\nLUT_1D_INPUT_RANGE -0.25 1.5\nLUT_3D_SIZE 9\n0 0 0\n.6 .5 .4\n1 1 1\n"
    table = smooth(9)
    rows = table_text(table).split("\n", 1)[1]
    project = production(tmp_path, head + rows, film=Grading(lut=NIGHT))

    places = (plain + 0.25) / 1.75
    middles = np.array([0.6, 0.5, 0.4])
    curved = np.where(
        places < 0.5, places * 2 * middles, middles + (places * 2 - 1) * (1 - middles)
    )
    assert 2 > off(np.clip(interpolated(table, curved), 0, 1), shown(project, clip))


def test_the_order_is_shot_then_film_then_delivery(clip, plain, tmp_path: Path) -> None:
    """Grade before table; each over what the one before left."""
    table = smooth(17)
    project = production(
        tmp_path, table_text(table), shot=Grading(DARK, NIGHT), film=Grading(lut=NIGHT),
        web=Grading(lut=NIGHT),
    )  # fmt: skip
    look = replace(delivery_look(project, Delivery("web")), width=192, height=96, crf=1)

    def once(colours: np.ndarray) -> np.ndarray:
        return np.clip(interpolated(table, colours), 0, 1)

    own = once(graded(plain, DARK))
    assert 2 > off(once(own), shown(project, clip))
    assert 2 > off(once(once(own)), shown(project, clip, look))


def test_the_content_of_a_table_is_in_the_key_and_its_name_is_not(clip, tmp_path: Path) -> None:
    """A table that changes makes the parts anew that it colours, and no others."""
    project = production(tmp_path, table_text(smooth(2)), shot=Grading(lut=NIGHT))
    (before,) = reels(project, clip)

    (tmp_path / "looks/same.cube").write_text(table_text(smooth(2)), "utf-8")
    renamed = film(shot("sh010", 4, grading=Grading(lut=Path("looks/same.cube"))))
    (same,) = reels(replace(renamed, folder=tmp_path), clip)
    (tmp_path / NIGHT).write_text(table_text(smooth(3)), "utf-8")
    (after,) = reels(project, clip)

    assert before.key == same.key
    assert before.key != after.key
    assert {tmp_path / NIGHT, clip} == set(after.inputs.values())


def test_a_wrong_table_is_told_and_a_draft_goes_without_it(clip, tmp_path: Path) -> None:
    """A delivery is refused, with the line of the table; what it lacks stands in no recipe."""
    project = production(tmp_path, "LUT_3D_SIZE 2\n0 0 0\n0 nan 0\n", shot=Grading(lut=NIGHT))
    takes = [take(clip, "sh010", 1, media())]
    tools = tools_here(project)

    drafted, delivered = (
        plan_film(project, Cut("main", EVENTS), takes, FilmWish(look, tools))
        for look in (draft_look(project), delivery_look(project, Delivery("main")))
    )

    said = "the table ends after 2 of its 8 rows (LUT_3D_SIZE 2)"
    assert [said] == [each.message for each in export_problems(delivered)]
    assert [(said, True)] == [(each.message, each.is_warning) for each in drafted.problems]
    assert "lut" not in drafted.reels[0].recipe["picture"]


def test_a_leader_has_the_colours_of_its_slate(clip, tmp_path: Path) -> None:
    """The film's and the delivery's colours begin with the film."""
    project = production(
        tmp_path, table_text(smooth(2)), film=Grading(DARK), web=Grading(lut=NIGHT)
    )
    tools = tools_here(project)
    look = delivery_look(project, Delivery("web", has_slate=True))
    takes = [take(clip, "sh010", 1, media())]
    plan = plan_film(project, Cut("main", EVENTS), takes, FilmWish(look, tools))

    first, *_, last = with_leader(plan, "Snow", ("cut main",), tools).all_reels

    assert {"grade", "delivered"} <= set(last.recipe)
    assert not {"grade", "delivered"} & set(first.recipe)


def test_a_grade_is_the_arithmetic_whatever_table_follows(clip, plain, tmp_path: Path) -> None:
    """A table that changes nothing changes nothing."""
    corners = [[r, g, b] for b in (0, 1) for g in (0, 1) for r in (0, 1)]
    identity = Table(2, is_3d=True, values=np.array(corners, float))
    grade = Grade(exposure=DARK.exposure)
    project = production(tmp_path, table_text(identity), shot=Grading(grade, NIGHT))

    assert 2 > off(graded(plain, grade), shown(project, clip))
