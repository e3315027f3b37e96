"""What pictures and clips are made from: said on the board, sent to the generator, remembered."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.backends.base import Operation, Order
from pipeline.errors import Problem
from pipeline.facts import CLIP, PANEL, Decision, Kind
from pipeline.plan.decide import Decided
from pipeline.plan.jobs import Job
from pipeline.production.making import MakeRequest
from pipeline.production.planning import jobs_of
from pipeline.production.production import Production
from pipeline.production.selecting import Selection
from pipeline.run.events import silent
from tests.production.footage import clip, picture

PROGRAM = """\
import json, pathlib, shutil, sys
said = json.load(sys.stdin)
into, order = pathlib.Path(said["into"]), said["order"]
with open("orders.jsonl", "a") as file:
    file.write(json.dumps(order) + "\\n")
name = "material/a.png" if order["operation"].endswith("2i") else "material/a.mp4"
shutil.copy(name, into)
with open(into / pathlib.Path(name).name, "ab") as file:
    file.write(json.dumps(order["seed"]).encode() + order["shot"].encode())
"""
HEAD = """\
film: 1
fps: 24
aspect: 16:9
generators:
  draw: {backend: sketch}
  move: {backend: camera}
  any:
    backend: command
    program: [PYTHON, any.py]
    makes: [t2i, i2i, t2v, i2v, v2v]
