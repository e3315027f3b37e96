"""Writing the author's files: what is refused, what is redone, what can be undone."""

from __future__ import annotations

import errno

import pytest
from msgspec.structs import replace

from pipeline.errors import DiskFull, FilmError, ProjectError
from pipeline.facts import CLIP
from pipeline.project import edit_lock
from pipeline.project.cut_edits import rename_in_cut, swap_take
from pipeline.project.edit import TakeChoice
from pipeline.project.edit_lock import locked
from pipeline.project.picks_edits import approve, circle
from pipeline.project.splices import Edit, apply_edit, apply_edits, undo

CUT = "events:\n- sh010/1 0-24   # the first\n- sh020\n"
SWAP = swap_take("sh010", TakeChoice(CLIP, 2))


@pytest.fixture
def cut(tmp_path):
    """A cut on disk."""
    path = tmp_path / "cuts" / "main.yaml"
    path.parent.mkdir()
    path.write_text(CUT)
    return path


def refusal(path, edit):
    """What is said when an edit cannot be made; the file stays as it is."""
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(FilmError) as caught:
        apply_edit(path, edit, folder=path.parent.parent)
    assert before == (path.read_bytes() if path.exists() else None)
    return caught.value.lines()


def test_an_edit_changes_its_line_and_says_which_file(cut, tmp_path):
    """The rest of the line stands where it stood."""
    done = apply_edit(cut, SWAP, folder=tmp_path)

    assert ("use sh010/2", (cut,)) == (done.label, done.files)
    assert CUT.replace("sh010/1", "sh010/2") == cut.read_text()
    assert ["main.yaml"] == [each.name for each in cut.parent.iterdir()]


def test_an_edit_without_effect_writes_nothing(cut, tmp_path):
    """A file that says it already is not touched, and there is nothing to undo."""
    picks = tmp_path / "picks.yaml"
    assert () == apply_edit(cut, rename_in_cut("sh700", "sh800"), folder=tmp_path).files
    assert () == apply_edit(picks, approve("sh010", is_approved=False), folder=tmp_path).files
    assert not picks.exists()

    with pytest.raises(FilmError) as caught:
        undo(tmp_path)

    assert "there is no edit to undo" == caught.value.message


def test_mark_line_ends_and_rights_stay(cut, tmp_path):
    """A file from Windows stays one."""
    data = b"\xef\xbb\xbf" + CUT.replace("\n", "\r\n").encode()
    cut.write_bytes(data)
    cut.chmod(0o600)

    apply_edit(cut, SWAP, folder=tmp_path)

    assert data.replace(b"sh010/1", b"sh010/2") == cut.read_bytes()
    assert 0o600 == cut.stat().st_mode & 0o777


def test_a_file_with_a_fault_is_refused_with_its_line(cut):
    """Nothing is guessed about a file that cannot be read."""
    cut.write_text("events:\n- sh010/1 'x\n - sh020: [\n")

    lines = refusal(cut, SWAP)

    assert lines[0].startswith("cuts/main.yaml:3:")
    assert "'use sh010/2' needs a file without faults: " in lines[0]
    assert "    3 |  - sh020: [" == lines[1]


def test_an_edit_of_a_file_with_an_alias_is_refused(cut):
    """One place that stands for another cannot be changed alone."""
    cut.write_text("events:\n- &a sh010/1\n- *a\n")

    assert refusal(cut, SWAP)[0].startswith(
        "cuts/main.yaml:2:3: 'use sh010/2' needs a file without"
    )


def test_a_file_that_is_not_there_is_said(cut, tmp_path):
    """Only files that an edit knows how to begin are made."""
    cut.unlink()

    assert ["there is no cuts/main.yaml to change"] == refusal(cut, SWAP)


def test_an_edit_that_does_more_than_intended_is_not_written(cut):
    """Text and meaning must agree, else the file stays."""
    wrong = replace(SWAP, change=lambda source: source.text.replace("sh0", "sh9"))

    assert [
        (
            "'use sh010/2' would have changed more of cuts/main.yaml than was asked; "
            "nothing was written"
        ),
        "  fix: change the line by hand, and report this as a fault of the program",
    ] == refusal(cut, wrong)


def test_a_file_written_meanwhile_is_read_again(cut, tmp_path):
    """What somebody else writes between reading and writing is kept."""
    texts = [CUT + "- sh030\n"]

    def change(source):
        if texts:
            cut.write_text(texts.pop())
        return SWAP.change(source)

    apply_edit(cut, replace(SWAP, change=change), folder=tmp_path)

    assert CUT.replace("sh010/1", "sh010/2") + "- sh030\n" == cut.read_text()


def test_a_file_that_never_rests_is_left_alone(cut, tmp_path):
    """After three tries the author is told."""

    def change(source):
        cut.write_text(source.text + "- sh030\n")
        return SWAP.change(source)

    with pytest.raises(FilmError) as caught:
        apply_edit(cut, replace(SWAP, change=change), folder=tmp_path)

    assert [
        (
            "cuts/main.yaml was changed by another program three times while 'use sh010/2' was "
            "worked out"
        ),
        "  fix: save it in your editor, wait a moment and try again",
    ] == caught.value.lines()
    assert CUT + "- sh030\n" * 3 == cut.read_text()


