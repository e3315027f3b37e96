"""Command runs a program as it is named, tells it all, and takes only what it promised."""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from pipeline.backends.base import Operation, Order
from pipeline.backends.command import Command, CommandSettings
from pipeline.errors import JobFailed, MediaError

ORDER = Order(Operation.T2I, "sh010", prompt="a city; rm -rf $HOME", seed=7)
HEAD = "import json, os, pathlib, sys, time\nsaid = json.load(sys.stdin)\n"
INTO = "into = pathlib.Path(said['into'])\n"


def run(home, program, **settings):
    """What a program of these lines gives."""
    (home / "a.py").write_text(HEAD + INTO + program, encoding="utf-8")
    into = home / "into"
    into.mkdir(exist_ok=True)
    backend = Command(
        CommandSettings(program=(sys.executable, "a.py", "--flag", "$HOME; ls"), **settings), home
    )
    ticket = backend.submit(backend.prepare(ORDER), "key", into)
    return backend.collect(ticket, into).outputs


def test_it_must_be_trusted():
    """A film that names a program runs nothing by itself."""
    assert Command.needs_trust


def test_the_program_is_told_the_order_and_no_shell_reads_it(tmp_path):
    """Arguments arrive as they were written; the order is JSON on stdin."""
    program = "(into / 'a.txt').write_text(json.dumps([sys.argv[1:], said['order']]))\n"

    (output,) = run(tmp_path, program)

    arguments, order = json.loads(output.path.read_text())
    assert ["--flag", "$HOME; ls"] == arguments
    assert ("sh010", "a city; rm -rf $HOME", 7, "24") == (
        order["shot"],
        order["prompt"],
        order["seed"],
        order["fps"],
    )


def test_lines_name_takes_and_their_companions(tmp_path):
    """Other lines are passed over."""
    program = (
        "[(into / n).write_text(n) for n in ('a.png', 'a.ora', 'b.png', 'notes.txt')]\n"
        "print('working'); print('{broken'); print(json.dumps({'progress': 0.5}))\n"
        "print(json.dumps({'file': 'a.png', 'seed': 3}))\n"
        "print(json.dumps({'file': 'a.ora', 'role': 'layers'}))\n"
        "print(json.dumps({'file': 'b.png'}))\n"
    )

    outputs = run(tmp_path, program)

    assert ["a.png", "b.png"] == [output.path.name for output in outputs]
    assert [3, None] == [output.seed for output in outputs]
    assert [("layers", "a.ora")] == [(role, path.name) for role, path in outputs[0].companions]


def test_a_file_outside_its_folder_is_not_taken(tmp_path):
    """The program cannot hand in other people's files."""
    (tmp_path / "film.yaml").write_text("film: 1")

    with pytest.raises(MediaError, match=r"'\.\./film\.yaml', which is not in its folder"):
        run(tmp_path, "print(json.dumps({'file': '../film.yaml'}))\n")


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("print('no GPU here', file=sys.stderr); sys.exit(3)\n", "failed: no GPU here"),
        ("pass\n", "ended well and made no file"),
    ],
)
def test_a_program_that_fails_is_told_by_its_last_words(tmp_path, program, sentence):
    """The reason is its own."""
    with pytest.raises(JobFailed, match=sentence):
        run(tmp_path, program)


@pytest.mark.parametrize("name", ["a\0.png", "a" * 5000, "\ud800.png", "loop"])
def test_a_name_that_no_disk_can_have_is_told_in_words(tmp_path, name):
    """What the system says of it is no sentence, and may be longer than a screen."""
    program = (
        "(into / 'loop').symlink_to(into / 'loop')\n"
        f"print(json.dumps({{'file': json.loads({json.dumps(name)!r})}}))\n"
    )

    with pytest.raises(MediaError, match="which is not in its folder") as caught:
        run(tmp_path, program)

    assert len(caught.value.message) < 160
    assert caught.value.message.isprintable()


def test_a_file_that_is_named_again_is_the_same_file(tmp_path):
    """Programs name a picture while they improve it."""
    program = (
        "[(into / n).write_text(n) for n in ('a.png', 'b.png')]\n"
        "[print(json.dumps({'file': n})) for n in ('a.png', './a.png', 'b.png', 'a.png')]\n"
    )

    outputs = run(tmp_path, program)

    assert ["a.png", "b.png"] == [output.path.name for output in outputs]


def test_last_words_cannot_steer_the_terminal(tmp_path):
    """Escape sequences, bells and marks that turn the writing round are left out."""
    program = "sys.stderr.write('\\x1b[2J\\x1b]0;x\\x07no\\u202e GPU\\n'); sys.exit(3)\n"

    with pytest.raises(JobFailed) as caught:
        run(tmp_path, program)

    assert caught.value.message.endswith("failed: [2J]0;xno GPU")


def test_a_program_that_never_ends_is_stopped(tmp_path):
    """After its time."""
    with pytest.raises(JobFailed, match=r"took longer than 0\.3 s and was stopped"):
        run(tmp_path, "time.sleep(60)\n", timeout_seconds=0.3)


