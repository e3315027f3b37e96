"""Cuts that are like another: its events with the changes that a person writes by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.errors import ProjectError
from pipeline.project.cut_file import read_cut_text
from pipeline.project.cut_format import format_event, format_sound
from pipeline.project.cut_like import made_like
from pipeline.project.edit import Picks
from pipeline.project.like_edits import add_changes
from pipeline.project.load import load
from pipeline.project.marks import parse_text
from pipeline.project.splices import edited
from tests.project.board import BOARD

MAIN = """\
cut: main
events:
- fade in 12
- sh010/1 0-24
- dissolve 8
- sh020/1 0-24
- over sh090 0+8 at 4
- sh030
- sh010/2 24-48
- fade out 6
- sc030
- card 24 "36 hours"
- black 12
- sh040
sound:
- m1 at 0
- audio/boom.flac at sh020/1@8
mix: {music: {gain: -3}}
"""
ALL = [
    "fade in 12",
    "sh010/1 0-24",
    "dissolve 8",
    "sh020/1 0-24",
    "over sh090 0-8 at 4",
    "sh030",
    "sh010/2 24-48",
    "fade out 6",
    "sc030",
    'card 24 "36 hours"',
    "black 12",
    "sh040",
]


def read(**texts: str):
    """The cuts of these files, worked out, and what is said about them."""
    context = replace(BOARD, folder=Path(__file__).parent)
    found, told = {}, []
    for name, text in texts.items():
        cut, problems = read_cut_text(text, context, Path("cuts") / f"{name}.yaml")
        found[name] = cut
        told += problems
    cuts, problems = made_like(found, context)
    told += problems
    return cuts, [line for each in told for line in each.lines() if "boom.flac" not in each.message]


def changed(*lines: str, main: str = MAIN) -> list[str]:
    """The events of a cut that is like main, but for these lines."""
    text = "like: main\nchanges:\n" + _lines(lines)
    cuts, told = read(main=main, short=text)
    assert [] == told
    return [format_event(each) for each in cuts["short"].events]


def told(*lines: str) -> list[str]:
    """What is said about changes."""
    return read(main=MAIN, short="like: main\nchanges:\n" + _lines(lines))[1]


def _lines(lines) -> str:
    return "".join(f"- {line}\n" for line in lines)


def without(*gone: str) -> list[str]:
    return [each for each in ALL if each not in gone]


def with_(mark: str, *new: str) -> list[str]:
    """All events, ``mark`` replaced by others."""
    at = ALL.index(mark)
    return [*ALL[:at], *new, *ALL[at + 1 :]]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["drop sh030"], without("sh030")),
        (["drop sh020"], without("dissolve 8", "sh020/1 0-24", "over sh090 0-8 at 4")),
        (["drop sh010 1"], without("fade in 12", "sh010/1 0-24")),
        (["drop sh010 2"], without("sh010/2 24-48", "fade out 6")),
        (["drop sh010 2nd"], without("sh010/2 24-48", "fade out 6")),
        (["drop sh010/2"], without("sh010/2 24-48", "fade out 6")),
        (
            ["drop sh010 all"],
            without("fade in 12", "sh010/1 0-24", "sh010/2 24-48", "fade out 6"),
        ),
        (["drop over sh090"], without("over sh090 0-8 at 4")),
        (["drop card"], without('card 24 "36 hours"')),
        (["drop black", "drop card"], without('card 24 "36 hours"', "black 12")),
        (["drop dissolve"], without("dissolve 8")),
        (["drop fade in"], without("fade in 12")),
        (["drop sc030"], without("sc030")),
        (["drop sh300"], with_("sc030", "sh310")),
        (["replace sh300: sh300 0-12"], with_("sc030", "sh300 0-12", "sh310")),
        (
            ["drop sc010"],
            without(*ALL[:5], "sh010/2 24-48", "fade out 6"),
        ),
        (["replace sh030: sh030/2 0-12"], with_("sh030", "sh030/2 0-12")),
        (
            ["replace sh020: sh020/2 0-12"],
            [each.replace("sh020/1 0-24", "sh020/2 0-12") for each in without(ALL[4])],
        ),
        (
            ["replace sh020: [dip 4 white, sh020/2 0-12]"],
            [*ALL[:2], "dip 4 white", "sh020/2 0-12", *ALL[5:]],
        ),
        (
            ["replace sh010 2: [sh040, black 2, fade out 1]"],
            [*ALL[:6], "sh040", "black 2", "fade out 1", *ALL[8:]],
        ),
        (
            ["replace sc030:\n  - sh310 0-12\n  - sh300 4-30 flop"],
            with_("sc030", "sh310 0-12", "sh300 4-30 flop"),
        ),
        (["after sh020: black 6"], with_("over sh090 0-8 at 4", ALL[4], "black 6")),
        (["after sh010 2: black 6"], with_("fade out 6", "fade out 6", "black 6")),
        (["before sh020: black 6"], with_("dissolve 8", "black 6", "dissolve 8")),
        (["before sh010 1: black 12"], ["black 12", *ALL]),
        (["after sh040: black 1", "after sh040: black 2"], [*ALL, "black 1", "black 2"]),
        (["drop sh030", "after sh030: black 6"], with_("sh030", "black 6")),
        (["after sh030: black 6", "drop sh030"], with_("sh030", "black 6")),
        ([], ALL),
    ],
)
def test_a_change_is_made_to_the_event_and_what_belongs_to_it(lines, expected) -> None:
    assert expected == changed(*lines)


def test_a_scene_that_is_not_opened_is_one_event() -> None:
    """A further use of one of its shots is another."""
    main = MAIN.replace("- sh040\n", "- sh310/2 0-12\n")

    events = changed("replace sc030: sh300 0-6", "drop sh310", main=main)

    assert [*ALL[:8], "sh300 0-6", *ALL[9:11]] == events


def test_a_scene_that_is_opened_is_replaced_as_a_whole() -> None:
    """Where its first event stood; what stands between its events stays."""
    main = MAIN.replace("- sc030\n", "- sh300 0-12\n- black 3\n- dissolve 4\n- sh310 0-12\n")

    events = changed("replace sc030: sh300 0-6", main=main)

    assert [*ALL[:8], "sh300 0-6", "black 3", *ALL[9:]] == events


@pytest.mark.parametrize(
    ("line", "message", "fix"),
    [
        (
            "drop sh050",
            "cuts/short.yaml:3:3: 'drop sh050': the cut 'main' does not play it (any more)",
            "take the line out",
        ),
        (
            "drop sh010",
            "cuts/short.yaml:3:3: 'drop sh010': the cut 'main' plays it 2 times",
            "say which: drop sh010 1 is the first, drop sh010 all each of them",
        ),
        (
            "drop sh030 2",
            "cuts/short.yaml:3:3: 'drop sh030 2': the cut 'main' plays it once (any more)",
            "write drop sh030 1, or take the line out",
        ),
        (
            "replace sh030",
            "cuts/short.yaml:3:3: 'replace' does not say what is put there",
            "write `replace sh030: black 12`, or a list of events below it",
        ),
        (
            "drop sh33",
            "cuts/short.yaml:3:8: 'sh33' is no shot, no scene and no word of the cut",
            "did you mean 'sh320'?",
        ),
        (
            "remove sh030",
            "cuts/short.yaml:3:3: 'remove' is no change of a cut",
            "did you mean 'drop'?",
        ),
        (
            "drop sh030 twice",
            "cuts/short.yaml:3:14: 'twice' does not say which use of sh030",
            "write sh030 2 for its second use, or all",
        ),
        (
            "drop sh030: black 2",
            "cuts/short.yaml:3:15: a line that drops an event puts none there",
            "use replace",
        ),
        (
            "replace sh010 all: black 2",
            "cuts/short.yaml:3:17: only drop may take out all",
            "write replace sh010 1",
        ),
        ("drop", "cuts/short.yaml:3:3: 'drop' needs a shot or a scene", "drop sh020"),
        ("drop sc030/2", "cuts/short.yaml:3:8: 'sc030' is a scene; a scene has no takes",
         "write sc030 alone"),
        ("drop fade", "cuts/short.yaml:3:8: 'fade' needs more", "write fade in"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_made_is_said_with_its_line(line, message, fix) -> None:
    """In a draft the rest of the cut plays as the other does."""
    first, _, last = told(line)

    assert (message, f"  fix: {fix}") == (first, last)


def test_an_event_is_changed_by_one_line_alone() -> None:
    first, _, last = told("drop sh030", "replace sh030: black 2")

    assert (
        "cuts/short.yaml:4:3: 'replace sh030': 'drop sh030' in line 3 has changed that already"
    ) == first
    assert "  fix: keep one of the two" == last


def test_a_change_may_not_leave_a_neighbour_without_its_own() -> None:
    """Faults that the other cut has already are not said a second time."""
    (first, *_) = told("after sh040: dissolve 8")

    assert "cuts/short.yaml:3:16: 'dissolve 8' has no event after it" == first
    (first, *_) = told("replace sh020: black 4")
    assert (
        "cuts/main.yaml:5:3: in the cut 'short': 'dissolve 8' is longer than the event after it, "
        "which has 4 frames"
    ) == first
    _, said = read(main=MAIN.replace("sh040\n", "sh040\n- dissolve 8\n"), short="like: main\n")
    assert 1 == sum("has no event after it" in line for line in said)


def test_sound_and_buses_are_those_of_the_other_unless_it_says_its_own() -> None:
    """An effect goes with its shot; the desk is laid over the other's key by key."""
    cuts, _ = read(
        main=MAIN,
        same="like: main\nmix: {lines: {gain: 2}}\n",
        own="like: main\nsound:\n- m1 from bar 2 at 0\n",
        silent="like: main\nsound: []\n",
        without="like: main\nchanges:\n- drop sh030\n",
    )

    heard = {name: [format_sound(each) for each in cut.sound] for name, cut in cuts.items()}
    assert heard["main"] == heard["same"] == heard["without"]
    assert ["m1 from 2.5s at 0"] == heard["own"]
    assert [] == heard["silent"]
    mix = cuts["same"].mix
    assert (-3, 2) == (mix.of("music").gain, mix.of("lines").gain)


