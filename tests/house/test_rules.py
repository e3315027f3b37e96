"""The rules of the house, as tests."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "pipeline").rglob("*.py"))
HEAVY = ("moviepy", "numpy", "cv2", "PIL", "pydantic", "yaml", "rich", "httpx")


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_400_lines() -> None:
    """A file is one idea."""
    long = [_named(path) for path in FILES if len(path.read_text("utf-8").splitlines()) > 400]

    assert [] == long


def test_no_function_is_longer_than_60_lines() -> None:
    """A function does one thing."""
    long = [
        f"{_named(path)}:{node.lineno} {node.name}"
        for path in FILES
        for node in _functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > 60
    ]

    assert [] == long


def test_no_function_takes_more_than_five_parameters() -> None:
    """More than five are values of one frozen object."""
    wide = []
    for path in FILES:
        for node in _functions(path):
            if "click" in ast.unparse(ast.Module(node.decorator_list, [])):
                continue  # a command's parameters are its options
            plain = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            names = [arg.arg for arg in plain if arg.arg not in ("self", "cls")]
            if len(names) > 5:
                wide.append(f"{_named(path)}:{node.lineno} {node.name}")

    assert [] == wide


def test_every_file_tells_its_purpose() -> None:
    """The first line of a file says what it is for."""
    silent = [
        _named(path) for path in FILES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]

    assert [] == silent


def test_no_state_lives_in_modules() -> None:
    """There is no `global` anywhere."""
    found = [
        f"{_named(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Global)
    ]

    assert [] == found


def test_nothing_is_left_for_later() -> None:
    """No stub, no banner of work to come."""
    words = ("TODO", "FIXME", "XXX", "HACK")
    found = [
        _named(path) for path in FILES if any(word in path.read_text("utf-8") for word in words)
    ]

    assert [] == found


def test_help_loads_click_alone() -> None:
    """The program's help imports none of the heavy libraries and starts no process."""
    code = (
        "import sys, subprocess\n"
        "def refuse(*a, **k): raise SystemExit('a process was started')\n"
        "subprocess.Popen.__init__ = refuse\n"
        "from click.testing import CliRunner\n"
        "from pipeline.cli.main import program\n"
        "result = CliRunner().invoke(program, ['--help'])\n"
        "assert result.exit_code == 0, result.output\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )

    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert "[]" == found.stdout.strip()


@pytest.mark.timeout(120)
def test_importing_any_module_starts_nothing() -> None:
    """No module runs a program or opens a socket when it is imported."""
    code = (
        "import sys, subprocess, importlib, pathlib, socket\n"
        "import moviepy\n"  # other people's work at import is theirs
        "def refuse(*a, **k): raise SystemExit('a process was started')\n"
        "subprocess.Popen.__init__ = refuse\n"
        "def deaf(*a, **k): raise SystemExit('a socket was opened')\n"
        "socket.socket.connect = socket.socket.bind = deaf\n"
        "for path in sorted(pathlib.Path('pipeline').rglob('*.py')):\n"
        "    name = '.'.join(path.with_suffix('').parts)\n"
        "    if path.name not in ('__main__.py', 'testing.py'):\n"
        "        importlib.import_module(name.removesuffix('.__init__'))\n"
        "print('quiet')\n"
    )

    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert ("quiet", "") == (found.stdout.strip(), found.stderr.strip())


def test_rooms_import_only_what_lies_below_them() -> None:
    """The layers of the house hold, without a cycle."""
    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert 0 == found.returncode, found.stdout


def test_the_linter_is_content() -> None:
    """Ruff finds nothing, in the product and in its tests."""
    found = subprocess.run(
        [Path(sys.executable).parent / "ruff", "check", "--no-cache", "-q", "."],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert "" == found.stdout


def test_the_formatter_is_content() -> None:
    """Every file is laid out as ruff lays it out."""
    found = subprocess.run(
        [Path(sys.executable).parent / "ruff", "format", "--check", "--no-cache", "-q", "."],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert (0, "") == (found.returncode, found.stdout)


@pytest.mark.timeout(300)
def test_the_types_hold() -> None:
    """Mypy, strict, finds nothing in the product."""
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", "/dev/null"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert 0 == found.returncode, found.stdout


def test_every_error_is_raised_somewhere() -> None:
    """An error class that nobody raises promises what does not happen."""
    source = {path: path.read_text("utf-8") for path in FILES if path.name != "errors.py"}
    tree = ast.parse((ROOT / "pipeline" / "errors.py").read_text("utf-8"))
    classes = [
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error")
    ]

    unused = [
        name
        for name in classes
        if name not in ("FilmError", "BackendError")
        and not any(f"{name}(" in text for text in source.values())
    ]

    assert [] == unused


def test_every_stage_has_its_file() -> None:
    """A stage is one file and one line."""
    from pipeline.stages import ORDER, load

    assert [entry.name for entry in ORDER] == [load(entry.name).name for entry in ORDER]


def test_every_backend_has_a_contract_test() -> None:
    """No generator is shipped that the conformance suite has not seen."""
    from pipeline.backends.shelf import shipped

    tests = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "tests" / "contract").glob("test_*.py")
    )

    assert [] == [name for name in shipped() if f'"{name}"' not in tests and name not in tests]


def test_the_glossary_knows_every_word() -> None:
    """Every class of the board, the edit and the timeline is explained in the glossary."""
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    classes = [
        node.name
        for name in ("project/story.py", "project/edit.py", "cut/timeline.py")
        for node in ast.parse((ROOT / "pipeline" / name).read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]

    assert [] == [name for name in classes if f"`{name}`" not in glossary]


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a machine, no address of a package registry, stands in any tracked file."""
    words = ("/work/", "pypi.org", "files.pythonhosted", "/root/")
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split("\0")
    texts = [ROOT / name for name in tracked if name.endswith((".py", ".md", ".yaml", ".toml"))]
    found = [
        _named(path)
        for path in texts
        if path.is_file()
        and path != Path(__file__)
        and any(word in path.read_text("utf-8") for word in words)
    ]

    assert [] == found