def test_keys_are_kept_from_the_program(tmp_path, monkeypatch):
    """Unless the author passes one on by name."""
    monkeypatch.setenv("KLING_API_KEY", "planted")
    monkeypatch.setenv("MY_TOKEN", "meant")
    program = "(into / 'a.txt').write_text(json.dumps(dict(os.environ)))\n"

    (output,) = run(tmp_path, program, pass_on=("MY_TOKEN",))

    seen = json.loads(output.path.read_text())
    assert "KLING_API_KEY" not in seen
    assert "meant" == seen["MY_TOKEN"]


def test_a_missing_program_is_named_before_it_runs(tmp_path):
    """``check`` finds it."""
    backend = Command(CommandSettings(program=("./no-such-program",)), tmp_path)

    assert ["the program './no-such-program' is not there"] == backend.check(ORDER)


def test_its_progress_is_told_and_nonsense_is_not(tmp_path):
    """Fractions from 0 to 1 and words, each alone or both; nothing it says can hurt."""
    lines = (
        '{"progress": 0.5, "words": "step 6"}',
        '{"words": "loading"}',
        '{"progress": 1}',
        '{"progress": 1' + "0" * 400 + "}",
        '{"progress": NaN}',
        '{"progress": "half"}',
        "{" * 5000,
        '{"words": 7}',
    )
    program = f"(into / 'a.txt').write_text('a')\nprint({chr(10).join(lines)!r})\n"
    (tmp_path / "a.py").write_text(HEAD + INTO + program, encoding="utf-8")
    backend = Command(CommandSettings(program=(sys.executable, "a.py")), tmp_path)
    told = []
    backend.tell = lambda fraction, words: told.append((fraction, words))

    backend.submit(backend.prepare(ORDER), "key", tmp_path / "into")

    assert [(0.5, "step 6"), (None, "loading"), (1.0, "")] == told


def test_a_program_that_never_ends_its_line_is_not_kept_in_memory(tmp_path):
    """A quarter of a gigabyte without one line end, and then the file: a take like any other."""
    program = (
        "[sys.stdout.write('x' * (1 << 20)) for _ in range(256)]\n"
        "print(); (into / 'a.txt').write_text('a'); print(json.dumps({'file': 'a.txt'}))\n"
    )
    resource = pytest.importorskip("resource")  # Windows has none
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    (output,) = run(tmp_path, program)

    assert "a.txt" == output.path.name
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000  # kilobytes


STAYS = (
    "import subprocess\n"
    "still = 'import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)'\n"
    "one = subprocess.Popen([sys.executable, '-c', still])\n"
    "two = subprocess.Popen([sys.executable, '-c', still], start_new_session=True)\n"
    "(into / 'a.txt').write_text(f'{one.pid} {two.pid}')\n"
)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found through /proc")
@pytest.mark.parametrize("ends", ["", "time.sleep(600)\n"])
def test_what_a_program_leaves_running_is_ended_with_it(tmp_path, ends):
    """Also in a session of its own, deaf to SIGTERM, and with our pipes in its hands."""
    late = pytest.raises(JobFailed, match="took longer") if ends else nullcontext()

    with late:
        run(tmp_path, STAYS + ends, timeout_seconds=5 if ends else 50)

    pids = (tmp_path / "into" / "a.txt").read_text().split()
    assert [] == [pid for pid in pids if stays_running(pid)]


CHATTERS = (
    "import subprocess\n"
    "more = 'import sys, time\\n'\n"
    "more += 'for _ in range(300): print(sys.argv[1], flush=True); time.sleep(0.05)'\n"
    "words = json.dumps({'words': 'late'})\n"
    "subprocess.Popen([sys.executable, '-c', more, words], env={}, start_new_session=True)\n"
    "(into / 'a.txt').write_text('a')\n"
)


@pytest.mark.skipif(sys.platform == "win32", reason="no program starts there without a variable")
def test_what_outlives_a_program_is_not_heard_after_its_end(tmp_path, monkeypatch):
    """It could not be found to be ended; its words are not taken for those of the next order."""
    monkeypatch.setattr("pipeline.backends.programs._PATIENCE_SECONDS", 0.3)
    (tmp_path / "a.py").write_text(HEAD + INTO + CHATTERS, encoding="utf-8")
    backend = Command(CommandSettings(program=(sys.executable, "a.py")), tmp_path)
    told = []
    backend.tell = lambda fraction, words: told.append(words)

    backend.submit(backend.prepare(ORDER), "key", tmp_path / "into")
    heard = list(told)
    threading.Event().wait(0.5)

    assert {"late"} == set(heard)
    assert heard == told


def stays_running(pid: str) -> bool:
    """Whether it is still there after a while: what was killed leaves when it is next scheduled."""
    end = time.monotonic() + 20
    while is_running(pid):
        if time.monotonic() > end:
            return True
        time.sleep(0.02)
    return False


def is_running(pid: str) -> bool:
    """Whether it is there and more than a name in a list."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
