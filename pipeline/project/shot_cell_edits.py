"""Write changed cells of a shot list into the board, by splices, and put new shots in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from msgspec import Struct

from pipeline.project.cut_format import yaml_item
from pipeline.project.marks import Source, parse_text
from pipeline.project.nodes import Entry, Scalar
from pipeline.project.nodes import Mapping as Block
from pipeline.project.short_form import SLOTS, said_short, with_changes
from pipeline.project.shot_cells import CELLS, own_shots
from pipeline.project.splices import Edit
from pipeline.project.text_edits import (
    Splice,
    block_of,
    cut_key,
    insert_block,
    ordered,
    put_key,
    respell,
    spliced,
)
from pipeline.project.vocabulary import read_words

__all__ = ["NewShot", "cells_edit"]

LINE = (*SLOTS, "panel", "motion")
"""The cells that one short line can say."""


class NewShot(Struct, frozen=True):
    """A shot that a table has and the board has not."""

    id: str
    after: str
    """The shot it stands behind."""
    cells: dict[str, str]


def cells_edit(news: Mapping[str, Mapping[str, str]], fresh: Sequence[NewShot], label: str) -> Edit:
    """Write the new cells of shots, by id and key, and the new shots, into the file they are in.

    Shots that stand in another file are left alone; an empty cell takes its key away.
    """

    def change(source: Source) -> str:
        text = spliced(source.text, _lines(source, news))
        for name in CELLS:
            if any(name in each for each in news.values()):
                source = parse_text(text, source.page.file)
                text = spliced(text, _keys_of(source, news, name))
        source = parse_text(text, source.page.file)
        return spliced(text, _behind(source, fresh))

    def intend(data: Any) -> Any:
        result = deepcopy(data)
        for board in _boards(result):
            pairs: list[tuple[str, Any]] = []
            for name, value in board.items():
                pairs.append((name, _revised(value, news[name]) if name in news else value))
                pairs += [(one.id, _written(one)) for one in fresh if one.after == name]
            board.clear()
            board.update(pairs)
        return result

    return Edit(label, change, intend)


def _boards(data: Any) -> Iterator[dict[str, Any]]:
    scenes = data.get("scenes")
    for holder in (data, *(scenes.values() if isinstance(scenes, dict) else ())):
        shots = holder.get("shots") if isinstance(holder, dict) else None
        if isinstance(shots, dict):
            yield shots


def _parted(
    line: str, keys: Collection[str], news: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """The short line with the changes that belong into it, and those that are keys of their own."""
    said = said_short(line)
    has_words = any(name in said for name in SLOTS)
    own = {
        name: value
        for name, value in news.items()
        if name in keys
        or name not in LINE
        or (name in SLOTS and value and not _is_word(name, value))
        or (name not in said and keys and not (name in SLOTS and has_words) and name != "panel")
    }
    inside = {name: "" if name in own else value for name, value in news.items() if name in LINE}
    return with_changes(line, inside), own


def _is_word(name: str, value: str) -> bool:
    """Whether it may stand before the bar; the length of its lines, ``line + 12f``, may not."""
    found = read_words(value)
    return not found.amiss and found.said == ("length" if name == "seconds" else name,)


def _revised(value: Any, news: Mapping[str, str]) -> Any:
    """What a shot says after the change."""
    is_block = isinstance(value, dict) and bool(value)
    line = str((value.get("panel") if is_block else value) or "")
    keys = [name for name in value if name != "panel"] if is_block else []
    after, own = _parted(line, keys, news)
    if not is_block and not own:
        return after
    result = value if is_block else {}
    if after and (not is_block or after != line):
        result = ordered(result, "panel", after, CELLS)
    for name in CELLS:
        if own.get(name):
            result = ordered(result, name, own[name], CELLS)
        elif name in own:
            result = {key: each for key, each in result.items() if key != name}
    return result


def _lines(source: Source, news: Mapping[str, Mapping[str, str]]) -> Iterator[Splice]:
    """Every short line anew that changes, and blocks for those that get keys of their own."""
    for shot in own_shots(source):
        if shot.id not in news:
            continue
        node, key = shot.entry.value, shot.entry.key
        if isinstance(node, Block) and node.entries:
            panel = node.get("panel")
            line = panel.text if isinstance(panel, Scalar) and not panel.is_empty else ""
            keys = [name for name in node.entries if name != "panel"]
            after, _ = _parted(line, keys, news[shot.id])
            if isinstance(panel, Scalar) and after != line:
                yield respell(panel, after, in_flow=node.is_flow)
            elif after != line:
                written = yaml_item(after, in_flow=node.is_flow)
                yield from put_key(node, "panel", written, newline=source.newline, order=CELLS)
            continue
        line = node.text if isinstance(node, Scalar) and not node.is_empty else ""
        after, own = _parted(line, (), news[shot.id])
        if line and after and not own:
            if isinstance(node, Scalar):
                yield respell(node, after, in_flow=_shares_a_line(shot.entry))
        elif line and after:
            indent = source.newline + " " * (block_of(shot.entry).column + 2)
            yield Splice(key.end, node.start, f":{indent}panel: ")
            if isinstance(node, Scalar) and after != line:
                yield respell(node, after)
        else:
            written = f"{{panel: {yaml_item(after, in_flow=True)}}}" if own and after else after
            written = (
                written or "{}" if own else yaml_item(after, in_flow=_shares_a_line(shot.entry))
            )
            yield Splice(key.end, max(node.end, key.end + 1), f": {written}")


def _shares_a_line(entry: Entry) -> bool:
    """Whether it stands among others in braces."""
    text, start = entry.key.page.text, entry.key.start
    lead = text[max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1 : start]
    return bool(lead.strip())


def _keys_of(source: Source, news: Mapping[str, Mapping[str, str]], name: str) -> Iterator[Splice]:
    """One key of every block that changes; the lines are what they shall be already."""
    for shot in own_shots(source):
        node = shot.entry.value
        if not isinstance(node, Block) or name not in news.get(shot.id, {}):
            continue
        value, old = news[shot.id][name], node.get(name)
        if name in LINE and name not in node and (not value or shot.cells[name] == value):
            continue  # it is said in the line
        if name == "panel":
            continue
        if not value:
            yield from cut_key(node, name)
        elif isinstance(old, Scalar) and not old.is_empty:
            yield respell(old, value, in_flow=node.is_flow)
        else:
            written = yaml_item(value, in_flow=node.is_flow)
            yield from put_key(node, name, written, newline=source.newline, order=CELLS)


def _behind(source: Source, fresh: Sequence[NewShot]) -> Iterator[Splice]:
    """The new shots, a line each where that says it, in whole lines behind the one before."""
    for shot in own_shots(source):
        here = [one for one in fresh if one.after == shot.id]
        if not here:
            continue
        block = block_of(shot.entry)
        indent = " " * block.column
        lines: list[str] = []
        for one in here:
            value = _written(one)
            if isinstance(value, dict) and value:
                lines.append(f"{indent}{one.id}:")
                lines += [f"{indent}  {name}: {yaml_item(text)}" for name, text in value.items()]
            else:
                lines.append(f"{indent}{one.id}: {yaml_item(value) if value else '{}'}")
        yield insert_block(source.text, block.end, lines, source.newline)


def _written(shot: NewShot) -> Any:
    """What a new shot says, as data."""
    return _revised("", {name: cell for name, cell in shot.cells.items() if cell}) or {}
