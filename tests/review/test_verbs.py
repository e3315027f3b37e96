"""What the page asks for and decides: the production's own words, in JSON."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import httpx
import pytest

from benchmarks.material import ffmpeg
from pipeline.media.probe import probe
from tests.production.footage import picture, ran


def test_the_board_shows_every_shot_with_what_stands_for_it(inside: httpx.Client) -> None:
    board = inside.get("/api/board").json()

    rows = {row["shot"]: row for row in board["rows"]}
    assert ["sh010", "sh020", "sh030"] == list(rows)
    assert ("sh010_clip_t02", 2, 2) == tuple(rows["sh010"][k] for k in ("take", "panels", "clips"))
    assert ("sh020_panel_t01", "") == (rows["sh020"]["take"], rows["sh030"]["take"])
    assert 12 == rows["sh010"]["frames"]
    assert {"sh010": 18, "sh020": 12, "sh030": 12} == board["played"]


def test_a_shot_is_shown_with_its_takes_and_where_the_cut_uses_it(inside: httpx.Client) -> None:
    shot = inside.get("/api/shot/sh010").json()

    assert ["2", "1", "p2", "p1"] == [take["typed"] for take in shot["takes"]]
    assert [(1, "1", 0, 12), (2, "1", 12, 18)] == [
        (use["nth"], use["take"], use["start"], use["end"]) for use in shot["uses"]
    ]
    assert ("", "sh020") == (shot["before"], shot["after"])
    assert shot["prompts"]


@pytest.mark.parametrize(
    ("line", "window"),
    [("sh010/1 x2", (0, 24)), ("sh010/1 x0.5", (0, 6)), ("sh010/1 4+6 x2", (4, 10))],
)
def test_the_window_of_a_use_is_the_one_that_is_played(
    inside: httpx.Client, film: Path, line: str, window: tuple[int, int]
) -> None:
    """Whatever the line says of speed: setting one end writes the other as it was."""
    (film / "cuts/main.yaml").write_text(f"cut: main\nevents:\n- {line}\n- sh020\n", "utf-8")
    inside.post("/api/maybe", json={"shot": "sh010", "take": "1"})

    use = inside.get("/api/shot/sh010").json()["uses"][0]

    assert ("1", window) == (use["plays"], (use["start"], use["end"]))
    assert [*window] == inside.get("/api/cut/main").json()["events"][0]["source"]


def test_each_frame_of_an_event_says_where_it_looks(inside: httpx.Client, film: Path) -> None:
    """Backwards, held, begun again: what does not run on evenly is told frame by frame."""
    lines = ["sh010/1 0-4 reverse", "sh010/1 0-4 hold 2", "sh010/1 0-2 loop 2", "sh010/1 0-4 x2"]
    text = "".join(f"- {line}\n" for line in lines)
    (film / "cuts/main.yaml").write_text(f"cut: main\nevents:\n{text}", "utf-8")
    inside.post("/api/maybe", json={"shot": "sh010", "take": "1"})

    events = inside.get("/api/cut/main").json()["events"]

    assert [
        [3.5, 2.5, 1.5, 0.5],
        [0.5, 1.5, 2.5, 3.5, 3.5, 3.5],
        [0.5, 1.5, 0.5, 1.5],
        [],
    ] == [event["looks"] for event in events]


def test_a_use_says_which_take_it_plays_where_its_line_does_not(inside: httpx.Client) -> None:
    uses = {shot: inside.get(f"/api/shot/{shot}").json()["uses"] for shot in ("sh020", "sh030")}

    assert [("", "p1")] == [(use["take"], use["plays"]) for use in uses["sh020"]]
    assert [("", "")] == [(use["take"], use["plays"]) for use in uses["sh030"]]


def test_a_piece_of_another_take_is_circled_and_trimmed_as_one_decision(
    inside: httpx.Client, film: Path
) -> None:
    (film / "cuts/main.yaml").write_text("cut: main\nevents:\n- sh010/1 0-12\n- sh020\n", "utf-8")
    wish = {"shot": "sh010", "take": "2", "start": 3, "end": 9}

    done = inside.post("/api/use", json=wish).json()

    assert "circled sh010 clip 2" in done["said"]
    assert "- sh010/2 3-9\n" in (film / "cuts/main.yaml").read_text("utf-8")
    inside.post("/api/undo", json={})
    assert "- sh010/1 0-12\n" in (film / "cuts/main.yaml").read_text("utf-8")


def test_a_circle_made_here_is_the_one_that_the_program_knows(
    inside: httpx.Client, film: Path
) -> None:
    done = inside.post("/api/circle", json={"shot": "sh010", "take": "2"}).json()

    assert done["said"].startswith("circled sh010 clip 2")
    assert "clip: 2" in (film / "picks.yaml").read_text("utf-8")
    assert "- sh010/2 0-12               # the city" in (film / "cuts/main.yaml").read_text("utf-8")
    row = inside.get("/api/board").json()["rows"][0]
    assert ("circled", "sh010_clip_t02") == (row["state"], row["take"])


@pytest.mark.parametrize(
    ("verb", "words", "said"),
    [
        ("maybe", {"take": "1"}, "maybe sh010 clip 1"),
        ("reject", {"take": "1", "because": "melts"}, "rejected sh010 clip 1"),
        ("approve", {}, "approved sh010"),
        ("open", {}, "sh010 is open"),
        ("keep", {}, "no take of sh010 is outdated"),
        ("trim", {"start": 3, "end": 9, "nth": 1}, "trimmed sh010 to 3-9"),
    ],
)
def test_every_decision_is_the_productions_own(
    inside: httpx.Client, verb: str, words: dict[str, object], said: str
) -> None:
    answer = inside.post(f"/api/{verb}", json={"shot": "sh010", **words})

    assert 200 == answer.status_code, answer.text
    assert answer.json()["said"].startswith(said)


def test_what_cannot_be_done_is_said_with_its_remedy(inside: httpx.Client) -> None:
    answer = inside.post("/api/circle", json={"shot": "sh010", "take": "9"})

    assert 409 == answer.status_code
    assert "sh010 has no clip 9" == answer.json()["error"]
    assert "rushes takes sh010" in answer.json()["fix"]


def test_a_decision_is_taken_back(inside: httpx.Client, film: Path) -> None:
    inside.post("/api/reject", json={"shot": "sh010", "take": "1"})

    done = inside.post("/api/undo", json={}).json()

    assert done["said"].startswith("undone: rejected sh010")
    assert not (film / "picks.yaml").exists()


def test_a_clip_is_sent_in_ranges(inside: httpx.Client, film: Path) -> None:
    """A player that jumps asks for a part, and gets that part."""
    whole = (film / "takes/sh010/sh010_clip_t01.mp4").read_bytes()

    answer = inside.get("/take/sh010_clip_t01/whole", headers={"Range": "bytes=100-199"})

    assert 206 == answer.status_code
    assert whole[100:200] == answer.content
    assert f"bytes 100-199/{len(whole)}" == answer.headers["content-range"]
    assert "video/mp4" == answer.headers["content-type"]


def test_small_copies_are_made_once(inside: httpx.Client, film: Path) -> None:
    """They lie with the derived files, under a key of their content."""
    for _ in range(2):
        assert 200 == inside.get("/take/sh010_clip_t01/small.mp4").status_code
        still = inside.get("/take/sh010_clip_t01/still.jpg?w=320&at=5")
        assert (200, "image/jpeg") == (still.status_code, still.headers["content-type"])
        assert "immutable" in still.headers["cache-control"]

    made = sorted(path.name[:8] for path in (film / ".rushes/derived").glob("k*"))
    assert ["k1-clip-", "k1-still"] == made


def test_a_large_clip_is_played_from_its_small_copy_once_that_is_made(
    inside: httpx.Client, film: Path, tmp_path: Path
) -> None:
    """The page asks for the copy behind what is seen, and plays it from the next time on."""
    large = tmp_path / "large.mp4"
    ffmpeg("-f", "lavfi", "-i", "color=c=navy:s=1280x720:r=24", "-frames:v", "12", large)
    ran(film, f"adopt {large} --shot sh020")
    inside.post("/api/maybe", json={"shot": "sh010", "take": "1"})

    def says() -> tuple[bool, bool]:
        take = inside.get("/api/shot/sh020").json()["takes"][0]
        return take["wants_small"], take["is_small"]

    assert (True, False) == says()
    assert 200 == inside.head("/take/sh020_clip_t01/small.mp4").status_code
    assert (False, True) == says()
    copy = next((film / ".rushes/derived").glob("k1-clip-*"))
    assert (640, 360, 12) == (probe(copy).width, probe(copy).height, probe(copy).frames)


def test_a_small_copy_that_is_there_waits_for_none_that_is_made(
    inside: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = ("/take/sh010_clip_t01/still.jpg?at=3", "/take/sh010_clip_t01/small.mp4")
    there = [inside.get(path).content for path in paths]
    making = threading.Semaphore(0)
    monkeypatch.setattr("pipeline.review.pictures._MAKING", making)
    try:
        assert there == [inside.get(path, timeout=5).content for path in paths]
        with pytest.raises(httpx.ReadTimeout):
            inside.get("/take/sh010_clip_t01/still.jpg?at=4", timeout=0.5)
    finally:
        making.release()


def test_a_frame_beyond_the_end_is_the_last_one(inside: httpx.Client) -> None:
    last = inside.get("/take/sh010_clip_t01/still.jpg?at=23")
    beyond = inside.get("/take/sh010_clip_t01/still.jpg?at=9999")

    assert last.content == beyond.content


def test_a_script_that_calls_itself_a_take_is_not_run(inside: httpx.Client, film: Path) -> None:
    """A file of another kind is sent to be kept, whatever is in it."""
    folder, evil = film / "takes" / "sh010", "<script>alert(1)</script>"
    slate = json.loads((folder / "sh010_panel_t01.json").read_text("utf-8"))
    slate["files"][0] |= {"name": "sh010_panel_t09.html", "size": len(evil)}
    slate |= {"number": 9, "take": "sh010 panel 9", "uuid": "9" * 32}
    (folder / "sh010_panel_t09.html").write_text(evil, "utf-8")
    (folder / "sh010_panel_t09.json").write_text(json.dumps(slate), "utf-8")
    inside.post("/api/maybe", json={"shot": "sh010", "take": "2"})

    answer = inside.get("/take/sh010_panel_t09/whole")

    assert (200, "application/octet-stream") == (answer.status_code, answer.headers["content-type"])
    assert "attachment" in answer.headers["content-disposition"]


def news(client: httpx.Client, kind: str, seconds: float = 15.0) -> dict[str, object]:
    """Wait for news of a kind."""
    with client.stream("GET", "/api/live?since=0", timeout=seconds) as stream:
        heard = ""
        for line in stream.iter_lines():
            if line.startswith("event: "):
                heard = line.removeprefix("event: ")
            if heard == kind and line.startswith("data: "):
                said: dict[str, object] = json.loads(line.removeprefix("data: "))
                return said
    raise AssertionError(f"no news of {kind}")


def test_what_another_program_decides_is_news(
    inside: httpx.Client, film: Path, tmp_path: Path
) -> None:
    """A take adopted and a circle drawn in the terminal come to the page by themselves."""
    inside.get("/api/board")
    ran(film, f"adopt {picture(tmp_path / 'new.png', 'olive')} --shot sh030")

    rows = news(inside, "rows")

    assert ["sh030"] == [row["shot"] for row in rows]  # type: ignore[index]
    assert "sh030_panel_t01" == inside.get("/api/board").json()["rows"][2]["take"]


def test_a_file_that_cannot_be_read_is_told_and_what_was_read_stands(
    inside: httpx.Client, film: Path
) -> None:
    inside.get("/api/board")
    text = (film / "film.yaml").read_text("utf-8")
    (film / "film.yaml").write_text(text + "shots: [", "utf-8")

    assert "film.yaml" in str(news(inside, "fault")["words"])
    assert 3 == len(inside.get("/api/board").json()["rows"])

    (film / "film.yaml").write_text(text.replace("title: Tiny", "title: Vast"), "utf-8")
    until = time.monotonic() + 10
    while "Vast" != inside.get("/api/board").json()["title"]:
        assert time.monotonic() < until
        time.sleep(0.1)
