"""Read cuts/NAME.yaml into a cut, with everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from pipeline.errors import Problem, Where
from pipeline.project.buses import MixDesk
from pipeline.project.cut_changes import VERBS, read_changes
from pipeline.project.cut_grammar import parse_split, read_event
from pipeline.project.cut_lock import changed_since, read_lock
from pipeline.project.cut_long import line_of
from pipeline.project.cut_neighbours import neighbour_problems
from pipeline.project.cut_words import (
    STOPS,
    STYLES,
    CutContext,
    Line,
    Word,
    did_you_mean,
    words_of,
)
from pipeline.project.edit import (
    Cut,
    Event,
    Missing,
    SceneEvent,
    SoundEvent,
)
from pipeline.project.marks import Source, parse_text, read_source
from pipeline.project.mix_section import read_mix
from pipeline.project.nodes import Entry, Mapping, Node, Scalar, Sequence
from pipeline.project.reading import Reader, Report
from pipeline.project.sound_grammar import read_sound
from pipeline.project.sound_long import sound_line
from pipeline.project.story import Project
from pipeline.project.texts import Clock

__all__ = ["context_of", "default_cut", "read_cut", "read_cut_text"]

_KEYS = ("cut", "events", "sound", "mix", "locked", "like", "changes")


def read_cut(path: Path, context: CutContext) -> tuple[Cut, tuple[Problem, ...]]:
    """The cut in a file, named after the file, and all that is wrong with it.

    Never raises for what the file holds: a line that cannot be read becomes a ``Missing`` with
    ``is_fault``, of the length it was meant to have as far as that can be told. A cut that is like
    another has no events yet: ``cut_like`` finds them.
    """
    shown = path.relative_to(context.folder) if path.is_relative_to(context.folder) else path
    return _read(read_source(path, shown), path.stem, context)


def read_cut_text(
    text: str, context: CutContext, shown: Path = Path("cuts/main.yaml")
) -> tuple[Cut, tuple[Problem, ...]]:
    """As ``read_cut``, for text that is already there."""
    return _read(parse_text(text, shown), shown.stem, context)


def default_cut(project: Project) -> Cut:
    """The cut that follows from the board: every scene in order, each shot for its length."""
    scenes = (
        SceneEvent(scene.id, where=scene.where)
        for scene in project.scenes
        if any(not project.shots[shot].is_omitted for shot in scene.shots if shot in project.shots)
    )
    return Cut("main", tuple(scenes), is_written=False)


def context_of(project: Project) -> CutContext:
    """What a cut of ``project`` may speak of."""
    return CutContext(
        folder=project.folder,
        fps=project.fps,
        shots={shot.id: shot.frames for shot in project.shots.values()},
        scenes={
            scene.id: tuple(
                shot
                for shot in scene.shots
                if shot in project.shots and not project.shots[shot].is_omitted
            )
            for scene in project.scenes
        },
        music=project.music,
        languages=project.languages,
        styles=tuple(dict.fromkeys((*STYLES, *project.title_styles))),
        places=project.local.places,
    )


def _read(source: Source, name: str, context: CutContext) -> tuple[Cut, tuple[Problem, ...]]:
    reader = _Reader(context)
    reader.problems += [replace(each, stops=STOPS) for each in source.problems]
    root = source.root
    if not isinstance(root, Mapping):
        if root is not None:
            reader.note(root, "a cut is a list of events under 'events:'", "write events: first")
        return reader.red(name, source.page.where(0)), tuple(reader.problems)
    for entry in root:
        reader.key(entry, name)
    like = reader.like(root)
    changes, faults = read_changes(root.get("changes"), context, reader.event)
    reader.problems += faults
    lock, problems = read_lock(root.get("locked"), context)
    cut = Cut(
        name,
        () if like else reader.events(root.get("events"), root),
        reader.sound(root.get("sound")),
        like=like,
        changes=changes,
        mix=reader.mix(root.get("mix")),
        lock=lock,
        has_own_sound=not like or "sound" in root,
        where=root.where,
    )
    reader.problems += problems
    if not like:
        reader.problems += changed_since(cut, context)
        reader.problems += neighbour_problems(cut.events, context.shots)
    return cut, tuple(reader.problems)


class _Reader:
    """Read the nodes of one cut; problems gather in ``problems``."""

    def __init__(self, context: CutContext) -> None:
        self.context = context
        self.problems: list[Problem] = []

    def note(self, place: Node | Where | None, message: str, fix: str = "") -> None:
        where = place.where if isinstance(place, Scalar | Sequence | Mapping) else place
        self.problems.append(Problem(message, where=where, fix=fix, stops=STOPS))

    def red(self, name: str, where: Where) -> Cut:
        """A cut that could not be read: one second of a slate that says so."""
        return Cut(name, (self.slate(f"{where.file} cannot be read", where),), where=where)

    def slate(self, text: str, where: Where, frames: int = 0) -> Missing:
        return Missing(frames or max(1, round(self.context.fps)), text, is_fault=True, where=where)

    def key(self, entry: Entry, name: str) -> None:
        key = entry.name
        if key not in _KEYS:
            fix = did_you_mean(key, _KEYS) or f"a cut has the keys {', '.join(_KEYS[:4])}"
            if key in VERBS:
                fix = f"write changes: and below it `- {key} sh020`, a line for each"
            self.note(entry.key, f"a cut has no key '{key}'", fix)
        elif key == "cut" and isinstance(entry.value, Scalar) and entry.value.text != name:
            self.note(
                entry.value,
                f"the cut calls itself '{entry.value.text}' in the file {name}.yaml",
                f"write cut: {name}, or rename the file",
            )
        elif key == "cut" and not isinstance(entry.value, Scalar):
            self.note(entry.value, "the name of the cut is a single word", f"write cut: {name}")

    def like(self, root: Mapping) -> str:
        """The cut that this one is like; empty where it is like none."""
        node, events, changes = root.get("like"), root.get("events"), root.get("changes")
        if node is None:
            if changes is not None:
                self.note(changes, "changes are made to another cut", "name it: write like: main")
            return ""
        if not isinstance(node, Scalar) or node.is_empty:
            self.note(node, "'like' names one cut", "write like: main")
            return ""
        if events is not None:
            fix = f"write how it differs from '{node.text}' under changes:, or take like: out"
            key = root.entries["events"].key
            self.note(key, "a cut that is like another has no events of its own", fix)
        return node.text.strip()

    def events(self, node: Node | None, root: Mapping) -> tuple[Event, ...]:
        if node is None or (isinstance(node, Scalar) and node.is_empty):
            fix = "write a shot or a scene a line under events:"
            self.note(node or root, "the cut has no events", fix)
            where = (node or root).where
            return (self.slate(f"{where.file} has no events", where),)
        if not isinstance(node, Sequence):
            self.note(node, "events is a list", "begin each event on its own line with '- '")
            return (self.slate(f"{node.where.file} has no events", node.where),)
        if not node.items:
            self.note(node, "the cut has no events", "write a shot or a scene a line under events:")
            return (self.slate(f"{node.where.file} has no events", node.where),)
        return tuple(self.event(item) for item in node.items)

    def event(self, node: Node) -> Event:
        if isinstance(node, Mapping) and len(node.entries) == 1:
            entry = next(iter(node))
            words = entry.name.split()
            if words[:1] == ["split"]:
                return self.split(node, entry, " ".join(words[1:])) or self.broken(node)
        if isinstance(node, Mapping) and "split" in node:
            return self.split_long(node) or self.broken(node)
        line = self.line(node)
        if line is None:
            return self.broken(node)
        event = None if line.is_faulty else read_event(line)
        self.problems += line.problems
        return event or self.broken(node)

    def line(self, node: Node) -> Line | None:
        """The words of an event in either form."""
        if isinstance(node, Scalar):
            return _line(node, self.context)
        if isinstance(node, Mapping):
            return line_of(node, self.context)
        fix = "begin each event on its own line with '- '"
        self.note(node, "an event is one line, not a list", fix)
        return None

    def split(self, node: Mapping, entry: Entry, layout: str) -> Event | None:
        words = words_of(entry.key)
        word = words[1] if layout else Word("", entry.key.where)
        return self.pictures(replace(word, text=layout), entry.value, node)

    def split_long(self, node: Mapping) -> Event | None:
        layout, pictures = node.get("split"), node.get("events")
        for entry in node:
            if entry.name not in {"split", "events"}:
                fix = did_you_mean(entry.name, ("split", "events"))
                self.note(entry.key, f"an event with 'split' has no key '{entry.name}'", fix)
        text = layout.text if isinstance(layout, Scalar) else ""
        place = (layout or node).where
        return self.pictures(Word(text, place), pictures, node)

    def pictures(self, layout: Word, value: Node | None, node: Mapping) -> Event | None:
        items = value.items if isinstance(value, Sequence) else ()
        lines = [line for item in items if (line := self.line(item)) is not None]
        split, problems = parse_split(layout, lines, self.context)
        self.problems += problems
        return None if split is None else replace(split, where=node.where)

    def broken(self, node: Node) -> Missing:
        """The red slate in the place of an event that cannot be read."""
        where = node.where
        text = node.page.text[node.start : node.end].partition("\n")[0].strip()
        planned = 0
        if isinstance(node, Scalar):
            first = next(iter(node.text.split()), "").partition("/")[0]
            planned = self.context.shots.get(first, 0)
        return self.slate(text, where, planned)

    def mix(self, node: Node | None) -> MixDesk:
        report = Report()
        desk = read_mix(Reader(report, stops=STOPS), node, Clock(self.context.fps))
        self.problems += report.problems
        return desk

    def sound(self, node: Node | None) -> tuple[SoundEvent, ...]:
        if node is None or (isinstance(node, Scalar) and node.is_empty):
            return ()
        if not isinstance(node, Sequence):
            self.note(node, "sound is a list", "begin each sound on its own line with '- '")
            return ()
        cues: list[SoundEvent] = []
        for item in node.items:
            if isinstance(item, Scalar):
                line = _line(item, self.context)
            elif isinstance(item, Mapping):
                line = sound_line(item, self.context)
            else:
                fix = "begin each sound on its own line with '- '"
                self.note(item, "a sound is one line, not a list", fix)
                continue
            if not line.is_faulty:
                cues += read_sound(line)
            self.problems += line.problems
        self.ends(cues)
        return tuple(cues)

    def ends(self, cues: list[SoundEvent]) -> None:
        """Every end needs a cue of that name before it."""
        running: set[str] = set()
        for cue in cues:
            if not cue.is_end:
                running.add(cue.name)
            elif cue.name not in running:
                fix = f"begin it in a line before this one: {cue.name} at 0"
                self.note(cue.where, f"'{cue.name}' ends here but does not play", fix)
            else:
                running.discard(cue.name)


def _line(node: Scalar, context: CutContext) -> Line:
    return Line(words_of(node), context, node.where)
