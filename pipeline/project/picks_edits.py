"""Write decisions into picks.yaml: circle, reject, maybe, approve, keep, and take them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from pipeline.errors import ProjectError
from pipeline.facts import CLIP, HEARD, PANEL
from pipeline.project.cut_format import yaml_item
from pipeline.project.edit import Pick, TakeChoice
from pipeline.project.marks import Source, parse_text
from pipeline.project.nodes import Mapping, Scalar
from pipeline.project.picks_file import format_pick, read_pick, read_picks_text
from pipeline.project.splices import Edit, said
from pipeline.project.take_text import pick_take
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

__all__ = [
    "approve", "circle", "decide", "forget", "keep", "maybe", "reject", "rename_in_picks",
]  # fmt: skip

_ORDER = ("panel", "clip", "maybe", "rejected", "approved", "kept")
"""The order of decisions; those about what is heard stand behind the clip."""


def circle(shot: str, take: TakeChoice) -> Edit:
    """Use this take of the shot; it is neither rejected nor a maybe any more."""
    if take.kind != PANEL and take.kind.word not in {CLIP.word, *HEARD}:
        said = f"{shot} {pick_take(take)}"
        raise ProjectError(f"{said}: only panels, clips and what is heard can be circled")
    return decide(f"circle {shot} {pick_take(take)}", shot, lambda pick: pick.circling(take))


def reject(shot: str, take: TakeChoice, because: str = "") -> Edit:
    """Never use this take; when it was circled, nothing is."""
    return decide(
        f"reject {shot} {pick_take(take)}",
        shot,
        lambda pick: replace(
            pick.without(take), rejected={**pick.without(take).rejected, take: because}
        ),
    )


def maybe(shot: str, take: TakeChoice) -> Edit:
    """Keep this take in mind."""
    return decide(
        f"maybe {shot} {pick_take(take)}",
        shot,
        lambda pick: replace(
            pick.without(take), maybe=(*pick.without(take).maybe, take)
        ) if take not in {*pick.circles, *pick.maybe} else pick,
    )  # fmt: skip


def approve(shot: str, *, is_approved: bool = True) -> Edit:
    """Say that the shot is done: nothing remakes it unasked; or take that back."""
    word = "approve" if is_approved else "take back the approval of"
    return decide(f"{word} {shot}", shot, lambda pick: replace(pick, is_approved=is_approved))


def keep(shot: str, because: str = "", *, was: str = "") -> Edit:
    """Say that the outdated takes of the shot are fine (``was``: outdated by what)."""
    words = {"because": because, "was": was}
    kept = {key: word for key, word in words.items() if word} or {"because": "as it is"}
    return decide(f"keep {shot}", shot, lambda pick: replace(pick, kept=kept))


def forget(shot: str, what: TakeChoice | str) -> Edit:
    """Take back what was decided about a take, or ``panel``, ``clip``, ``approved``, ``kept``."""

    def change(pick: Pick) -> Pick:
        if isinstance(what, TakeChoice):
            return pick.without(what)
        empty: dict[str, Any] = {"panel": None, "clip": None, "kept": {}, "maybe": ()}
        fields = {"approved": "is_approved"}.get(what, what)
        return replace(pick, **{fields: empty.get(what, {} if what == "rejected" else False)})

    name = pick_take(what) if isinstance(what, TakeChoice) else what
    return decide(f"forget {shot} {name}", shot, change)


def decide(label: str, shot: str, change: Callable[[Pick], Pick]) -> Edit:
    """An edit of the decisions about one shot; untouched decisions stay as they are written."""

    def before(source: Source) -> Pick:
        entry = source.root.entries.get(shot) if isinstance(source.root, Mapping) else None
        return read_pick(entry) if entry else Pick()

    def text(source: Source) -> str:
        old = before(source)
        new = change(old)
        if new == old:
            return source.text
        _refuse_hollow(source, shot)
        return _decided(source, shot, (old, new))

    def intend(data: Any) -> Any:
        old_text = f"{shot}: {_flow(data[shot])}\n" if shot in data else ""
        old = read_picks_text(old_text, (shot,))[0].of(shot)
        new = change(old)
        return data if new == old else _intended(data, shot, (old, new))

    return Edit(label, text, intend, begin="")


def _refuse_hollow(source: Source, shot: str) -> None:
    """A word without a value (``{clip, 5}``) is no decision, and nothing is put in its place."""
    entry = source.root.entries.get(shot) if isinstance(source.root, Mapping) else None
    found = entry.value.entries if entry and isinstance(entry.value, Mapping) else {}
    for name, item in found.items():
        if isinstance(item.value, Scalar) and item.value.start == item.value.end:
            raise ProjectError(
                f"'{name}' of {shot} has no value",
                where=item.key.where,
                fix=f"write `{name}: …`, or delete the word",
            )


def rename_in_picks(old: str, new: str) -> Edit:
    """Move the decisions about a shot to its new name, in their place."""

    def text(source: Source) -> str:
        root = source.root
        entry = root.entries.get(old) if isinstance(root, Mapping) else None
        if entry is None or not isinstance(root, Mapping):
            return source.text
        if new in root:
            raise ProjectError(
                f"there are decisions about '{new}' already",
                where=root.entries[new].key.where,
                fix="delete the line, or choose another name",
            )
        return spliced(source.text, [respell(entry.key, new)])

    def intend(data: Any) -> Any:
        return {new if key == old else key: value for key, value in data.items()}

    return Edit(f"rename {old} to {new}", text, intend, begin="")


def _order(keys: Iterable[str]) -> tuple[str, ...]:
    """The order of all decisions, with what is heard, and parts of chains, among ``keys``."""
    heard = sorted(
        {key for key in keys if key.partition(".")[0] in HEARD or key.startswith("clip.")}
    )
    return (*_ORDER[:2], *heard, *_ORDER[2:])


def _words(pick: Pick) -> Mapping:
    """The decisions as they are written, by key."""
    root = parse_text(f"x: {format_pick(pick)}", Path("picks.yaml")).root
    node = root.get("x") if isinstance(root, Mapping) else None
    if not isinstance(node, Mapping):
        raise TypeError("a pick is written as keys in braces")
    return node


def _decided(source: Source, shot: str, picks: tuple[Pick, Pick]) -> str:
    """The new text of picks.yaml: only the decisions that differ are written anew."""
    old, new = map(_words, picks)
    root = source.root
    entry = root.entries.get(shot) if isinstance(root, Mapping) else None
    if entry is None or not isinstance(root, Mapping):
        return spliced(source.text, [_added(source, shot, format_pick(picks[1]))])
    if not isinstance(entry.value, Mapping):
        return spliced(source.text, put_key(root, shot, format_pick(picks[1]), newline="\n"))
    if not new.entries and set(entry.value.entries) <= set(old.entries):
        return spliced(source.text, cut_key(root, shot))
    order = _order((*old.entries, *new.entries))
    for key in order:
        was, now = old.get(key), new.get(key)
        if said(was) == said(now):
            continue
        node = source.root.get(shot) if isinstance(source.root, Mapping) else None
        if not isinstance(node, Mapping):
            break
        if now is None:
            splices = cut_key(node, key)
        else:
            value = now.page.text[now.start : now.end]
            splices = put_key(node, key, value, newline=source.newline, order=order)
        source = parse_text(spliced(source.text, splices), source.page.file)
    return source.text


def _added(source: Source, shot: str, value: str) -> Splice:
    """A new line where the ids have it, or at the end of a file that is not sorted."""
    root, line = source.root, f"{shot}: {value}"
    entries = list(root) if isinstance(root, Mapping) else []
    if isinstance(root, Mapping) and root.is_flow:
        return put_key(root, shot, value, newline=source.newline)[0]
    index = _rank([entry.name for entry in entries], shot)
    if not entries:
        return insert_block(source.text, len(source.text), [line], source.newline)
    block = block_of(entries[max(0, index - 1)])
    at = block.end if index else block.start or block.body
    return insert_block(source.text, at, [" " * block.column + line], source.newline)


def _rank(names: list[str], shot: str) -> int:
    return next((index for index, name in enumerate(names) if name > shot), len(names))


def _intended(source_data: Any, shot: str, picks: tuple[Pick, Pick]) -> Any:
    """What picks.yaml shall say after the decision."""
    old, new = (said(_words(pick)) for pick in picks)
    if shot not in source_data:
        pairs = list(source_data.items())
        pairs.insert(_rank(list(source_data), shot), (shot, new))
        return dict(pairs)
    now = source_data[shot]
    if not isinstance(now, dict):
        return source_data | {shot: new}
    if not new and set(now) <= set(old):
        return {key: value for key, value in source_data.items() if key != shot}
    order = _order((*old, *new))
    for key in order:
        if old.get(key) == new.get(key):
            continue
        if key in new:
            now = ordered(now, key, new[key], order)
        else:
            now = {name: value for name, value in now.items() if name != key}
    return source_data | {shot: now}


def _flow(data: Any) -> str:
    """What a file says, in brackets and quotes."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(data[key])}" for key in data) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(_flow, data)) + "]"
    return yaml_item(data, in_flow=True) if data not in {"true", "false", ""} else data or "''"
