"""Colour tables: what is read of them, and what is said of those that are wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ProjectError
from pipeline.media.cube import Table, interpolated, read_cube, table_text

CORNERS = "0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n"
PLAIN = f"LUT_3D_SIZE 2\n{CORNERS}"


def read(folder: Path, text: str | bytes):
    """The tables of a file of that text."""
    path = folder / "night.cube"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_cube(path, Path("looks/night.cube")).tables


def test_a_table_is_read_with_all_that_programs_write(tmp_path: Path) -> None:
    """Byte order mark, line ends of Windows, comments, titles in any script, blanks."""
    text = '\ufeff# 夜\r\nTITLE "夜 \t night"\r\n\r\nDOMAIN_MIN 0 0 0\r\n' + PLAIN.replace(
        "\n", "  \r\n"
    )

    (table,) = read(tmp_path, text)

    assert (2, True, True) == (table.size, table.is_3d, table.is_plain)
    assert np.array_equal([1, 0, 0], table.values[1])


def test_a_curve_has_its_ends(tmp_path: Path) -> None:
    """A table of one dimension, over colours that do not begin at black."""
    ends = "DOMAIN_MIN -0.5 -0.5 -0.5\nDOMAIN_MAX 1.5 1.5 1.5\n"
    text = f"LUT_1D_SIZE 3\n{ends}0 0 0\n.5 .5 .5\n1 1 1"

    (table,) = read(tmp_path, text)

    assert not table.is_plain
    assert ((-0.5,) * 3, (1.5,) * 3) == (table.least, table.most)


def test_a_curve_before_a_table_is_looked_up_first(tmp_path: Path) -> None:
    """As Resolve writes them: the range is the curve's, the table takes what comes out of it."""
    head = "LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0.0 2.0\nLUT_3D_SIZE 2\n"

    curve, table = read(tmp_path, f"{head}0 0 0\n1 1 1\n{CORNERS}")

    assert ((2.0,) * 3, False) == (curve.most, curve.is_3d)
    assert table.is_plain
    assert table.is_3d


def test_tetrahedra_keep_greys_grey_and_meet_at_the_points() -> None:
    """Between points of one colour plane it is straight; on a point it is the point's."""
    rng = np.random.default_rng(3)
    table = Table(5, is_3d=True, values=rng.random((125, 3)))
    steps = np.linspace(0, 1, 5)
    points = np.array([[r, g, b] for b in steps for g in steps for r in steps])

    assert np.allclose(table.values, interpolated(table, points))
    grey = Table(2, is_3d=True, values=np.array([[0.0] * 3] + [[9.0] * 3] * 6 + [[1.0] * 3]))
    assert np.allclose(0.25, interpolated(grey, np.full((1, 3), 0.25)))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """To seven digits."""
    table = Table(3, is_3d=True, values=np.random.default_rng(5).random((27, 3)) * 2 - 0.5)

    (again,) = read(tmp_path, table_text(table))

    assert np.allclose(table.values, again.values, atol=1e-6)


NO_TABLE = ": this is no .cube table: no line says LUT_3D_SIZE or LUT_1D_SIZE"
SIZES = ":1:1: LUT_3D_SIZE takes a whole number from 2 to 129, not "
NOT_BELOW = ":1:1: the first colour of the table is not below its last"
WRONG = {
    "TITLE x\n": NO_TABLE,
    b"\x89PNG\r\n\x1a\n\0\0": NO_TABLE,
    "": NO_TABLE,
    "LUT_3D_SIZE 1000000000\n": f"{SIZES}'1000000000'",
    "LUT_3D_SIZE 0\n": f"{SIZES}'0'",
    "LUT_3D_SIZE -5\n": f"{SIZES}'-5'",
    "LUT_3D_SIZE\n": f"{SIZES}'nothing'",
    "LUT_1D_SIZE 1e3\n": ":1:1: LUT_1D_SIZE takes a whole number from 2 to 65536, not '1e3'",
    f"LUT_3D_SIZE 2\n{PLAIN}": ":2:1: LUT_3D_SIZE stands here a second time",
    PLAIN[:-12]: ": the table ends after 6 of its 8 rows (LUT_3D_SIZE 2)",
    f"{PLAIN}1 1 1\n": ":10:1: there are more rows than its size asks for (8)",
    PLAIN.replace("0 1 1", "0 nan 1"): ":8:3: 'nan' is not a number that a colour can have",
    PLAIN.replace("0 1 1", "nan 1 1"): ":8:1: 'nan' is not a number that a colour can have",
    PLAIN.replace("0 1 1", "0 1 1e999"): ":8:5: '1e999' is not a number that a colour can have",
    PLAIN.replace("0 1 1", "0 1_0 1"): ":8:3: '1_0' is not a number that a colour can have",
    PLAIN.replace("0 1 1", "0 1"): ":8:1: a row has red, green and blue; this one has 2 numbers",
    PLAIN.replace(
        "0 1 1", "0 1 1 1"
    ): ":8:1: a row has red, green and blue; this one has 4 numbers",
    f"DOMAIN_MIN 0 0\n{PLAIN}": ":1:1: DOMAIN_MIN takes 3 numbers",
    f"DOMAIN_MAX 1 inf 1\n{PLAIN}": ":1:1: DOMAIN_MAX takes 3 numbers",
    f"DOMAIN_MIN 1 0 0\n{PLAIN}": NOT_BELOW,
    f"LUT_3D_INPUT_RANGE 1 0\n{PLAIN}": NOT_BELOW,
    f"MESH 3\n{PLAIN}": ":1:1: 'MESH' is no word of a .cube table",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_said_with_its_place(text: str | bytes, tmp_path: Path) -> None:
    """File, line and column, in a sentence."""
    with pytest.raises(ProjectError) as caught:
        read(tmp_path, text)

    (problem,) = caught.value.problems
    assert f"looks/night.cube{WRONG[text]}" == problem.lines()[0]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Without a traceback."""
    with pytest.raises(ProjectError, match="this colour table cannot be read: No such file"):
        read_cube(tmp_path / "gone.cube")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """A hole of a gigabyte costs nothing and is refused by its size."""
    path = tmp_path / "huge.cube"
    with path.open("wb") as file:
        file.truncate(10**9)

    with pytest.raises(ProjectError, match="larger than any that is read here"):
        read_cube(path)