use: {panels: any, clips: any}
defaults: {seconds: 12f, panels: 1, clips: 1}
"""


class Set:
    """A film whose generator is a program, which writes down what it was asked."""

    def __init__(self, folder: Path, shots: str, *, is_filmed: bool = True) -> None:
        self.folder = folder
        self.home = {"RUSHES_HOME": str(folder.parent / "me")}
        picture(folder / "material" / "a.png")
        if is_filmed:
            clip(folder / "material" / "a.mp4")
        else:
            (folder / "material" / "a.mp4").write_bytes(b"nobody looks into it here")
        (folder / "any.py").write_text(PROGRAM, "utf-8")
        self.write(shots)
        self.film.trust()

    def write(self, shots: str) -> None:
        head = HEAD.replace("PYTHON", json.dumps(sys.executable))
        (self.folder / "film.yaml").write_text(f"{head}{shots}", "utf-8")

    @property
    def film(self) -> Production:
        return Production(self.folder, self.home)

    def make(self, *stages: str) -> None:
        report = self.film.make(MakeRequest(stages=stages, workers=1), silent)
        assert not report.left

    def rows(self, shot: str, kind: Kind) -> list[Decided]:
        rows = self.film.plan(Selection()).rows
        return [row for row in rows if (row.job.id.shot, row.job.id.kind) == (shot, kind)]

    @property
    def asked(self) -> list[dict[str, object]]:
        lines = (self.folder / "orders.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]


def job(folder: Path, shots: str, shot: str = "sh010", kind: Kind = CLIP) -> Job:
    """What one shot asks."""
    written = Set(folder, shots, is_filmed=False).film
    return next(
        one
        for one in jobs_of(written, tuple(written.project.shots.values()), ())
        if (one.id.shot, one.id.kind) == (shot, kind)
    )


def pictures(order: Order) -> list[tuple[str, str]]:
    """Roles, each with the file or the take that is wanted."""
    named = [*order.images, *((order.video,) if order.video else ())]
    return [(one.role, one.path.as_posix() if one.path else one.wanted) for one in named]


BOARD = "shots:\n  sh010:\n    panel: a road\n    {}\n  sh020: a bridge\n  sh030: a gate\n"


@pytest.mark.parametrize(
    ("said", "operation", "given"),
    [
        ("about: nothing", "i2v", [("first", "sh010 panel")]),
        ("from: panel", "i2v", [("first", "sh010 panel")]),
        ("from: words", "t2v", []),
        ("from: p2", "i2v", [("first", "sh010 panel 2")]),
        ("from: 3", "v2v", [("source", "sh010 clip 3")]),
        ("from: sh020", "v2v", [("source", "sh020 clip")]),
        ("from: sh020/b2", "v2v", [("source", "sh020 clip b2")]),
        ("from: sh020/p1", "i2v", [("first", "sh020 panel 1")]),
        ("from: material/a.mp4", "v2v", [("source", "material/a.mp4")]),
        ("from: material/a.png", "i2v", [("first", "material/a.png")]),
        ("last: next", "i2v", [("first", "sh010 panel"), ("last", "sh020 panel")]),
        ("last: sh030", "i2v", [("first", "sh010 panel"), ("last", "sh030 panel")]),
        ("last: p2", "i2v", [("first", "sh010 panel"), ("last", "sh010 panel 2")]),
        ("last: material/a.png", "i2v", [("first", "sh010 panel"), ("last", "material/a.png")]),
        ("{from: words, last: next}", "i2v", [("last", "sh020 panel")]),
        ("refs: material/a.png", "i2v", [("first", "sh010 panel")]),
        ("{from: words, refs: material/a.png}", "t2v", [("reference", "material/a.png")]),
    ],
)
def test_a_clip_is_made_from_what_the_shot_says(
    tmp_path: Path, said: str, operation: str, given: list[tuple[str, str]]
) -> None:
    """From its panel, from words, from a file or from another take; and it ends on a picture."""
    keys = said.strip("{}").replace(", ", "\n    ") if said.startswith("{") else said

    order = job(tmp_path / "film", BOARD.format(keys)).work

    assert Operation(operation) == order.operation
    assert given == pictures(order)


@pytest.mark.parametrize(
    ("said", "operation", "given"),
    [
        ("about: nothing", "t2i", []),
        ("like: sh020", "i2i", [("source", "sh020 panel")]),
        ("like: next", "i2i", [("source", "sh020 panel")]),
        ("like: p1", "i2i", [("source", "sh010 panel 1")]),
        ("like: material/a.png", "i2i", [("source", "material/a.png")]),
        ("refs: [material/a.png]", "t2i", [("reference", "material/a.png")]),
    ],
)
def test_a_panel_is_drawn_after_what_the_shot_says(
    tmp_path: Path, said: str, operation: str, given: list[tuple[str, str]]
) -> None:
    """From words, from a picture, from another panel; with reference pictures."""
    order = job(tmp_path / "film", BOARD.format(said), kind=PANEL).work

    assert Operation(operation) == order.operation
    assert given == pictures(order)


def test_references_go_in_the_order_in_which_they_are_stated(tmp_path: Path) -> None:
    """Those of the elements as they appear, then the shot's own; at most what the film lets go."""
    names = ["liu", "sky", "own"]
    for name in names:
        picture(tmp_path / "film" / "refs" / f"{name}.png")
    elements = "elements:\n  sky: {text: blue, refs: [refs/sky.png]}\n"
    elements += "  liu: {text: a man, refs: [refs/liu.png]}\n"
    shots = elements + "shots:\n  sh010: {panel: <liu> under a <sky>, refs: refs/own.png}\n"

    every = pictures(job(tmp_path / "film", shots, kind=PANEL).work)
    film = tmp_path / "film" / "film.yaml"
    film.write_text(film.read_text().replace("v2v]", "v2v]\n    references: 2"))
    two = jobs_of(Production(film.parent), (Production(film.parent).project.shots["sh010"],), ())

    assert [("reference", f"refs/{name}.png") for name in names] == every
    assert every[:2] == pictures(two[0].work)


def test_a_clip_ends_on_the_panel_of_the_next_shot(tmp_path: Path) -> None:
    """It waits for that panel, the slate names it, and another circled one outdates it."""
    shots = BOARD.format("last: next")
    stage = Set(tmp_path / "film", shots)
    stage.make()
    (order,) = [one for one in stage.asked if (one["shot"], one["operation"]) == ("sh010", "i2v")]
    take = stage.film.vault.takes("sh010", CLIP)[0]

    assert [("first", "sh010 panel 1"), ("last", "sh020 panel 1")] == [
        (one.role, one.take) for one in take.slate.inputs
    ]
    assert ["first", "last"] == [one["role"] for one in order["images"]]  # type: ignore[attr-defined]

    stage.film.retake(Selection(names=("sh020",)), count=1, stage="board")
    stage.make("board")
    assert [Decision.REUSE] == [row.decision for row in stage.rows("sh010", CLIP)]

    (stage.folder / "picks.yaml").write_text("sh020: {panel: 2}\n", "utf-8")
    row = stage.rows("sh010", CLIP)[0]
    assert Decision.OUTDATED == row.decision
    assert ("ends on sh020 panel 1, and sh020 panel 2 is circled",) == row.reasons


