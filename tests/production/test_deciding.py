"""What a person decides about takes and about the cut, and how it is taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import FilmError, ProjectError
from pipeline.production import Production
from pipeline.production.selecting import Selection
from tests.production.footage import CUT, read

NOBODY = Selection()


@pytest.fixture
def film(shot: Path) -> Production:
    """The film with takes."""
    return Production(shot)


def cut_text(film: Production) -> str:
    """The main cut as it is written."""
    return read(film.folder / "cuts" / "main.yaml")


def picks_text(film: Production) -> str:
    """The picks as they are written."""
    return read(film.folder / "picks.yaml")


def rewrite(film: Production, *words: tuple[str, str]) -> None:
    """Change words of the board by hand."""
    text = read(film.folder / "film.yaml")
    for old, new in words:
        text = text.replace(old, new)
    (film.folder / "film.yaml").write_text(text, "utf-8")


def test_circling_swaps_the_take_in_the_cut_with_the_same_window(film: Production) -> None:
    """Both uses of the other take are swapped; windows and comments stand."""
    change = film.circle("sh010", "2")

    assert CUT.replace("sh010/1", "sh010/2") == cut_text(film)
    assert "sh010: {clip: 2}\n" == picks_text(film)
    assert "circled sh010 clip 2; main: 2 of sh010 swapped, same windows" == change.sentence


@pytest.mark.parametrize("words", [("sh010", "p1"), ("sh010/p1", ""), ("SH010", "p1")])
def test_a_panel_is_circled_by_its_letter(film: Production, words: tuple[str, str]) -> None:
    """`circle sh010 p1` and `circle sh010/p1` mean the same; the cut uses clips and stays."""
    film.circle(*words)

    assert "sh010: {panel: 1}\n" == picks_text(film)
    assert cut_text(film) == CUT


def test_circling_what_is_not_there_names_what_is(film: Production) -> None:
    """Nothing is written."""
    with pytest.raises(ProjectError, match="sh010 has no clip 99") as caught:
        film.circle("sh010", "99")

    assert "`rushes takes sh010`: clip 1, clip 2" in "\n".join(caught.value.lines())
    assert not (film.folder / "picks.yaml").exists()


def test_maybe_and_reject_stand_beside_the_circled_take(film: Production) -> None:
    """A rejected take keeps its reason, and the standing take is another."""
    film.maybe("sh010", "p1")
    film.reject("sh010", "2", "six fingers")

    rows = {row.take: row.state for row in film.again().takes(Selection(names=("sh010",)))}
    assert "sh010: {maybe: [panel 1], rejected: {clip 2: six fingers}}\n" == picks_text(film)
    assert {
        "sh010 panel 1": "maybe",
        "sh010 panel 2": "stands",
        "sh010 clip 1": "stands",
        "sh010 clip 2": "rejected: six fingers",
    } == rows


def test_approving_pins_what_stands_and_closes_the_shot(film: Production) -> None:
    """Nothing remakes it, trims it or circles another take, until it is opened again."""
    film.approve("sh010")
    closed = film.again()

    assert "sh010: {panel: 2, clip: 2, approved: true}\n" == picks_text(film)
    for verb in (
        lambda: closed.circle("sh010", "1"),
        lambda: closed.reject("sh010", "2", "six fingers"),
        lambda: closed.trim("sh010", "0-5", cut="main", nth=1),
        lambda: closed.retake(Selection(names=("sh010",)), count=1, stage=""),
    ):
        with pytest.raises(ProjectError, match="sh010 is approved"):
            verb()
    closed.open_shot("sh010")
    film.again().circle("sh010", "1")
    assert "sh010: {panel: 2, clip: 1}\n" == picks_text(film)


def test_a_shot_whose_takes_are_all_rejected_is_named(film: Production) -> None:
    """It orders nothing, so no decision says it, and the film shows a card."""
    for take in ("p1", "p2", "1", "2"):
        film.again().reject("sh010", take, "")

    row, *_ = film.again().status().shots

    assert ("sh010", "slate card", "rejected") == (row.shot, row.shows, row.state)


def test_one_decision_is_one_undo(film: Production) -> None:
    """Approving writes three things and is taken back at once; so is keeping two shots."""
    film.approve("sh010")
    film.again().undo()
    assert not (film.folder / "picks.yaml").exists()

    rewrite(film, ("snow", "rain"), ("a child", "a man"))
    film.again().keep(Selection(names=("sh010", "sh020")), "as it is")
    kept = picks_text(film)
    film.again().undo()

    assert "sh010: {kept: {because: as it is}}\nsh020: {kept: {because: as it is}}\n" == kept
    assert not (film.folder / "picks.yaml").exists()


def test_keeping_is_for_outdated_takes_alone(film: Production) -> None:
    """What fits its words needs no excuse: it is said, and nothing is written."""
    nothing = film.keep(Selection(names=("sh010",)), "as it is")
    written = (film.folder / "picks.yaml").exists()
    rewrite(film, ("snow", "rain"))
    one = film.again().keep(Selection(names=("sh010", "sh020")), "")

    assert ("no take of sh010 is outdated: there is nothing to keep", ()) == (
        nothing.sentence,
        nothing.files,
    )
    assert (False, "kept sh010") == (written, one.sentence)


def test_a_shot_that_nobody_approved_is_open(film: Production) -> None:
    """It is said, nothing is written, and nothing is logged."""
    said = film.open_shot("sh010")

    assert "sh010 is open: nobody has approved it; nothing was changed" == said.sentence
    assert not (film.folder / "picks.yaml").exists()
    assert "opened" not in {row.verb for row in film.log(9)}


def test_undo_goes_back_edit_by_edit_and_then_says_so(film: Production) -> None:
    """The cut is byte for byte what it was."""
    film.circle("sh010", "2")
    film.again().trim("sh030", "2-8", cut="main")
    film.again().move("sh030", before="sh020", after="", cut="main")

    said = [film.again().undo().sentence for _ in range(3)]

    assert [
        "undone: moved sh030 before sh020",
        "undone: trimmed sh030 to 2-8",
        "undone: circled sh010 clip 2; main: 2 of sh010 swapped, same windows",
    ] == said
    assert cut_text(film) == CUT
    with pytest.raises(FilmError, match="there is no edit to undo"):
        film.again().undo()


@pytest.mark.parametrize(
    ("window", "written"),
    [("2-8", "2-8"), ("2+6", "2-8"), ("0:02-0:08", "2-8"), ("0.5s-1s", "12-24")],
)
def test_trimming_takes_frames_lengths_and_seconds(
    film: Production, window: str, written: str
) -> None:
    """The window stands behind the shot; no other line changes."""
    film.trim("sh030", window, cut="main")

    assert CUT.replace("- sh030", f"- sh030 {written}") == cut_text(film)


def test_trimming_a_shot_that_is_used_twice_needs_to_know_which(film: Production) -> None:
    """`--nth 2` is the second use."""
    with pytest.raises(ProjectError, match="the cut 'main' uses sh010 2 times"):
        film.trim("sh010", "0-8", cut="main")
    with pytest.raises(ProjectError, match="uses sh010 2 times, not 3 times"):
        film.trim("sh010", "0-8", cut="main", nth=3)

    film.trim("sh010", "0-8", cut="main", nth=2)

    assert CUT.replace("12+6 ", "0-8 ") == cut_text(film)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sh010", "5-2"), "the window 5-2 ends before it begins"),
        (("sh010", "five"), "'five' is not a window"),
        (("sh99", "0-5"), "there is no shot or scene 'sh99' in this film"),
    ],
)
def test_a_trim_that_cannot_be_meant_changes_nothing(
    film: Production, words: tuple[str, str], said: str
) -> None:
    """The sentence names the user's own words."""
    with pytest.raises(ProjectError, match=said):
        film.trim(*words, cut="main")

    assert cut_text(film) == CUT


