"""Which words outdate footage, and which are sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.facts import CLIP, PANEL
from pipeline.project.load import load
from pipeline.project.story import Project
from pipeline.project.words import elements_written_out, prompt_for, words_of
from tests.project.films import RICH_FILES, RICH_FILM, write_film


@pytest.fixture
def rich(tmp_path: Path) -> Project:
    """The film that uses every key."""
    return load(write_film(tmp_path, RICH_FILM, RICH_FILES))


def _changed(tmp_path: Path, old: str, new: str) -> Project:
    assert old in RICH_FILM
    return load(write_film(tmp_path / "changed", RICH_FILM.replace(old, new), RICH_FILES))


def test_elements_are_written_out() -> None:
    """A name stands for its description, in both spellings; an unknown one for itself."""
    from fractions import Fraction

    from pipeline.project.story import Element, Text

    film = Project(
        Path(), Text(()), Fraction(24), Fraction(2), elements={"liu": Element("liu", "an old man")}
    )

    assert "an old man and an old man,  no".replace("  ", " ") == elements_written_out(
        "<liu> and\n {liu},  no", film
    )
    assert "who" == elements_written_out("<who>", film)


def test_panel_words_are_the_authors_own_fields(rich: Project) -> None:
    """Panel, style, framing and the like; silent fields are left out."""
    assert {
        "panel": "a tired astronaut in his sixties looks up, breath freezing on his visor",
        "style": "low saturation, white and teal, night, blue",
        "negative": "text, watermark",
        "framing": "CU",
    } == words_of(rich.shots["sh020"], rich, PANEL)


def test_clip_words_are_what_shapes_the_clip_alone(rich: Project) -> None:
    """A clip hangs on its panel through its input, not through words."""
    assert {
        "motion": "snow drifts",
        "camera": "push in",
        "negative": "text, watermark",
    } == words_of(rich.shots["sh010"], rich, CLIP)
    assert "none" == words_of(rich.shots["sh070"], rich, CLIP)["motion"]


def test_motion_may_differ_by_generator(rich: Project) -> None:
    """Asked for one generator, its own motion counts; asked for none, all of them."""
    shot = rich.shots["sh050"]

    assert "slow push" == words_of(shot, rich, CLIP, generator="kling")["motion"]
    assert {"motion for kling": "slow push", "motion for move": "none"}.items() <= words_of(
        shot, rich, CLIP
    ).items()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("EWS, push in, 4s | <engine>", "EWS, push in, 9s | <engine>"),
        ("fps: 23.976", "fps: 25"),
        ("text: More words", "text: Other words"),
        ("backend: sketch", "backend: slate"),
        ("seed: 7", "seed: 8"),
        ("panels: 4", "panels: 9"),
        ("over a frozen city,", "over  a frozen   city,"),
        ("about: the frozen city", "about: the ice"),
    ],
)
def test_what_never_outdates(tmp_path: Path, rich: Project, old: str, new: str) -> None:
    """Lengths, numbers, titles, generators, remarks and blanks leave every word as it is."""
    other = _changed(tmp_path, old, new)

    for kind in (PANEL, CLIP):
        before = [words_of(shot, rich, kind) for shot in rich.shots.values()]
        after = [words_of(shot, other, kind) for shot in other.shots.values()]
        assert before == after


@pytest.mark.parametrize(
    ("old", "new", "panels", "clips"),
    [
        ("a tired astronaut", "a young astronaut", {"sh020", "sh050"}, set()),
        ("CU | <liu>", "MCU | <liu>", {"sh020"}, set()),
        ("style: night, blue", "style: dawn", {"sh010", "sh020", "sh030", "sh040"}, set()),
        ("push in, 4s", "pull out, 4s", set(), {"sh010"}),
        ("=> snow drifts", "=> snow falls", set(), {"sh010"}),
        ("negative: hands", "negative: feet", {"sh070"}, {"sh070"}),
        ("low\n", "high\n", {"sh070"}, set()),
    ],
)
def test_what_outdates_which(
    tmp_path: Path, rich: Project, old: str, new: str, *, panels: set[str], clips: set[str]
) -> None:
    """A changed word reaches the kinds it shapes, and those shots alone."""
    other = _changed(tmp_path, old, new)

    found = [
        {
            name
            for name, shot in rich.shots.items()
            if words_of(shot, rich, kind) != words_of(other.shots[name], other, kind)
        }
        for kind in (PANEL, CLIP)
    ]

    assert [panels, clips] == found


def test_a_prompt_begins_with_the_shots_own_words(rich: Project) -> None:
    """Then framing, then descriptions, then style."""
    assert (
        "liu looks up, breath freezing on his visor. close-up. "
        "liu: a tired astronaut in his sixties. low saturation, white and teal, night, blue."
    ) == prompt_for(rich.shots["sh020"], rich, kind=PANEL, generator="draw")


def test_the_prompt_of_a_clip_begins_with_what_happens(rich: Project) -> None:
    """Then the camera, then the picture."""
    shot = replace(rich.shots["sh010"], style="")

    assert (
        "snow drifts. the camera pushes in. engine over a frozen city, tiny figures. "
        "engine: a planetary engine eleven kilometres tall."
    ) == prompt_for(shot, rich, kind=CLIP, generator="move")
