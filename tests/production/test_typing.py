"""The program as a person types it: exit codes, sentences, completion; never a traceback."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from pipeline.cli.main import COMMANDS, STAGES, program
from pipeline.stages import ORDER
from tests.doubles import tiny_film
from tests.production.footage import BOARD, CUT, picture, read, typed

ROOT = Path(__file__).resolve().parents[2]
READING = ("check", "plan", "status", "takes", "log", "cut --list", "why sh010", "sweep", "make -n")
WRITING = (
    "circle sh010 2",
    "maybe sh010 1",
    "reject sh010 1 melts",
    "approve sh010",
    "open sh010",
    "keep sh010",
    "trim sh010 0-5",
    "move sh010 --after sh020",
    "cut --open sc010",
    "rename sh010 sh015",
    "fmt --long",
    "undo",
    "retake sh010",
    "adopt",
    "locate .",
    "trust",
)


def complete(folder: Path, words: list[str], begun: str) -> list[str]:
    """What the shell offers."""
    shell = ShellComplete(program, {"obj": None}, "rushes", "_RUSHES_COMPLETE")
    return [item.value for item in shell.get_completions(["-p", str(folder), *words], begun)]


def test_every_verb_has_a_command_and_a_sentence() -> None:
    """And its help tells more than the list does."""
    for name in COMMANDS:
        said = typed(name, "--help")

        assert (0, "") == (said.code, said.err)
        assert f"Usage: rushes {name}" in said.out


def test_help_stands_in_sections_one_line_a_command() -> None:
    """At eighty columns no sentence breaks, no command stands twice, and the stages keep order."""
    lines = typed("--help").out.splitlines()
    listed = [line.split()[0] for line in lines if re.fullmatch(r"  [a-z][a-z-]+ +[A-Z].*\.", line)]

    assert list(COMMANDS) == listed
    assert len(set(listed)) == len(listed)
    assert [entry.name for entry in ORDER] == [one for one in listed if one in STAGES]
    assert max(map(len, lines)) < 80


@pytest.mark.parametrize(
    ("line", "near"), [("circel", "circle"), ("chek", "check"), ("statsu", "status")]
)
def test_a_command_misspelt_gets_the_nearest(line: str, near: str) -> None:
    """Exit code 2, one suggestion."""
    said = typed(line)

    assert 2 == said.code
    assert f"there is no command '{line}'. Did you mean '{near}'?" in said.err


def test_fmt_without_a_form_says_what_the_forms_are(shot: Path) -> None:
    """And changes nothing."""
    said = typed("-p", shot, "fmt")

    assert 2 == said.code
    assert "`rushes fmt --short` writes every shot on one line" in said.err
    assert "`rushes fmt --long` a line for every key" in said.err


def test_the_help_of_init_names_every_template() -> None:
    """Nobody has to guess."""
    from pipeline.production.founding import template_names

    said = typed("init", "--help").out

    assert [] == [name for name in template_names() if name not in said]


def test_a_picture_is_no_music(tmp_path: Path) -> None:
    """One sentence and its remedy, and no film is begun."""
    song, lines = picture(tmp_path / "sea.jpg"), tmp_path / "shots.txt"
    lines.write_text("a boat\n", "utf-8")

    said = typed("init", tmp_path / "film", "--shots", lines, "--music", song)

    assert 6 == said.code
    assert f"{song} holds no sound\n  fix: name a song, such as an .mp3 or .flac\n" == said.err
    assert not (tmp_path / "film").exists()


def test_status_says_how_long_the_board_and_how_long_the_cut_is(shot: Path) -> None:
    """Where they differ; one length where they do not."""
    cut = typed("-p", shot, "status").out.splitlines()[0]
    (shot / "cuts" / "main.yaml").unlink()
    board = typed("-p", shot, "status").out.splitlines()[0]

    assert "Tiny: 3 shots, 1.5 s planned on the board, 1.8 s in the cut" == cut
    assert "Tiny: 3 shots, 1.5 s planned" == board


def test_a_command_that_resembles_nothing_points_to_help() -> None:
    """No wild guess."""
    assert "Try 'rushes --help'." in typed("frobnicate").err


@pytest.mark.parametrize("line", ["circle sh01 1", "board sh01", "why sh01", "takes sh01"])
def test_a_shot_misspelt_gets_the_nearest(shot: Path, line: str) -> None:
    """The same sentence from every verb."""
    said = typed("-p", shot, *line.split())

    assert 2 == said.code
    assert "there is no shot or scene 'sh01' in this film\n  fix: did you mean 'sh010'?" in said.err


def test_the_film_is_found_from_any_folder_inside(shot: Path) -> None:
    """As git does it; `-p` names another."""
    inside = shot / "takes" / "sh010"

    assert typed("status", at=inside).out == typed("-p", shot, "status").out
    assert typed("-p", "../..", "status", at=inside).out == typed("-p", shot, "status").out


def test_where_there_is_no_film_it_says_how_to_begin_one(tmp_path: Path) -> None:
    """Every verb, exit code 2."""
    for line in (*READING, *WRITING):
        said = typed("-p", tmp_path / "nowhere", *line.split(), at=tmp_path)

        assert (2, "") == (said.code, said.out), line
        assert "begin one with `rushes init NAME`" in said.err


@pytest.mark.parametrize(
    "content",
    [
        b"film: 1\ntitle: \xff\xfe\x00 bytes\n",
        b"film: 1\nshots:\n  sh010: [a, b\n  : x\n",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"film: 1\nshots: {sh010: &a [*a]}\n",
        b"- just\n- a list\n",
        b"",
    ],
)
def test_a_film_that_cannot_be_read_is_one_sentence(shot: Path, content: bytes) -> None:
    """From every verb; takes and cuts stay as they are."""
    (shot / "film.yaml").write_bytes(content)
    takes = sorted(shot.glob("takes/**/*"))

    for line in (*READING, *WRITING):
        said = typed("-p", shot, *line.split())

        assert said.code in (0, 1, 2), (line, said)
        assert "fault in rushes" not in said.err

    assert takes == sorted(shot.glob("takes/**/*"))


@pytest.mark.parametrize("name", ["picks.yaml", "cuts", "cuts/main.yaml", "local.yaml", "inbox"])
def test_something_else_in_the_place_of_a_file_is_one_sentence(shot: Path, name: str) -> None:
    """A folder called picks.yaml, a file called cuts."""
    path = shot / name
    if path.is_dir():
        for inside in path.iterdir():
            inside.unlink()
        path.rmdir()
    path.unlink(missing_ok=True)
    if name.endswith(".yaml"):
        path.mkdir()
    else:
        path.write_text("not a folder", "utf-8")

    for line in (*READING, *WRITING):
        said = typed("-p", shot, *line.split())

        assert said.code in (0, 1, 2), (line, said)


@pytest.mark.parametrize("name", ["picks.yaml", "cuts/main.yaml", "local.yaml", "inbox/map.yaml"])
def test_bytes_that_are_no_text_are_one_sentence(shot: Path, name: str) -> None:
    """In any of the author's files."""
    (shot / name).parent.mkdir(exist_ok=True)
    (shot / name).write_bytes(b"sh010: \xff\xfe\n")

    for line in (*READING, *WRITING):
        said = typed("-p", shot, *line.split())

        assert said.code in (0, 1, 2), (line, said)