def test_a_cut_that_does_not_exist_is_named(film: Production) -> None:
    """Whatever the verb."""
    for verb in (
        lambda: film.trim("sh010", "0-5", cut="nothing"),
        lambda: film.move("sh010", before="sh030", after="", cut="nothing"),
        lambda: film.cut_rows("nothing"),
        lambda: film.open_scene("sc010", "nothing"),
    ):
        with pytest.raises(ProjectError, match="there is no cut 'nothing'"):
            verb()


def test_moving_takes_the_whole_line_along(film: Production) -> None:
    """Comment and window go with the first event of the shot."""
    film.move("sh010", before="", after="sh020", cut="main")

    lines = cut_text(film).splitlines()
    assert ["- sh020", "- sh010/1 0-12               # the city"] == lines[2:4]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "", "where to"),
        ("sh020", "sh030", "where to"),
        ("sh010", "", "cannot stand before or after itself"),
        ("sh99", "", "no event of 'sh99'"),
    ],
)
def test_a_move_needs_one_place(film: Production, before: str, after: str, said: str) -> None:
    """Neither none nor two, and not the event itself."""
    with pytest.raises(ProjectError, match=said):
        film.move("sh010", before=before, after=after, cut="main")

    assert cut_text(film) == CUT


def test_opening_a_scene_writes_its_events_and_the_standing_takes(film: Production) -> None:
    """Without a file the cut begins from the board; the other scene stays one line."""
    (film.folder / "cuts" / "main.yaml").unlink()

    change = film.again().open_scene("sc010", "main")

    assert "opened sc010: 2 events" == change.sentence
    assert [
        "cut: main",
        "events:",
        "- sh010/2 0-12",
        "- sh020 0-12",
        "- sc020",
    ] == cut_text(film).splitlines()
    with pytest.raises(ProjectError, match="no scene 'sc99'"):
        film.again().open_scene("sc99", "main")


WITHOUT_SCENES = """\
film: 1
generators: {draw: {backend: slate}, move: {backend: camera}}
use: {panels: draw, clips: move}
defaults: {seconds: 12f, panels: 1, clips: 1}
shots:
  sh010: WS | a
  sh020: CU | b
"""


