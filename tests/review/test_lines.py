"""Single lines of a cut, changed by their place: what stands there must be what was seen."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.production.footage import ran


def lines(film: Path) -> list[str]:
    return (film / "cuts" / "main.yaml").read_text("utf-8").splitlines()[2:]


def test_the_cut_is_shown_with_its_lines_and_pictures(inside: httpx.Client) -> None:
    cut = inside.get("/api/cut/main").json()

    assert ["sh010/1 0-12", "sh020", "sh010/1 12+6", "sh030"] == [
        line["text"] for line in cut["lines"]
    ]
    assert [("clip 1", 0, 12), ("panel 1", 12, 12), ("clip 1", 24, 6), ("slate", 30, 12)] == [
        (one["shows"], one["start"], one["frames"]) for one in cut["events"]
    ]
    assert [0, 1, 2, 3] == [one["at"] for one in cut["events"]]
    assert (42, 24.0) == (cut["frames"], cut["fps"])


def test_a_line_that_is_another_meanwhile_is_left_alone(inside: httpx.Client, film: Path) -> None:
    """Somebody edits the file while the page is open: the page's words count no more."""
    ran(film, "move sh030 --before sh020")
    before = lines(film)

    answer = inside.post("/api/line/drop", json={"cut": "main", "at": 1, "was": "sh020"})

    assert 409 == answer.status_code
    assert "no longer 'sh020'" in answer.json()["error"]
    assert before == lines(film)


def test_a_window_that_ends_before_it_begins_is_refused(inside: httpx.Client, film: Path) -> None:
    before = lines(film)
    wish = {"cut": "main", "at": 0, "was": "sh010/1 0-12", "start": 9, "end": 9}

    answer = inside.post("/api/line/trim", json=wish)

    assert (409, "9-9 is no window: it ends before it begins") == (
        answer.status_code,
        answer.json()["error"],
    )
    assert before == lines(film)


def test_what_is_locked_is_not_written(inside: httpx.Client, film: Path) -> None:
    ran(film, "lock")
    before = lines(film)

    answer = inside.post("/api/line/repeat", json={"cut": "main", "at": 1, "was": "sh020"})

    assert 409 == answer.status_code
    assert "locked" in answer.json()["error"]
    assert before == lines(film)


def test_a_cut_that_is_like_another_says_where_to_change_it(
    inside: httpx.Client, film: Path
) -> None:
    (film / "cuts" / "short.yaml").write_text(
        "cut: short\nlike: main\nchanges:\n- drop sh030\n", "utf-8"
    )

    inside.post("/api/maybe", json={"shot": "sh010", "take": "1"})

    cut = inside.get("/api/cut/short").json()
    answer = inside.post("/api/line/drop", json={"cut": "short", "at": 0, "was": ""})

    assert ("main", 30) == (cut["like"], cut["frames"])
    assert 409 == answer.status_code
    assert "is like 'main'" in answer.json()["error"]


def test_a_cut_that_is_not_there_is_said(inside: httpx.Client) -> None:
    for path in ("/api/cut/none", "/draft/none.mp4", "/draft/main.mp4"):
        answer = inside.get(path)

        assert 404 == answer.status_code
        assert answer.json()["error"]


@pytest.fixture
def joined(inside: httpx.Client, film: Path) -> Path:
    """A cut with a dissolve into sh020, a picture over each of the first two, and a fade out."""
    (film / "cuts/main.yaml").write_text(
        "cut: main\nevents:\n- sh010/1 0-12    # the city\n- over sh010/2 0-4 at 2\n"
        "- dissolve 6\n- sh020\n- over sh010/2 4-8 at 2\n- fade out 4\n- sh030\n"
    )
    inside.post("/api/maybe", json={"shot": "sh010", "take": "1"})
    return film


FIRST = ["- sh010/1 0-12    # the city", "- over sh010/2 0-4 at 2"]
SECOND = ["- dissolve 6", "- sh020", "- over sh010/2 4-8 at 2", "- fade out 4"]


@pytest.mark.parametrize(
    ("verb", "words", "after"),
    [
        ("drop", {"at": 0, "was": "sh010/1 0-12"}, [*SECOND, "- sh030"]),
        ("drop", {"at": 3, "was": "sh020"}, [*FIRST, "- sh030"]),
        ("move", {"at": 3, "was": "sh020", "before": 0}, [*SECOND, *FIRST, "- sh030"]),
        ("move", {"at": 3, "was": "sh020", "before": None}, [*FIRST, "- sh030", *SECOND]),
        ("move", {"at": 0, "was": "sh010/1 0-12", "before": 6}, [*SECOND, *FIRST, "- sh030"]),
        ("move", {"at": 6, "was": "sh030", "before": 3}, [*FIRST, "- sh030", *SECOND]),
        ("move", {"at": 0, "was": "sh010/1 0-12", "before": 3}, [*FIRST, *SECOND, "- sh030"]),
        (
            "repeat",
            {"at": 3, "was": "sh020"},
            [*FIRST, *SECOND[:3], "- sh020", SECOND[3], "- sh030"],
        ),
    ],
)
def test_an_event_goes_with_what_belongs_to_it(
    inside: httpx.Client, joined: Path, verb: str, words: dict[str, object], after: list[str]
) -> None:
    """Its dissolve, what lies over it and its fade attach to no neighbour, and are never alone."""
    answer = inside.post(f"/api/line/{verb}", json={"cut": "main", **words})

    assert 200 == answer.status_code, answer.text
    assert after == lines(joined)
    ran(joined, "check")


def test_the_terminal_moves_an_event_with_what_belongs_to_it(joined: Path) -> None:
    ran(joined, "move sh020 --before sh010")
    assert [*SECOND, *FIRST, "- sh030"] == lines(joined)

    ran(joined, "move sh020 --after sh010")
    assert [*FIRST, *SECOND, "- sh030"] == lines(joined)


def test_a_belonging_line_does_not_hide_that_the_event_is_another(
    inside: httpx.Client, joined: Path
) -> None:
    before = lines(joined)
    answer = inside.post("/api/line/move", json={"cut": "main", "at": 3, "was": "x", "before": 0})

    assert 409 == answer.status_code
    assert before == lines(joined)