def test_what_it_ends_on_is_one_of_its_words(tmp_path: Path) -> None:
    """Another last picture outdates the clip, by name; what never said one stays as it was."""
    stage = Set(tmp_path / "film", "follow: never\n" + BOARD.format("last: next"))
    stage.make()

    stage.write("follow: never\n" + BOARD.format("last: sh030"))
    row = stage.rows("sh010", CLIP)[0]
    assert (Decision.OUTDATED, ("last changed since",)) == (row.decision, row.reasons)

    stage.write("follow: never\n" + BOARD.format("last: material/a.png"))
    assert ("last changed since",) == stage.rows("sh010", CLIP)[0].reasons
    assert Decision.REUSE == stage.rows("sh020", CLIP)[0].decision


def test_a_changed_file_outdates_what_was_made_from_it(tmp_path: Path) -> None:
    """By its name: the picture it ends on, the plate it was made from."""
    board = "follow: never\n" + BOARD
    stage = Set(tmp_path / "film", board.format("last: material/b.png\n    from: material/c.mp4"))
    picture(stage.folder / "material" / "b.png", "teal")
    clip(stage.folder / "material" / "c.mp4", "teal")
    stage.make()
    slate = stage.film.vault.takes("sh010", CLIP)[0].slate

    picture(stage.folder / "material" / "b.png", "maroon")

    assert {("last", "material/b.png"), ("source", "material/c.mp4")} == {
        (one.role, one.path) for one in slate.inputs
    }
    assert ("material/b.png changed since",) == stage.rows("sh010", CLIP)[0].reasons
    assert Decision.REUSE == stage.rows("sh010", PANEL)[0].decision


def test_a_panel_after_a_later_one_is_made_after_it(tmp_path: Path) -> None:
    """However the board is ordered; a whole film can be planned while nothing of it is there."""
    stage = Set(tmp_path / "film", BOARD.format("like: sh030"))

    before = {row.decision for row in stage.film.plan(Selection()).rows}
    stage.make()

    assert {Decision.MAKE} == before
    panels = [one["shot"] for one in stage.asked if str(one["operation"]).endswith("2i")]
    assert panels.index("sh030") < panels.index("sh010")
    slate = stage.film.vault.takes("sh010", PANEL)[0].slate
    assert [("source", "sh030 panel 1")] == [(one.role, one.take) for one in slate.inputs]


def test_a_take_that_is_named_must_be_there(tmp_path: Path) -> None:
    """The plan says which there are."""
    stage = Set(tmp_path / "film", BOARD.format("from: p7"))
    stage.make("board")

    (row,) = stage.rows("sh010", CLIP)

    assert Decision.BLOCKED == row.decision
    assert ("there is no sh010 panel 7, which it starts from; there are: 1",) == row.reasons


def test_a_shot_made_alone_names_the_panel_it_lacks(tmp_path: Path) -> None:
    """With what to type."""
    stage = Set(tmp_path / "film", BOARD.format("last: next"))

    rows = stage.film.plan(Selection(names=("sh010",))).rows

    assert ("sh020 has no panel for it to end on: `rushes board sh020` makes one",) == (
        rows[-1].reasons
    )


@pytest.mark.parametrize(
    ("said", "place", "sentence"),
    [
        ("last: sh090", "16:11", "shot sh010 names the shot 'sh090', which is not in this film"),
        ("last: sh020/3", "16:11", "'last: sh020/3' names a clip, and a picture is wanted"),
        ("last: material/a.mp4", "16:11", "'material/a.mp4' is a film, not a picture"),
        ("from: p0", "16:11", "'p0': takes are counted from 1"),
        ("like: previous", "16:11", "sh010 is the first shot of the film"),
        ("last: material/x.png", "16:11", "the file 'material/x.png' is not there"),
        ("from: sh010", "16:11", "clips are made from each other: sh010 > sh010"),
    ],
)
def test_what_cannot_be_is_said_with_its_line(
    tmp_path: Path, said: str, place: str, sentence: str
) -> None:
    """It stops the stage that needs it, of that shot alone."""
    stage = Set(tmp_path / "film", BOARD.format(said))

    found = [one for one in stage.film.check() if not one.is_warning]

    assert [(f"film.yaml:{place}", sentence)] == [(str(one.where), one.message) for one in found]
    assert ["sh010"] == [one.shot for one in found]


