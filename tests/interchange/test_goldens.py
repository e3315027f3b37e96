"""Every format, byte for byte (``tests/golden/interchange``).

After a change on purpose: ``python -m tests.interchange.test_goldens`` writes them again; read the
difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.interchange.shelf import format_names, format_of
from tests.interchange.samples import NTSC, sequence

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "interchange"


def _written(name: str) -> dict[str, bytes]:
    return {f"{name}/{file}": text for file, text in format_of(name).write(sequence(NTSC)).files}


@pytest.mark.parametrize("name", format_names())
def test_a_format_is_written_as_it_was(name: str) -> None:
    written = _written(name)

    kept = {
        path.relative_to(GOLDEN).as_posix(): path.read_bytes()
        for path in (GOLDEN / name).rglob("*")
        if path.is_file()
    }
    assert kept == written


if __name__ == "__main__":
    for each in format_names():
        for file, content in _written(each).items():
            (GOLDEN / file).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / file).write_bytes(content)