def test_a_film_without_scenes_is_opened_as_all(tmp_path: Path) -> None:
    """Trim and move name the way, and it is one: afterwards both do what was asked."""
    (tmp_path / "film.yaml").write_text(WITHOUT_SCENES, "utf-8")
    film = Production(tmp_path)

    for refused in (
        lambda: film.trim("sh010", "0-6", cut="main"),
        lambda: film.move("sh020", before="sh010", after="", cut="main"),
    ):
        with pytest.raises(ProjectError, match="with its scene 'all', which is not op") as err:
            refused()
        assert "`rushes cut --open all` writes its events out; then repeat this" == err.value.fix
    said = film.open_scene("all", "main").sentence
    film.again().trim("sh010", "0-6", cut="main")
    film.again().move("sh020", before="sh010", after="", cut="main")

    assert "opened all: 2 events" == said
    assert "cut: main\nevents:\n- sh020 0-12\n- sh010 0-6\n" == cut_text(film)


def test_a_shot_that_the_cut_does_not_play_is_not_to_be_opened(film: Production) -> None:
    """Its scene has no line either: the line to write is named instead."""
    (film.folder / "cuts" / "main.yaml").write_text("events:\n- sh010\n", "utf-8")

    with pytest.raises(ProjectError, match="the cut 'main' has no event of 'sh030'") as err:
        film.again().trim("sh030", "0-6", cut="main")

    assert "write `- sh030` under events: in cuts/main.yaml" == err.value.fix


def test_the_list_of_a_cut_has_record_times_and_stand_ins(film: Production) -> None:
    """What stands in for what is not made is said."""
    rows = film.cut_rows("main")

    assert [
        ("00:00:00:00", "sh010", "clip 1"),
        ("00:00:00:12", "sh020", "panel 1"),
        ("00:00:01:00", "sh010", "clip 1"),
        ("00:00:01:06", "sh030", "slate"),
    ] == [(row.start, row.shot, row.take) for row in rows]


def test_the_log_tells_every_decision_newest_first(film: Production) -> None:
    """One line a decision, with the verb in the past."""
    film.circle("sh010", "2")
    film.again().approve("sh010")
    film.again().open_shot("sh010")

    rows = film.log(3)

    assert [("opened", "sh010"), ("approved", "sh010"), ("circled", "sh010")] == [
        (row.verb, row.shot) for row in rows
    ]


def test_retakes_of_what_never_differs_are_refused(film: Production) -> None:
    """A slate and a camera move come out the same every time: nothing is promised."""
    with pytest.raises(ProjectError, match="move makes the same clip of sh020 every time"):
        film.retake(Selection(names=("sh020",)), count=1, stage="")
    with pytest.raises(ProjectError, match="draw makes the same panel of sh020 every time"):
        film.retake(Selection(names=("sh020",)), count=1, stage="board")


def test_a_name_that_is_nearly_a_shot_is_known(film: Production) -> None:
    """The nearest is offered."""
    with pytest.raises(ProjectError) as error:
        film.move("sh010", before="sh01", after="", cut="main")

    assert "did you mean 'sh010'?" == error.value.fix


def test_a_take_that_is_not_named_is_asked_for(film: Production) -> None:
    """Which there are, and how one is written; without any, how one comes to be."""
    with pytest.raises(ProjectError) as some:
        film.circle("sh010", "")
    with pytest.raises(ProjectError) as none:
        film.circle("sh030", "")

    assert (
        "which take of sh010? there is panel 1, panel 2, clip 1, clip 2",
        "name one, as in `sh010 2`: a number is a clip, p2 a panel",
    ) == (some.value.message, some.value.fix)
    assert (
        "sh030 has no take yet",
        "`rushes make sh030` makes one, `rushes adopt FILE --shot sh030` brings one in",
    ) == (none.value.message, none.value.fix)


def test_the_log_tells_what_was_taken_back(film: Production) -> None:
    """An undo is something that happened."""
    film.circle("sh010", "p1")
    film.again().undo()

    assert ["undone: circled sh010 panel 1", "circled sh010 panel 1"] == [
        row.sentence for row in film.again().log(2)
    ]


def test_a_kept_shot_says_so_wherever_it_is_listed(film: Production) -> None:
    """Its takes stay outdated, and why that is fine stands beside them."""
    rewrite(film, ("snow over a frozen city, night", "rain over a city, noon"))
    shot = Selection(names=("sh010",))

    before = [row.state for row in film.again().status().shots if row.shot == "sh010"]
    film.again().keep(shot, "nobody sees the snow")

    after = [row.state for row in film.again().status().shots if row.shot == "sh010"]
    takes = film.again().takes(shot)
    assert (["outdated"], ["kept"]) == (before, after)
    assert 4 == len(takes)
    assert {("nobody sees the snow", True)} == {(row.kept, bool(row.outdated)) for row in takes}