def test_a_cut_may_be_like_one_that_is_like_another() -> None:
    """In whatever order the files are read; places are those of the cut it names."""
    cuts, said = read(
        a="like: b\nchanges:\n- drop sh040\n",
        b="like: main\nchanges:\n- drop sh010 1\n- replace sh030: [sh050, sh030]\n",
        main=MAIN,
        c="like: b\nchanges:\n- drop sh010\n- drop sh050\n",
    )

    assert [] == said
    events = {name: [format_event(each) for each in cut.events] for name, cut in cuts.items()}
    assert [*ALL[2:5], "sh050", *ALL[5:-1]] == events["a"]
    assert [*ALL[2:6], *ALL[8:]] == events["c"]


def test_a_ring_is_named_and_all_of_it_is_red() -> None:
    cuts, said = read(main=MAIN, a="like: b", b="like: c", c="like: b")

    heads = [line for line in said if "like itself" in line]
    assert [
        "cuts/b.yaml:1:1: the cut 'b' is like itself: b -> c -> b",
        "cuts/c.yaml:1:1: the cut 'c' is like itself: c -> b -> c",
    ] == heads
    assert all(cuts[name].events[0].is_fault for name in ("a", "b", "c"))
    (slate,) = read(main="like: main\n")[0]["main"].events
    assert "the cut 'main' is like itself: main -> main" == slate.text