def test_panels_drawn_after_each_other_are_told(tmp_path: Path) -> None:
    """The circle is named; the other shots go on."""
    shots = "shots:\n  sh010: {panel: a road, like: sh020}\n"
    shots += "  sh020: {panel: a bridge, like: sh010}\n  sh030: a gate\n"
    stage = Set(tmp_path / "film", shots)

    found: list[Problem] = [one for one in stage.film.check() if not one.is_warning]
    rows = stage.film.plan(Selection()).rows

    assert {"panels are drawn after each other: sh010 > sh020 > sh010"} == {
        one.message for one in found
    }
    assert {"sh010", "sh020"} == {one.shot for one in found}
    assert {"sh030"} == {row.job.id.shot for row in rows if row.decision is Decision.MAKE}


def test_a_default_asks_every_shot_but_the_last(tmp_path: Path) -> None:
    """The last one has no next shot, and that is no fault."""
    stage = Set(tmp_path / "film", BOARD.format("about: x").replace("shots:", "shots:", 1))
    text = (stage.folder / "film.yaml").read_text().replace("clips: 1}", "clips: 1, last: next}")
    (stage.folder / "film.yaml").write_text(text)

    shots = stage.film.project.shots

    assert () == stage.film.check()
    assert ["sh020", "sh030", None] == [
        shot.last.shot if shot.last else None for shot in shots.values()
    ]


def test_offline_generators_refuse_what_they_cannot_honour(tmp_path: Path) -> None:
    """With the line of the key; what a drawing cannot show of pictures is told."""
    keys = "last: next\n    clips: {move: 1}\n    panels: {draw: 1}\n    refs: material/a.png"
    stage = Set(tmp_path / "film", BOARD.format(keys))

    (clip_row,), (panel_row,) = stage.rows("sh010", CLIP), stage.rows("sh010", PANEL)

    assert ("film.yaml:16:5: 'camera' cannot end on a picture",) == clip_row.reasons
    assert ("missing", "it will not show: its reference pictures") == panel_row.reasons


def test_a_generator_of_clips_from_words_needs_no_panel(tmp_path: Path) -> None:
    """It can be asked though the shot has none."""
    stage = Set(tmp_path / "film", BOARD.format("from: words\n    panels: 0"))

    stage.make()

    (order,) = [one for one in stage.asked if one["shot"] == "sh010"]
    assert ("t2v", []) == (order["operation"], order["images"])
    assert [] == list(stage.film.vault.takes("sh010", CLIP)[0].slate.inputs)


def test_no_clip_of_a_shot_from_words_lacks_its_panel(tmp_path: Path) -> None:
    """It is for the board; of other shots a newer panel is told."""
    stage = Set(tmp_path / "film", BOARD.format("from: words"))
    stage.make()
    stage.film.retake(Selection(names=("sh010", "sh020")), count=1, stage="board")
    stage.make("board")

    told = stage.film.unseen(Selection())

    assert ["sh020 panel 2"] == [line.split(" is not")[0] for line in told]


def test_a_renamed_shot_is_renamed_where_others_name_it(tmp_path: Path) -> None:
    """Board and footage: nothing is outdated by it."""
    stage = Set(tmp_path / "film", "follow: never\n" + BOARD.format("last: sh020\n    like: sh030"))
    stage.make("board")
    stage.make()

    stage.film.rename("sh020", "sh025")
    stage.film.rename("sh030", "sh035")

    written = (stage.folder / "film.yaml").read_text()
    assert "last: sh025\n    like: sh035" in written
    assert Decision.REUSE == stage.rows("sh010", CLIP)[0].decision


def test_the_length_asked_for_covers_the_film_its_handles_and_its_tail(tmp_path: Path) -> None:
    """Or is the generator's own, where that is longer."""
    folder = tmp_path / "film"
    shots = BOARD.format("handles: 3f")
    (folder / "cuts").mkdir(parents=True)
    (folder / "cuts" / "main.yaml").write_text("events:\n- sh010\n- dissolve 4\n- sh020\n")

    asked = job(folder, shots).work
    film = folder / "film.yaml"
    film.write_text(film.read_text().replace("v2v]", "v2v]\n    seconds: 5"))
    own = jobs_of(Production(folder), (Production(folder).project.shots["sh010"],), ("shoot",))

    assert (12 + 4 + 6, Fraction(24)) == (asked.frames, asked.fps)
    assert 120 == own[0].work.frames