def test_one_program_at_a_time_writes(cut, tmp_path, monkeypatch):
    """A second one waits, and says so when it waited for nothing."""
    monkeypatch.setattr(edit_lock, "WAIT_SECONDS", 0.0)

    with locked(tmp_path / ".rushes" / "edits" / "lock"):
        assert [
            "another program is changing the film's files and does not finish",
            "  fix: close it and try again",
        ] == refusal(cut, SWAP)


def test_edits_are_undone_one_after_the_other(cut, tmp_path):
    """The last edit goes first; a file that an edit made goes away again."""
    picks = tmp_path / "picks.yaml"
    apply_edit(cut, SWAP, folder=tmp_path)
    apply_edit(picks, circle("sh010", TakeChoice(CLIP, 2)), folder=tmp_path)

    first, second = undo(tmp_path), undo(tmp_path)

    assert ("circle sh010 clip 2", (picks,)) == (first.label, first.files)
    assert ("use sh010/2", (cut,)) == (second.label, second.files)
    assert CUT == cut.read_text()
    assert not picks.exists()


def test_several_files_are_one_edit(cut, tmp_path):
    """All change or none, and one undo takes all back."""
    picks = tmp_path / "picks.yaml"
    edits = {cut: SWAP, picks: circle("sh010", TakeChoice(CLIP, 2))}

    done = apply_edits(edits, "circle sh010 clip 2", folder=tmp_path)
    undo(tmp_path)

    assert (cut, picks) == done.files
    assert (CUT, False) == (cut.read_text(), picks.exists())
    with pytest.raises(ProjectError):
        apply_edits({picks: approve("sh010"), tmp_path / "no.yaml": SWAP}, "x", folder=tmp_path)
    assert not picks.exists()


def test_undo_never_loses_what_was_written_by_hand(cut, tmp_path):
    """A file that was changed since is left alone, and the old text is named."""
    apply_edit(cut, SWAP, folder=tmp_path)
    cut.write_text(cut.read_text() + "- sh030\n")

    with pytest.raises(FilmError) as caught:
        undo(tmp_path)

    assert (
        "cuts/main.yaml was changed by hand since 'use sh010/2'; "
        "taking that back would lose the change"
    ) == caught.value.message
    assert cut.read_text().endswith("- sh030\n")


def test_undo_never_leads_out_of_the_film(cut, tmp_path):
    """A record that came with a film may name any file."""
    film = tmp_path / "film"
    film.mkdir()
    apply_edit(cut, SWAP, folder=tmp_path, home=film / ".rushes")
    after = cut.read_text()
    record = film / ".rushes" / "edits" / "000001" / "edit.json"
    record.write_text(record.read_text().replace("cuts/main.yaml", "../cuts/main.yaml"))

    with pytest.raises(FilmError, match="outside the film; it stays as it is"):
        undo(film)

    assert after == cut.read_text()


def test_a_hundred_edits_can_be_undone(cut, tmp_path):
    """The oldest records make room."""
    for number in range(2, 105):
        apply_edit(cut, swap_take("sh010", TakeChoice(CLIP, number)), folder=tmp_path)

    for _ in range(100):
        undo(tmp_path)

    assert "- sh010/4 0-24   # the first" == cut.read_text().splitlines()[1]
    with pytest.raises(FilmError, match="no edit to undo"):
        undo(tmp_path)


def test_an_edit_begins_a_file_where_it_knows_how(tmp_path):
    """The first decision makes picks.yaml."""
    edit = Edit("begin", lambda _: "a: 1\n", lambda _: {"a": "1"}, begin="")

    apply_edit(tmp_path / "notes" / "a.yaml", edit, folder=tmp_path)

    assert "a: 1\n" == (tmp_path / "notes" / "a.yaml").read_text()


def without_room(*_: object, **__: object) -> None:
    """What the system answers on a full disk."""
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("where", ["os.fsync", "pathlib.Path.write_bytes", "pathlib.Path.replace"])
def test_a_full_disk_leaves_every_file_as_it_was(cut, tmp_path, monkeypatch, where):
    """The sentence of every full disk with its remedy; no half file, and nothing to undo."""
    picks = tmp_path / "picks.yaml"
    picks.write_text("sh010: {clip: 1}\n")
    edits = {picks: circle("sh010", TakeChoice(CLIP, 2)), cut: SWAP}
    monkeypatch.setattr(where, without_room)

    with pytest.raises(DiskFull) as caught:
        apply_edits(edits, "circle sh010 2", folder=tmp_path)

    said, fix = caught.value.lines()
    assert said.startswith("the disk is full: there is no room for '")
    assert "  fix: make room, then give the same command again: it goes on where it stood" == fix
    assert ("sh010: {clip: 1}\n", CUT) == (picks.read_text(), cut.read_text())
    assert [".rushes/edits/lock", "cuts/main.yaml", "picks.yaml"] == sorted(
        str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()
    )
    monkeypatch.undo()
    assert refused_undo(tmp_path) == "there is no edit to undo"


def test_what_the_system_refuses_names_the_file_and_where_to_look(cut, tmp_path, monkeypatch):
    """Any other reason than room."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("os.fsync", refuse)

    assert [
        f"{cut} could not be written: input/output error",
        f"  fix: look at who may write in {cut.parent}, then give the same command again",
    ] == refusal(cut, SWAP)


def refused_undo(folder):
    """What is said where nothing can be taken back."""
    with pytest.raises(FilmError) as caught:
        undo(folder)
    return caught.value.message
