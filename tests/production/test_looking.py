"""Looking works on any disk: an archive that cannot be written, a disk without room."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.ledger.ledger import Ledger
from tests.production.footage import Said

ROOT = Path(__file__).resolve().parents[2]
LOOKING = ("status", "plan", "why sh010", "takes", "log", "check", "cut --list", "make -n")
WRITING = ("circle sh010 1", "make", "board", "cut", "undo", "fmt --long", "status --rebuild")
TYPING = """
import json, sys
from tests.production.footage import typed
folder, *lines = sys.argv[1:]
said = [typed("-p", folder, *line.split()) for line in lines]
print(json.dumps([(one.code, one.out, one.err) for one in said]))
"""
FILLING = """
mount -t tmpfs -o size=2m tmpfs "$1" || exit 77
cp -r "$2" "$1/film" || exit 77
dd if=/dev/zero of="$1/fill" bs=1k 2>/dev/null
dd if=/dev/zero of="$1/rest" bs=1 count=5000 2>/dev/null
truncate -s "-$3" "$1/fill"
shift 3
exec "$@"
"""


def give_up_the_superusers_power() -> None:
    """Obey permissions like everybody else (Linux; CAP_DAC_OVERRIDE leaves at the next exec)."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        drop_from_bounding_set, cap_dac_override = 24, 1
        ctypes.CDLL(None).prctl(drop_from_bounding_set, cap_dac_override, 0, 0, 0)


def child(code: str, *words: str | Path, check: bool = True) -> str:
    """What a program prints that obeys permissions."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        preexec_fn=give_up_the_superusers_power,  # this process has one thread
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


def typed_by_anybody(folder: Path, *lines: str) -> list[Said]:
    """The lines typed one after the other, by somebody who obeys permissions."""
    return [Said(*one) for one in json.loads(child(TYPING, folder, *lines))]


def close(folder: Path, *, is_open: bool = False) -> None:
    """Let nobody write in the folder (or its owner again)."""
    for path in (folder, *folder.rglob("*")):
        path.chmod((0o755 if path.is_dir() else 0o644) if is_open else 0o555)


@pytest.fixture
def archive(shot: Path) -> Iterator[Path]:
    """A film on a disk that cannot be written."""
    close(shot)
    probe = "import os, sys; print(os.access(sys.argv[1], os.W_OK))"
    is_obeyed = child(probe, shot).strip() == "False"
    try:
        if not is_obeyed:
            pytest.skip("the superuser's power cannot be given up here")
        yield shot
    finally:
        close(shot, is_open=True)


def test_an_archive_can_be_looked_at(archive: Path) -> None:
    """Every verb that only looks does, and says in one line that nothing is written."""
    said = typed_by_anybody(archive, *LOOKING)

    assert [0] * len(LOOKING) == [one.code for one in said], said
    assert {"this folder cannot be written: looking only\n"} == {one.err for one in said}
    assert "takes: 3 panels, 2 clips" in said[0].out
    assert "adopted" in said[4].out  # the log is in the ledger alone


def test_an_archive_without_a_ledger_can_be_looked_at(archive: Path) -> None:
    """The slates say what is there; nothing is planned to be made again."""
    before = typed_by_anybody(archive, "plan")
    close(archive, is_open=True)
    shutil.rmtree(archive / ".rushes")
    close(archive)

    said = typed_by_anybody(archive, *LOOKING)

    assert [0] * len(LOOKING) == [one.code for one in said], said
    assert before[0].out == said[1].out
    assert not (archive / ".rushes").exists()


def test_what_would_write_says_what_cannot_be_written(archive: Path) -> None:
    """One sentence and its remedy, whoever asks; the author's files are as they were."""
    before = {path: path.read_bytes() for path in archive.rglob("*.yaml")}

    said = typed_by_anybody(archive, *WRITING)

    for line, one in zip(WRITING, said, strict=True):
        assert one.code in (1, 7), (line, one)
        assert 1 == one.err.count("cannot be written"), (line, one)
        assert 2 == len(one.err.splitlines()), (line, one)
        assert "looking only" not in one.err
    assert before == {path: path.read_bytes() for path in archive.rglob("*.yaml")}


def test_what_a_power_cut_left_beside_the_ledger_is_looked_at_too(archive: Path) -> None:
    """A commit that only the write-ahead log holds is history like any other."""
    close(archive, is_open=True)
    state = archive / ".rushes"
    with Ledger.open(state / "ledger.sqlite") as ledger:
        ledger.notes.set_meta("picked up", "two panels, out of the log")
        kept = {
            name: (state / name).read_bytes() for name in ("ledger.sqlite", "ledger.sqlite-wal")
        }
    for path in state.glob("ledger.sqlite*"):
        path.unlink()
    for name, content in kept.items():
        (state / name).write_bytes(content)
    close(archive)

    code = (
        "import sys; from pathlib import Path; from pipeline.ledger.ledger import Ledger\n"
        "print(Ledger.open(Path(sys.argv[1])).notes.meta('picked up'))"
    )

    assert len(kept["ledger.sqlite-wal"]) > 0
    assert "two panels, out of the log\n" == child(code, state / "ledger.sqlite")


def typed_on_a_full_disk(film: Path, disk: Path, free: int, *lines: str) -> list[Said]:
    """The lines typed where a copy of the film has so many bytes left."""
    disk.mkdir()
    typing = [sys.executable, "-c", TYPING, disk / "film", *lines]
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", FILLING, "sh", disk, film, str(free), *typing],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode in (1, 77) and not done.stdout:
        pytest.skip(f"no disk of its own can be had here: {done.stderr.strip()}")
    return [Said(*one) for one in json.loads(done.stdout)]


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs a disk of its own to fill")
def test_a_full_disk_can_be_looked_at(shot: Path, tmp_path: Path) -> None:
    """Looking needs no room; what would write says so."""
    lines = ("status", "plan", "takes", "circle sh010 1", "make")

    said = typed_on_a_full_disk(shot, tmp_path / "disk", 0, *lines)

    assert [0, 0, 0] == [one.code for one in said[:3]], said
    assert {"the disk is full: looking only\n"} == {one.err for one in said[:3]}
    assert "takes: 3 panels, 2 clips" in said[0].out
    assert [8, 8] == [one.code for one in said[3:]], said
    assert all("the disk is full: there is no room for" in one.err for one in said[3:])


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs a disk of its own to fill")
def test_a_disk_that_fills_up_ends_the_run_with_its_own_status(shot: Path, tmp_path: Path) -> None:
    """And with one sentence, which speaks of room and not of keys to press."""
    (said,) = typed_on_a_full_disk(shot, tmp_path / "disk", 150_000, "board")

    assert (8, "nothing was made\n") == (said.code, said.out), said
    assert 1 == said.err.count("the disk is full: there is no room for")
    assert "Ctrl-C" not in said.err
