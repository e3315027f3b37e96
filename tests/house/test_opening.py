"""One door for every kind of file that a stranger may have made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "pipeline").rglob("*.py"))

DOORS = {
    r"Image\.open\((?!io\.BytesIO)": ["pipeline/media/opening.py"],
    r"\bimread\(|VideoFileClip|AudioFileClip|ImageClip\(": [],
    r"ElementTree|minidom|xml\.sax\.(?!saxutils)|lxml": [],
    r"\bexpat\b": ["pipeline/interchange/xml_opening.py"],
    r"\bpickle\b|\bmarshal\b|\bshelve\b|yaml\.load\b|\beval\(|\bexec\(": [],
}
"""What opens a file in a way that must not be used elsewhere, and where it may be.

Bytes that ffmpeg just wrote for us are no file of a stranger.
"""


def code(path: Path) -> str:
    """A module without its docstrings and comments."""
    text = re.sub(r'"""[\s\S]*?"""', "", path.read_text("utf-8"))
    return re.sub(r"#.*", "", text)


@pytest.mark.parametrize("way", DOORS)
def test_a_way_to_open_files_stands_where_it_may(way: str) -> None:
    """Pictures are opened by `opened_picture`, which reads forms that run nothing."""
    found = [path.relative_to(ROOT).as_posix() for path in SOURCES if re.search(way, code(path))]

    assert DOORS[way] == found


def test_ffmpeg_is_handed_files_by_source_alone() -> None:
    """Else only pipes, and files of ours named as files: never a bare path."""
    inputs = [
        (path.relative_to(ROOT).as_posix(), match.group(1))
        for path in SOURCES
        for match in re.finditer(r'"-i",?\s*([^\s,)\]]*)', code(path))
    ]

    bare = [each for each in inputs if not each[1].startswith(('"pipe:', 'f"file:', "f'file:"))]

    assert [] == bare
    assert ("pipeline/media/ffmpeg.py", 'f"file:{path}"') in inputs
