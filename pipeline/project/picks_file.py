"""Read picks.yaml: what was decided about the takes of each shot, one sorted line a shot.

sh020: {panel: 3, clip: 5, maybe: [clip 2], rejected: {clip 1: melts}, approved: true}
sh060: {kept: {because: coat not seen, was: 9f2c61}}
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from pipeline.errors import Problem
from pipeline.facts import CLIP, HEARD, MUSIC, PANEL, Kind
from pipeline.project.cut_format import yaml_item
from pipeline.project.cut_words import did_you_mean, near_id
from pipeline.project.edit import Pick, Picks, TakeChoice
from pipeline.project.marks import Source, parse_text, read_source
from pipeline.project.nodes import Entry, Mapping, Node, Scalar, Sequence
from pipeline.project.take_text import parse_take, pick_take

__all__ = ["format_pick", "read_pick", "read_picks", "read_picks_text"]

_KEYS = ("panel", "clip", "maybe", "rejected", "approved", "kept")
_KEPT = ("because", "was")
_BARE = re.compile(r"[a-oq-z]?[0-9]+")


def read_picks(
    path: Path, shots: Iterable[str], *, shown: Path | None = None
) -> tuple[Picks, tuple[Problem, ...]]:
    """The decisions in a file and all that is wrong with it; no file is no decision.

    Args:
        path: the file on disk.
        shots: ids of the board; decisions about other shots are kept and warned about.
        shown: its name in messages, by default its file name.
    """
    if not path.exists():
        return Picks(), ()
    return _read(read_source(path, shown or Path(path.name)), shots)


def read_picks_text(
    text: str, shots: Iterable[str], shown: Path = Path("picks.yaml")
) -> tuple[Picks, tuple[Problem, ...]]:
    """As ``read_picks``, for text that is already there."""
    return _read(parse_text(text, shown), shots)


def read_pick(entry: Entry) -> Pick:
    """The decisions of one line, whatever is wrong with it left out."""
    return _Reader(frozenset((entry.name,))).shot(entry)


def format_pick(pick: Pick) -> str:
    """The decisions about a shot as the flow mapping that picks.yaml holds; ``{}`` for none."""
    parts = []
    if pick.panel:
        parts.append(f"panel: {pick.panel.unit}{pick.panel.number}")
    if pick.clip:
        parts.append(f"clip: {pick.clip.unit}{pick.clip.number}")
    parts += [f"{each.kind}: {each.unit}{each.number}" for each in pick.heard.values()]
    if pick.maybe:
        parts.append(f"maybe: [{', '.join(pick_take(take) for take in pick.maybe)}]")
    if pick.rejected:
        words = (
            f"{pick_take(take)}: {yaml_item(because, in_flow=True)}"
            for take, because in pick.rejected.items()
        )
        parts.append(f"rejected: {{{', '.join(words)}}}")
    if pick.is_approved:
        parts.append("approved: true")
    if pick.kept:
        kept = (f"{key}: {yaml_item(word, in_flow=True)}" for key, word in pick.kept.items())
        parts.append(f"kept: {{{', '.join(kept)}}}")
    return "{" + ", ".join(parts) + "}"


def _read(source: Source, shots: Iterable[str]) -> tuple[Picks, tuple[Problem, ...]]:
    reader = _Reader(frozenset(shots))
    reader.problems += source.problems
    root = source.root
    picks: dict[str, Pick] = {}
    if isinstance(root, Mapping):
        picks = {entry.name: reader.shot(entry) for entry in root}
    elif root is not None and not (isinstance(root, Scalar) and root.is_empty):
        reader.note(root, "picks are a line for each shot", "write sh020: {clip: 5}")
    return Picks(picks), tuple(reader.problems)


class _Reader:
    """Read the nodes of picks.yaml; problems gather in ``problems``."""

    def __init__(self, shots: frozenset[str]) -> None:
        self.shots = shots
        self.problems: list[Problem] = []
        self.id = ""

    def note(self, node: Node, message: str, fix: str = "", *, is_warning: bool = False) -> None:
        self.problems.append(
            Problem(message, where=node.where, fix=fix, shot=self.id, is_warning=is_warning)
        )

    def shot(self, entry: Entry) -> Pick:
        self.id = entry.name if entry.name in self.shots else ""
        if not self.id:
            self.note(
                entry.key,
                f"the shot '{entry.name}' is not on the board; what was decided about it is kept",
                near_id(entry.name, self.shots),
                is_warning=True,
            )
        pick = Pick(where=entry.key.where)
        if isinstance(entry.value, Scalar) and entry.value.is_empty:
            return pick
        if not isinstance(entry.value, Mapping):
            self.note(entry.value, f"'{entry.name}' needs its decisions", "write {clip: 5}")
            return pick
        for decision in entry.value:
            pick = self.decision(decision, pick)
        return self.consistent(entry, pick)

    def decision(self, entry: Entry, pick: Pick) -> Pick:
        value = entry.value
        match entry.name:
            case "panel":
                pick = replace(pick, panel=self.take(value, PANEL))
            case "clip":
                pick = replace(pick, clip=self.take(value, CLIP))
            case "maybe":
                pick = replace(pick, maybe=self.maybe(value))
            case "rejected":
                pick = replace(pick, rejected=self.rejected(value))
            case "approved":
                pick = replace(pick, is_approved=self.approved(value))
            case "kept":
                pick = replace(pick, kept=self.kept(value))
            case name if name.partition(".")[0] in HEARD or name.startswith("clip."):
                pick = replace(pick, heard={**pick.heard, **self.heard(entry)})
            case name:
                fix = did_you_mean(name, _KEYS) or f"decisions are {', '.join(_KEYS)}"
                self.note(entry.key, f"picks have no decision '{name}'", fix)
        return pick

    def take(self, node: Node, kind: Kind | None = None) -> TakeChoice | None:
        """A take; with ``kind`` a bare number is of that kind, and no other kind may stand."""
        text = node.text if isinstance(node, Scalar) else ""
        try:
            shot, take = parse_take(f"{kind} {text}" if kind and _BARE.fullmatch(text) else text)
        except ValueError:
            shot, take = "?", TakeChoice(CLIP, 1)
        if not shot and (kind is None or take.kind == kind):
            return take
        what = f"a take of kind {kind}" if kind else "a take"
        example = f"{kind}: 3" if kind else "clip 2 or panel 3"
        self.note(node, f"'{_shown(node)}' is not {what}", f"write {example}")
        return None

    def heard(self, entry: Entry) -> dict[Kind, TakeChoice]:
        """``voice.l1: 2``, ``sfx.s1: 2``, ``music: 2``: the take of a line, a sound, a piece."""
        try:
            kind = Kind.parse(entry.name)
        except ValueError:
            kind = Kind(entry.name)
        if bool(kind.part) == (kind.word == MUSIC):
            fix = "write voice.l1: 2, sfx.s1: 2, or music: 2 of a piece of music"
            self.note(entry.key, f"'{entry.name}' names no spoken line, sound or music", fix)
            return {}
        take = self.take(entry.value, kind)
        return {} if take is None else {kind: take}

    def maybe(self, node: Node) -> tuple[TakeChoice, ...]:
        items = node.items if isinstance(node, Sequence) else (node,)
        return tuple(take for item in items if (take := self.take(item)) is not None)

    def rejected(self, node: Node) -> dict[TakeChoice, str]:
        found: dict[TakeChoice, str] = {}
        if isinstance(node, Mapping):
            for entry in node:
                take = self.take(entry.key)
                if not isinstance(entry.value, Scalar):
                    self.note(entry.value, "the reason is a few words", "write clip 1: melts")
                elif take is not None:
                    found[take] = "" if entry.value.is_empty else entry.value.text
            return found
        return dict.fromkeys(self.maybe(node), "")

    def approved(self, node: Node) -> bool:
        if isinstance(node, Scalar) and isinstance(value := node.plain(), bool):
            return value
        self.note(node, "'approved' is said with true or false", "write approved: true")
        return False

    def kept(self, node: Node) -> dict[str, str]:
        if not isinstance(node, Mapping):
            self.note(node, "'kept' says why", "write kept: {because: coat not seen}")
            return {}
        found = {}
        for entry in node:
            if entry.name not in _KEPT or not isinstance(entry.value, Scalar):
                fix = did_you_mean(entry.name, _KEPT) or "write because: and was:"
                self.note(entry.key, f"'kept' has no word '{entry.name}'", fix)
            else:
                found[entry.name] = entry.value.text
        return found

    def consistent(self, entry: Entry, pick: Pick) -> Pick:
        for take in pick.circles:
            if take in pick.rejected:
                message = f"{entry.name} {pick_take(take)} is circled and rejected at once"
                self.note(entry.key, message, "take one of the two out")
        return pick


def _shown(node: Node) -> str:
    text = node.page.text[node.start : node.end]
    return text if len(text) <= 40 else text[:39] + "…"
