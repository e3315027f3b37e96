"""Windows slip along their takes, and follow a take that begins where another one did not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.facts import CLIP
from pipeline.production import Production
from pipeline.production.windows import stretches_of, uses, uses_of
from tests.production.footage import CUT, clip, ran, read

OTHER = """\
cut: other
events:
- {shot: sh010, take: 1, in: 10, out: 16}
- over sh010/1 2+4 at 0
- split left-right:
  - sh010/1 6-12
  - sh010/1 0-6
- sh010/2 0-6
"""
SHORT = "cut: short\nlike: main\nchanges:\n- replace sh010 1: sh010/1 4-10\n"


@pytest.fixture
def film(shot: Path) -> Production:
    """The film with takes: sh010 has two clips of 24 frames."""
    return Production(shot)


def cut_text(film: Production, name: str = "main") -> str:
    """A cut as it is written."""
    return read(film.folder / "cuts" / f"{name}.yaml")


def test_a_shot_slips_later_and_earlier(film: Production) -> None:
    """The same length from another place; comments stay; what it shows is said."""
    said = film.slip("sh010", 8, cut="main", nth=1)

    assert CUT.replace("sh010/1 0-12", "sh010/1 8-20") == cut_text(film)
    assert "slipped sh010 8 frames later, to 8-20 of sh010 clip 1" == said.sentence
    ran(film.folder, "trim sh010 --nth 1 --slip -8")
    assert CUT.replace("0-12", "0-12") == cut_text(film)


def test_a_slip_before_the_take_begins_is_refused_with_the_most_that_goes(film: Production) -> None:
    """Nothing is written."""
    film.slip("sh010", 8, cut="main", nth=1)

    with pytest.raises(ProjectError) as caught:
        film.again().slip("sh010", -9, cut="main", nth=1)

    assert "sh010 begins at frame 8 of sh010 clip 1: it cannot slip 9 frames earlier" in str(
        caught.value
    )
    assert "--slip -8" in caught.value.problems[0].fix


def test_a_slip_past_the_end_is_done_and_said(film: Production) -> None:
    """As a trim past the end is."""
    said = film.slip("sh010", 16, cut="main", nth=1)

    (news,) = said.news
    assert news.startswith("the cut 'main' uses frames 16-28 of sh010 clip 1, which has 24")


def test_what_cuts_play_of_one_take_is_found_without_laying_out_all_of_them(
    film: Production,
) -> None:
    """Whole scenes, lines, pictures laid over and side by side; the same as in the whole cuts."""
    (film.folder / "cuts" / "other.yaml").write_text(OTHER, encoding="utf-8")
    (film.folder / "cuts" / "short.yaml").write_text(SHORT, encoding="utf-8")
    scene = film.project.shots["sh010"].scene
    board = f"cut: board\nevents:\n- dissolve 4\n- {scene}\n- sh010 until sh020\n"
    (film.folder / "cuts" / "board.yaml").write_text(board, encoding="utf-8")
    fresh = film.again()

    for kind in fresh.vault.kinds("sh010"):
        for take in fresh.vault.takes("sh010", kind):
            whole = [(use.cut, use.source) for use in uses_of(fresh, take.ref)]
            assert sorted(whole) == sorted(stretches_of(fresh, take.ref))
    assert {"main", "other", "short", "board"} == {use.cut for use in uses(fresh)}


def test_which_use_slips_must_be_said_where_there_are_several(film: Production) -> None:
    """As with a trim."""
    with pytest.raises(ProjectError, match="uses sh010 2 times"):
        film.slip("sh010", 2, cut="main")


def test_a_cut_that_is_like_another_slips_by_a_change_of_its_own(film: Production) -> None:
    """Main stays; an event that the cut puts in itself is changed where it stands."""
    path = film.folder / "cuts" / "short.yaml"
    path.write_text(SHORT, "utf-8")

    film.again().slip("sh010", 2, cut="short", nth=1)
    film.again().slip("sh010", 1, cut="short", nth=2)

    assert SHORT.replace("4-10", "6-12") + "- replace sh010 2: sh010/1 13-19\n" == read(path)
    assert cut_text(film) == CUT


def test_a_child_takes_over_its_windows_in_every_cut(film: Production, tmp_path: Path) -> None:
    """Those of it alone, however deep they stand; one undo takes all of it back."""
    (film.folder / "cuts" / "other.yaml").write_text(OTHER, "utf-8")
    file = clip(tmp_path / "sh010_clip_t01_prob4.mp4", "red")

    said = film.again().adopt([file])

    assert ["sh010 clip 3"] == [one.take for one in said.adopted]
    (placed,) = said.placed
    assert placed == (
        "sh010 clip 3 takes the place of sh010 clip 1: main: 2 of sh010 swapped, same windows; "
        "other: 4 of sh010 swapped, same windows"
    )
    assert CUT.replace("sh010/1", "sh010/3") == cut_text(film)
    assert OTHER.replace("sh010/1", "sh010/3").replace("take: 1", "take: 3") == cut_text(
        film, "other"
    )
    film.again().undo()
    assert (CUT, OTHER) == (cut_text(film), cut_text(film, "other"))


def test_a_child_that_begins_later_moves_the_windows(film: Production, tmp_path: Path) -> None:
    """It was made of frames 2-20 alone: frame 12 of its parent is its frame 10."""
    main = film.folder / "cuts" / "main.yaml"
    main.write_text(CUT.replace("sh010/1 0-12", "sh010/1 4-12"), "utf-8")
    (film.folder / "cuts" / "short.yaml").write_text(SHORT, "utf-8")
    file = clip(tmp_path / "sh010_clip_t01_f2-20_prob4.mp4", "red", frames=18)

    said = film.again().adopt([file])

    take = film.again().vault.takes("sh010", CLIP)[-1].slate
    assert ("sh010 clip 1", 2) == (take.parent, take.begins)
    assert "the windows 2 frames earlier in it, the same pictures" in said.placed[0]
    assert ["- sh010/3 2-10               # the city", "- sh010/3 10-16               # again"] == [
        line for line in cut_text(film).splitlines() if "sh010" in line
    ]
    assert SHORT.replace("sh010/1 4-10", "sh010/3 2-8") == cut_text(film, "short")


def test_sounds_held_to_a_picture_follow_it_into_the_child(
    film: Production, tmp_path: Path
) -> None:
    """By their frames; what is held to another take, or to no take's frame, stays."""
    sound = "sound:\n- a.wav at sh010/1@6 gain -3   # the door\n- {sound: a.wav, at: sh010/1@8}\n"
    sound += "- a.wav at sh010/2@6\n- a.wav at sh010\n"
    main = film.folder / "cuts" / "main.yaml"
    main.write_text(CUT.replace("sh010/1 0-12", "sh010/1 4-12") + sound, "utf-8")

    film.again().adopt([clip(tmp_path / "sh010_clip_t01_f2-20_x4.mp4", "red", frames=18)])

    expected = sound.replace("sh010/1@6", "sh010/3@4").replace("sh010/1@8", "sh010/3@6")
    assert cut_text(film).endswith(expected)


