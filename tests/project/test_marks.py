"""YAML is read by rules made for people, and every word knows its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.project.marks import cut_short, parse_text, read_source
from pipeline.project.nodes import Mapping, Node, Scalar, Sequence

FILM = Path("film.yaml")


def _root(text: str) -> Mapping:
    root = parse_text(text, FILM).root
    assert isinstance(root, Mapping)
    return root


def _every(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [each for item in node.items for each in _every(item)]
    return [each for entry in node for each in (entry.key, *_every(entry.value))]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("010", "010"),
        ("1:30", "1:30"),
        ("12:30:45", "12:30:45"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("2026-11-22", "2026-11-22"),
        ("0x10", "0x10"),
        ("0o7", "0o7"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("9" * 30, "9" * 30),
        ("'7'", "7"),
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("2.39", 2.39),
        (".5", 0.5),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("''", ""),
    ],
)
def test_values_follow_yaml_1_2(written: str, read: object) -> None:
    """What looks like a time, a date or a word of YAML 1.1 stays what the author wrote."""
    value = _root(f"key: {written}\n").plain()["key"]

    assert (type(read), read) == (type(value), value)


def test_keys_are_always_text() -> None:
    """A key that looks like a number is text."""
    assert ["010", "7", "true", "~"] == list(_root("010: a\n7: b\ntrue: c\n~: d\n").entries)


def test_every_value_lies_where_its_span_says() -> None:
    """The text between the marks is the value as written, in every style."""
    text = (
        "title: {zh: 流浪😀, en: 'it''s'}\r\nlist:\r\n- a b  # remark\r\n- \"c\\td\"\r\n"
        "block: |\r\n  one\r\n  two\r\n\r\nfold: >-\r\n  x\r\n  y\r\nlast: z\r\n"
    )

    found = [text[slice(*scalar.span)] for scalar in _every(_root(text))]

    assert [
        "title", "zh", "流浪😀", "en", "'it''s'", "list", "a b", '"c\\td"',
        "block", "|\r\n  one\r\n  two", "fold", ">-\r\n  x\r\n  y", "last", "z",
    ] == found  # fmt: skip


def test_blocks_end_with_their_last_value() -> None:
    """What stands behind a block, remarks and empty lines, is not part of it."""
    text = "a:\n  b: 1\n  c:\n  - x\n  - y  # remark\n\n# about d\nd: 2\n"

    block = _root(text).get("a")

    assert block is not None
    assert "b: 1\n  c:\n  - x\n  - y" == text[slice(*block.span)]


def test_places_count_lines_as_editors_do() -> None:
    """U+2028 and U+0085 are characters, not line ends; carriage returns are line ends."""
    source = parse_text("a: x\u2028y\x85z\r\nb: c\rd: e\n", FILM)
    assert isinstance(source.root, Mapping)

    places = [(each.where.line, each.where.column) for each in _every(source.root)]

    assert [(1, 1), (1, 4), (2, 1), (2, 4), (3, 1), (3, 4)] == places
    assert "x\u2028y\x85z" == source.root.plain()["a"]


def test_a_byte_order_mark_moves_nothing(tmp_path: Path) -> None:
    """Offsets and columns are those of the text behind the mark, which is remembered."""
    path = tmp_path / "film.yaml"
    path.write_bytes(b"\xef\xbb\xbffilm: 1\r\n")

    source = read_source(path, FILM)

    assert isinstance(source.root, Mapping)
    assert (True, "\r\n", "film: 1\r\n") == (source.has_bom, source.newline, source.text)
    assert "1" == source.text[slice(*source.root.entries["film"].value.span)]
    assert ("film.yaml:1:1", 7) == (str(source.root.where), source.root.entries["film"].value.end)


def test_a_laughing_billion_stays_small() -> None:
    """References are refused, so a few lines never grow."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]

    source = parse_text("\n".join(lines), FILM)

    assert source.root is not None
    assert len(repr(source.root.plain())) < 2000
    assert not source.is_whole


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "a:\n "])
def test_no_depth_breaks_the_reader(opening: str) -> None:
    """A thousand brackets are a problem with a line, not a crash."""
    source = parse_text(opening * 1000, FILM)

    assert source.problems


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        ("panel: the shop #1 seller, rain", "#1 seller, rain"),
        ("panel: the shop  # a remark", ""),
        ("panel: the shop # 1", ""),
        ("panel: 'the shop' #1", ""),
        ("panel: the shop#1", ""),
        ("panel: C # #", ""),
    ],
)
def test_a_remark_that_swallows_words_is_seen(line: str, lost: str) -> None:
    """Only a ``#`` glued to the next word cuts a text short."""
    node = _root(line + "\n").get("panel")

    assert isinstance(node, Scalar)
    assert lost == cut_short(node)


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    """Reading never raises."""
    source = read_source(tmp_path / "none.yaml", Path("none.yaml"))

    assert source.root is None
    assert [
        "none.yaml: 'none.yaml' cannot be read: no such file or directory",
        "  fix: write it, or put it there",
    ] == [line for problem in source.problems for line in problem.lines()]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever is written is read or explained, and every span lies within the text."""
    source = parse_text(text, FILM)

    assert source.root is not None or source.problems
    for scalar in _every(source.root) if source.root is not None else ():
        assert 0 <= scalar.start <= scalar.end <= len(text)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    """Bytes that are no text are explained."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return

    assert parse_text(text, FILM) is not None
