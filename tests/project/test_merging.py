"""Two people's changes of a cut are merged line by line; what cannot be both is marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.project.merging import merged

BASE = """\
cut: main
events:
- sh010/1 0-12    # the city
- sh020 0-24
- dissolve 12
- sh030 0-36
- sh040
"""


def changed(*pairs: tuple[str, str]) -> str:
    """The cut with some texts replaced."""
    text = BASE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ((), ("sh020 0-24", "sh020 0-20"), [("sh020 0-24", "sh020 0-20")]),
        (
            ("sh010/1 0-12", "sh010/1 0-8"),
            ("sh020 0-24", "sh020 4-24"),
            [("sh010/1 0-12", "sh010/1 0-8"), ("sh020 0-24", "sh020 4-24")],
        ),
        (
            ("- sh020 0-24\n", ""),
            ("- dissolve 12", "- dissolve 8"),
            [("- sh020 0-24\n", ""), ("- dissolve 12", "- dissolve 8")],
        ),
        (
            ("- sh040\n", "- sh050\n- sh040\n"),
            ("sh030 0-36", "sh030/2 0-36 flop"),
            [("sh030 0-36", "sh030/2 0-36 flop"), ("- sh040\n", "- sh050\n- sh040\n")],
        ),
        (
            ("sh020 0-24", "sh020 0-20"),
            ("sh020 0-24", "sh020 0-20"),
            [("sh020 0-24", "sh020 0-20")],
        ),
        (
            ("cut: main\n", "cut: main\nlocked: yes\n"),
            ("- sh040\n", "- sh040\nsound:\n- m1 at 0\n"),
            [
                ("cut: main\n", "cut: main\nlocked: yes\n"),
                ("- sh040\n", "- sh040\nsound:\n- m1 at 0\n"),
            ],
        ),
    ],
)
def test_changes_of_different_lines_both_stand(mine, theirs, both) -> None:
    """Neighbours too, which git calls a conflict."""
    one, two = (changed(*([pair] if pair else [])) for pair in (mine, theirs))

    found = merged(BASE, one, two)

    assert (changed(*both), 0) == (found.text, found.conflicts)
    assert found == merged(BASE, two, one)


@pytest.mark.parametrize(
    ("mine", "theirs", "place"),
    [
        (
            [("sh020 0-24", "sh020 0-20")],
            [("sh020 0-24", "sh020 4-24")],
            "<<<<<<< ours\n- sh020 0-20\n=======\n- sh020 4-24\n>>>>>>> theirs\n- dissolve 12\n",
        ),
        (
            [("- sh020 0-24\n", "")],
            [("sh020 0-24", "sh020 4-24")],
            "<<<<<<< ours\n=======\n- sh020 4-24\n>>>>>>> theirs\n- dissolve 12\n",
        ),
        (
            [("- sh040\n", "- sh040\n- sh050\n")],
            [("- sh040\n", "- sh040\n- sh060\n")],
            "- sh040\n<<<<<<< ours\n- sh050\n=======\n- sh060\n>>>>>>> theirs\n",
        ),
        (
            [("- sh040\n", ""), ("events:\n", "events:\n- sh040\n")],
            [("- sh040\n", ""), ("- dissolve", "- sh040\n- dissolve")],
            "events:\n<<<<<<< ours\n- sh040\n=======\n>>>>>>> theirs\n- sh010/1",
        ),
    ],
)
def test_what_cannot_be_both_stands_between_marks(mine, theirs, place) -> None:
    """The same line, the same place, and an event that each moved elsewhere."""
    found = merged(BASE, changed(*mine), changed(*theirs))

    assert found.conflicts
    assert place in found.text


def test_decisions_about_different_shots_are_sorted_into_one_place() -> None:
    base = "sh010: {clip: 1}\nsh090: {clip: 1}\n"
    mine = "sh010: {clip: 1}\nsh040: {clip: 4}\nsh090: {clip: 1}\n"
    theirs = "sh010: {clip: 1}\nsh020: {panel: 2}\nsh090: {clip: 2}\n"

    found = merged(base, mine, theirs)

    assert 0 == found.conflicts
    assert "sh010: {clip: 1}\nsh020: {panel: 2}\nsh040: {clip: 4}\nsh090: {clip: 2}\n" == found.text
    assert merged(base, mine, mine.replace("4}", "5}")).conflicts


def test_line_ends_and_a_last_line_without_one_survive() -> None:
    windows = BASE.replace("\n", "\r\n")

    found = merged(windows, windows.replace("0-12", "0-8"), windows.replace("0-24", "0-20"))

    assert windows.replace("0-12", "0-8").replace("0-24", "0-20") == found.text
    assert "a" == merged("", "a", "a").text
    assert "" == merged("a\n", "", "a\n").text


events = st.lists(st.integers(0, 99), min_size=1, max_size=12, unique=True)
doings = st.sampled_from(["", "", "trim", "take", "drop", "add"])


@given(events, st.data())
def test_merging_disjoint_changes_is_making_both(shots: list[int], data: st.DataObject) -> None:
    """Whoever changes which line, and how: all of it is in the merge, and nothing else."""
    lines = [f"- sh{shot:03d} 0-24\n" for shot in shots]
    sides: list[list[str]] = [[], [], []]
    for at, line in enumerate(lines):
        who, what = data.draw(st.integers(0, 1)), data.draw(doings)
        new = {
            "": line,
            "trim": line.replace("0-24", "4-20"),
            "take": line.replace(" 0-24", "/2 0-24"),
            "drop": "",
            "add": f"- sh{100 + shots[at]:03d}\n{line}",
        }[what]
        for side in range(3):
            sides[side].append(new if side in {who, 2} else line)
    head = "cut: main\nevents:\n"
    mine, theirs, both = (head + "".join(side) for side in sides)

    found = merged(head + "".join(lines), mine, theirs)

    assert (both, 0) == (found.text, found.conflicts)


@given(st.text("ab\n", max_size=12), st.text("ab\n", max_size=12))
def test_one_persons_changes_alone_are_that_persons_text(base: str, mine: str) -> None:
    one, two = merged(base, mine, base), merged(base, base, mine)

    assert (0, 0) == (one.conflicts, two.conflicts)
    assert one.text.rstrip("\n") == mine.rstrip("\n") or "\n\n" in mine
    assert one == two


def test_changes_of_a_cut_like_another_are_merged_like_events() -> None:
    """Each is one line: those of other shots both stand, one that both changed does not."""
    base = "like: main\nchanges:\n- drop sh010\n- replace sh020: sh020 0-12\n- drop sh030\n"
    mine = base.replace("0-12", "0-8")
    theirs = base.replace("- drop sh010\n", "- drop sh010 2\n").replace("- drop sh030\n", "")

    both = base.replace("0-12", "0-8").replace("drop sh010\n", "drop sh010 2\n")
    assert (both.replace("- drop sh030\n", ""), 0) == (
        merged(base, mine, theirs).text,
        merged(base, mine, theirs).conflicts,
    )
    assert 1 == merged(base, mine, base.replace("0-12", "0-9")).conflicts