def test_a_child_that_lacks_frames_of_one_window_takes_over_the_others(
    film: Production, tmp_path: Path
) -> None:
    """What it has not is said with its numbers, and stays as it is."""
    file = clip(tmp_path / "sh010_clip_t01_x2.mp4", "red", frames=14)

    (said,) = film.adopt([file]).placed

    assert CUT.replace("sh010/1 0-12", "sh010/3 0-12") == cut_text(film)
    assert said.endswith(
        "the cut 'main' uses frames 12-18, and it has them up to 14: it stays as it is"
    )


def test_a_child_that_fits_nowhere_is_kept_beside_the_film(
    film: Production, tmp_path: Path
) -> None:
    """It never stands by itself, though it is the newest."""
    file = clip(tmp_path / "sh010_clip_t01_x2.mp4", "red", frames=3)

    (said,) = film.adopt([file]).placed

    assert said.startswith("sh010 clip 3, made from sh010 clip 1, is kept beside the film: the cut")
    assert "; `rushes circle sh010 3` uses it" in said
    assert cut_text(film) == CUT
    rows = [row.shows for row in film.again().status().shots if row.shot == "sh010"]
    assert ["clip 2"] == rows


def test_circling_back_and_forth_shows_the_same_pictures(film: Production, tmp_path: Path) -> None:
    """The windows move with a take that begins later, and back with the one it was made from."""
    main = film.folder / "cuts" / "main.yaml"
    main.write_text(CUT.replace("sh010/1 0-12", "sh010/1 4-12"), "utf-8")
    before = cut_text(film)
    film.again().adopt([clip(tmp_path / "sh010_clip_t01_f2-20_x.mp4", "red", frames=18)])

    said = film.again().circle("sh010", "1")

    assert "main: 2 of sh010 swapped, the same pictures" in said.sentence
    assert before.replace("12+6", "12-18") == cut_text(film)


def test_a_larger_panel_is_played_where_the_panel_was(film: Production, tmp_path: Path) -> None:
    """A still never ends: it is always long enough."""
    from tests.production.footage import picture

    main = film.folder / "cuts" / "main.yaml"
    main.write_text(CUT.replace("- sh020\n", "- sh020/p1 100+12\n"), "utf-8")

    (said,) = film.again().adopt([picture(tmp_path / "sh020_panel_t01 copy.png", "red")]).placed

    assert "- sh020/p2 100+12\n" in cut_text(film)
    assert said.startswith("sh020 panel 2 takes the place of sh020 panel 1: circled sh020 panel 2")