def test_a_folder_called_film_yaml_is_no_film(tmp_path: Path) -> None:
    """It is passed over."""
    (tmp_path / "film.yaml").mkdir()

    assert 2 == typed("check", at=tmp_path).code


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("trim sh010 5-2", "the window 5-2 ends before it begins"),
        ("circle sh010 99", "sh010 has no clip 99"),
        ("circle sh010/x9z", "x9z"),
        ("adopt nowhere.png", "there is no file nowhere.png"),
        ("cut --cut nothing", "there is no cut 'nothing'"),
        ("cut --list --cut nothing", "there is no cut 'nothing'"),
        ("cut --open sc99", "there is no scene 'sc99'"),
        ("export --delivery nothing", "there is no delivery 'nothing'"),
        ("board --by nobody", "there is no generator 'nobody'"),
        ("board --with nobody", "there is no element 'nobody'"),
        ("retake sh010 -n 0", "-n"),
        ("retake sh010 --stage paint", "--stage"),
        ("assume-lost sh010 clip 7", "no order is in doubt"),
        ("adopt --job 123", "no order is in doubt"),
        ("backends list nobody", "there is no backend 'nobody'"),
        ("schema nowhere/at/all.json", "nowhere/at/all.json"),
        ("fmt", "--long"),
        ("make --workers 0", "--workers"),
        ("board --workers -3", "--workers"),
        ("cut --workers 0", "--workers"),
    ],
)
def test_what_cannot_be_meant_is_said_in_the_users_own_words(
    shot: Path, line: str, said: str
) -> None:
    """And changes nothing."""
    result = typed("-p", shot, *line.split(), at=shot)

    assert result.code in (1, 2), result
    assert said in result.err
    assert (BOARD, CUT) == (read(shot / "film.yaml"), read(shot / "cuts/main.yaml"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("line", ["status", "plan --json", "--help"])
def test_no_room_for_what_is_shown_is_one_sentence(shot: Path, line: str) -> None:
    """With the exit status of a full disk, and nothing said twice."""
    words = [sys.executable, "-m", "pipeline", "-p", str(shot), *line.split()]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            words, stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT
        )

    assert (8, 2) == (done.returncode, len(done.stderr.splitlines())), done.stderr
    assert done.stderr.startswith("the disk is full: nothing is lost\n  fix: ")


@pytest.mark.parametrize("name", ["", " "])
def test_a_film_without_a_name_is_not_begun(tmp_path: Path, name: str) -> None:
    """The folder one happens to be in is not meant by nothing."""
    said = typed("init", name, at=tmp_path)

    assert (2, "", []) == (said.code, said.out, list(tmp_path.iterdir()))
    assert "a film needs a name, as in `rushes init myfilm`" in said.err


def test_a_film_begun_where_one_stands_is_called_after_the_folder(tmp_path: Path) -> None:
    """`init .` means here."""
    (tmp_path / "moon").mkdir()
    (tmp_path / "moon" / "lines.txt").write_text("WS | a moon\n", "utf-8")

    typed("init", ".", "--shots", "lines.txt", at=tmp_path / "moon")

    assert "title: Moon" in read(tmp_path / "moon" / "film.yaml")


def test_a_folder_that_cannot_be_written_is_one_sentence(shot: Path) -> None:
    """It says that it has no permission (a superuser has it all the same)."""
    folders = (shot, shot / ".rushes", shot / "cuts")
    for path in folders:
        path.chmod(0o555)
    try:
        said = [typed("-p", shot, *line.split()) for line in ("circle sh010 2", "status")]
    finally:
        for path in folders:
            path.chmod(0o755)

    assert 70 not in {one.code for one in said}, said


def test_a_file_in_the_place_of_the_state_is_one_sentence(shot: Path) -> None:
    """No verb has a traceback for it, and takes stay."""
    shutil.rmtree(shot / ".rushes")
    (shot / ".rushes").write_text("not a folder", "utf-8")

    for line in (*READING, *WRITING):
        said = typed("-p", shot, *line.split())

        assert said.code != 70, (line, said)


def test_reports_are_json_when_asked(shot: Path) -> None:
    """One document on standard output, whatever else is said."""
    for line in ("status", "plan", "takes", "log", "check", "why sh010", "cut --list", "sweep"):
        said = typed("-p", shot, *line.split(), "--json")

        assert 0 == said.code
        assert isinstance(json.loads(said.out), dict | list), line


def test_make_and_the_stages_say_what_they_would_do(shot: Path) -> None:
    """`-n` makes nothing."""
    before = sorted(shot.glob("takes/**/*"))

    said = [typed("-p", shot, *line.split()) for line in ("make -n", "board -n", "shoot sh010 -n")]

    assert [0, 0, 0] == [one.code for one in said]
    assert "to make, 0 to buy" in said[0].out
    assert before == sorted(shot.glob("takes/**/*"))


def test_check_leaves_with_two_when_something_is_wrong(shot: Path) -> None:
    """And with nothing when nothing is."""
    well = typed("-p", shot, "check")
    (shot / "cuts" / "main.yaml").write_text("cut: main\nevents:\n- sh01\n", "utf-8")
    ill = typed("-p", shot, "check")

    assert (0, "nothing is wrong\n") == (well.code, well.out)
    assert 2 == ill.code
    assert "cuts/main.yaml:3:3: 'sh01' is no shot" in ill.out
    assert "did you mean 'sh010'?" in ill.out


def test_adopting_leaves_with_one_when_files_were_left_alone(shot: Path, tmp_path: Path) -> None:
    """A script can tell."""
    stray = picture(tmp_path / "stray.png", "gold")

    left = typed("-p", shot, "adopt", stray)
    taken = typed("-p", shot, "adopt", stray, "--shot", "sh030")
    known = typed("-p", shot, "adopt", stray, "--shot", "sh030")

    assert (1, "") == (left.code, left.out)
    assert "left alone: " in left.err
    assert (0, f"sh030 panel 1  {stray}  (said so)\n") == (taken.code, taken.out)
    assert (0, f"sh030 panel 1 already: {stray}\n") == (known.code, known.out)


def test_trust_shows_the_programs_and_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody at the keyboard means no."""
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "me"))
    film = tiny_film(tmp_path / "film", draw="{backend: command, program: [python3, draw.py]}")

    nobody = typed("-p", film, "trust")
    asked = typed("-p", film, "trust", answer="n\n")
    told = typed("-p", film, "trust", "--yes")

    assert '"draw.py"' in asked.out
    assert (130, 1) == (nobody.code, asked.code)
    assert "not trusted" in asked.err
    assert (0, True) == (told.code, "trusted, until one of them changes" in told.out)


def test_init_and_schema_write_where_they_are_told(tmp_path: Path) -> None:
    """And say what to type next."""
    begun = typed("init", tmp_path / "film", "--template", "short-film")
    spaced = typed("init", tmp_path / "my film", "--template", "short-film")
    again = typed("init", tmp_path / "film")
    schema = typed("schema", tmp_path / "film.schema.json")

    assert 0 == begun.code
    assert f"next: rushes -p {tmp_path / 'film'} make" in begun.out
    assert f"next: rushes -p '{tmp_path / 'my film'}' make" in spaced.out
    assert 2 == again.code
    assert "is a film already" in again.err
    assert json.loads(read(tmp_path / "film.schema.json")) == json.loads(typed("schema").out)
    assert f"{tmp_path / 'film.schema.json'}\n" == schema.out


def test_the_shell_completes_commands_shots_and_scenes(shot: Path) -> None:
    """`rushes circle sh<tab>` offers the film's own ids."""
    assert ["circle"] == complete(shot, [], "ci")
    assert ["sh010", "sh020", "sh030"] == complete(shot, ["circle"], "sh")
    assert ["sc010", "sc020"] == complete(shot, ["board"], "sc")
    assert ["sh020"] == complete(shot, ["move", "sh010", "--before"], "sh02")
    assert ["short-film"] == complete(shot, ["init", "x", "--template"], "sh")


def test_completion_of_a_film_that_cannot_be_read_offers_nothing(shot: Path) -> None:
    """And prints nothing into the line that is being typed."""
    (shot / "film.yaml").write_bytes(b"\xff\xfe broken")

    assert [] == complete(shot, ["circle"], "sh")


def test_the_shells_scripts_are_click_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the documentation switches it on."""
    from click.testing import CliRunner

    for shell, word in (("bash", "complete -o"), ("zsh", "#compdef rushes"), ("fish", "complete")):
        monkeypatch.setenv("_RUSHES_COMPLETE", f"{shell}_source")
        said = CliRunner().invoke(program, [], prog_name="rushes")

        assert word in said.output, shell
