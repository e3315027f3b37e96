"""Answers that are the result, kept so that whoever comes after a power cut finds them whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.backends import wire
from pipeline.backends.described.bringing import COMING, REPLY, Left, keep_reply, left, write_whole

PNG = b"\x89PNG and the rest"


def test_an_answer_that_was_kept_is_found_again(tmp_path: Path) -> None:
    """JSON as it came; a file by its name, with the id that came with it."""
    (tmp_path / "json").mkdir()
    (tmp_path / "file").mkdir()
    (tmp_path / "file" / COMING).write_bytes(PNG)
    said = wire.Reply(200, {}, b'{"image": "x"}')
    file = wire.Reply(200, {"content-type": "image/png"}, file=tmp_path / "file" / COMING)

    kept = keep_reply("json", said, "", tmp_path / "json")
    named = keep_reply("file", file, "job-1", tmp_path / "file")

    found = left("json", tmp_path / "json", needs_job=False)
    assert found is not None
    assert (kept, {"image": "x"}) == (found.files, found.answer.data)
    assert Left(named, job="job-1") == left("file", tmp_path / "file", needs_job=True)
    assert (REPLY,) == kept
    assert ("take01.png",) == named


@pytest.mark.parametrize(
    ("kind", "name", "held"),
    [
        ("json", REPLY, b'{"image": "half of'),
        ("json", f"{REPLY}.part", b'{"image": "x"}'),
        ("file", f"{COMING}.part", PNG),
        ("job", REPLY, b'{"id": 1}'),
    ],
)
def test_half_an_answer_is_none(tmp_path: Path, kind: str, name: str, held: bytes) -> None:
    """Nor is one that was never the result."""
    (tmp_path / name).write_bytes(held)

    assert left(kind, tmp_path, needs_job=False) is None


def test_a_whole_file_without_a_name_gets_one(tmp_path: Path) -> None:
    """Where the service lists what it made, it is found there instead, with its id."""
    (tmp_path / COMING).write_bytes(PNG)

    assert left("file", tmp_path, needs_job=True) is None
    assert Left(("take01.png",)) == left("file", tmp_path, needs_job=False)
    assert PNG == (tmp_path / "take01.png").read_bytes()


def test_what_stood_there_is_whole_until_the_new_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off while it is written, there is the old one and never a half."""
    write_whole(tmp_path / REPLY, b"{}")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(InterruptedError))

    with pytest.raises(InterruptedError):
        write_whole(tmp_path / REPLY, b'{"image": "x"}')

    assert b"{}" == (tmp_path / REPLY).read_bytes()