def test_a_cut_that_is_not_there_cannot_be_stood_on() -> None:
    cuts, said = read(main=MAIN, short="like: mian\n")

    assert [
        "cuts/short.yaml:1:1: there is no cut 'mian' that 'short' could be like",
        "    1 | like: mian",
        "  fix: did you mean 'main'?",
    ] == said
    assert cuts["short"].events[0].is_fault


def test_without_a_file_the_other_is_the_cut_that_follows_from_the_board() -> None:
    cuts, said = read(short="like: main\nchanges:\n- drop sh310\n- after sc010: black 12\n")

    assert [] == said
    events = [format_event(each) for each in cuts["short"].events]
    assert ["sc010", "black 12", "sh300"] == events


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("like: main\n", "like: main\nchanges:\n+\n"),
        ("like: main", "like: main\nchanges:\n+\n"),
        ("like: main\r\nchanges:\r\n", "like: main\r\nchanges:\r\n+\r\n"),
        ("like: main # a\nsound: []\n", "like: main # a\nchanges:\n+\nsound: []\n"),
        ("like: main\nlocked: yes\n", "like: main\nlocked: yes\nchanges:\n+\n"),
        (
            "like: main\nchanges: # none yet\nsound: []\n",
            "like: main\nchanges: # none yet\n+\nsound: []\n",
        ),
        (
            "like: main\nchanges:\n  - drop sh020 # a\n\nsound: []\n",
            "like: main\nchanges:\n  - drop sh020 # a\n  +\n\nsound: []\n",
        ),
    ],
)
def test_a_change_is_added_below_the_others(before: str, after: str) -> None:
    """Nothing else of the file is touched."""
    edit = add_changes("drop", [("drop sh010", ())])

    assert after.replace("+", "- drop sh010") == edited(
        parse_text(before, Path("cuts/short.yaml")), edit
    )


@pytest.mark.parametrize("text", ["{like: main}\n", "like: main\nchanges: []\n"])
def test_brackets_are_left_to_the_author(text: str) -> None:
    edit = add_changes("drop", [("drop sh010", ())])

    with pytest.raises(ProjectError, match="stands in brackets"):
        edited(parse_text(text, Path("cuts/short.yaml")), edit)


def test_the_teaser_of_the_sample_trailer_falls_on_the_beats_of_its_score(repository: Path) -> None:
    """Nine bars of 64 frames, each join on a beat of 16."""
    project = load(repository / "projects" / "wandering-earth")

    timeline = assemble(project, project.cuts["teaser"], Picks(), [])

    assert [] == [str(each) for each in project.problems]
    assert 9 * 64 == timeline.frames
    assert [] == [record.end for record, _ in timeline.picture.placed() if record.end % 16]
    assert timeline.frames < assemble(project, project.cuts["main"], Picks(), []).frames


def test_many_changes_of_a_long_cut_are_made_in_one_pass() -> None:
    """Each finds its place without looking through the whole cut: a thousand among ten thousand."""
    shots = [f"sh{number:05d}" for number in range(10_000)]
    board = replace(BOARD, shots=dict.fromkeys(shots, 48))
    main, _ = read_cut_text("events:\n" + "".join(f"- {each}\n" for each in shots), board)
    dropped = "".join(f"- drop {each}\n" for each in shots[::10])
    short, _ = read_cut_text(f"like: main\nchanges:\n{dropped}", board, Path("cuts/short.yaml"))

    cuts, problems = made_like({"main": main, "short": short}, board)

    assert () == problems
    kept = [each for number, each in enumerate(shots) if number % 10]
    assert kept == [each.shot for each in cuts["short"].events]
