"""Edits by the program touch the line they are about, and no other."""

from __future__ import annotations

import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.errors import FilmError, ProjectError
from pipeline.facts import CLIP, PANEL
from pipeline.project.cut_edits import rename_in_cut, swap_take, trim_event
from pipeline.project.cut_file import read_cut
from pipeline.project.cut_format import format_event, yaml_item
from pipeline.project.cut_moves import drop_event, insert_event, move_event, open_scene
from pipeline.project.cut_parts import At
from pipeline.project.cut_words import CutContext
from pipeline.project.edit import Over, SceneEvent, ShotEvent, Split, TakeChoice
from pipeline.project.film_edits import move_shot, rename_shot
from pipeline.project.marks import read_source
from pipeline.project.picks_edits import approve, circle, forget, keep, maybe, reject
from pipeline.project.picks_file import read_picks
from pipeline.project.splices import apply_edit, said, undo
from tests.project.plain import plain
from tests.properties.cut_strategies import SCENES, SHOTS, events, shot_events, takes

SEQUENCES = settings(
    max_examples=50, deadline=None, suppress_health_check=list(HealthCheck)
)  # each example writes some dozen files

LONG = (
    "{shot: sh010, take: 4, in: 10, hold: 12}",
    "{shot: sh020/2, length: 30}   ",
    "{over: sh030, take: p1, at: 4, until: beat}",
    "'sh040 0-12'",
    '"sh050/2 0-12 flop"',
)
SPLIT = "split left-right:\n{}  - sh010/1 0+24\n{}  - {{shot: sh020, take: 2}}"


@st.composite
def lists_of_lines(draw, items):
    """Lines of a list with comments and blank lines between them; every comment is unique."""
    indent = " " * draw(st.sampled_from([0, 2, 4]))
    lines, number = [], 0
    for item in items:
        for _ in range(draw(st.integers(0, 2))):
            number += 1
            kind = draw(st.sampled_from(["", f"{indent}# above {number}", f"# left {number}"]))
            lines.append(kind)
        number += 1
        tail = draw(st.sampled_from(["", f"   # behind {number}"]))
        first, *more = item.format(indent, indent).split("\n") if "\n" in item else [item]
        lines += [f"{indent}- {first}{tail}", *more]
    return lines


@st.composite
def cut_files(draw):
    """The bytes of a cut file: any events, any comments, any line end, perhaps a mark."""
    texts = draw(
        st.lists(
            st.one_of(
                events.map(lambda event: yaml_item(format_event(event))),
                st.sampled_from([*LONG, SPLIT, *SCENES]),
            ),
            min_size=2,
            max_size=7,
        )
    )
    lines = ["# the cut", "cut: main", "events:", *draw(lists_of_lines(texts))]
    lines += ["", "sound: # what is heard", "- m1 at sh010/2@4   # held", "- m1 until sh020 out 12"]
    return draw(as_bytes(lines))


@st.composite
def as_bytes(draw, lines):
    """Lines as a file: with either line end, with or without a mark and a last line end."""
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = newline.join(lines) + draw(st.sampled_from(["", newline]))
    return draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"])) + text.encode()


def board(folder, shots=SHOTS):
    """The film that the cuts of these tests are edits of."""
    from pipeline.project.story import Music

    music = {"m1": Music("m1", Path("m1.flac"))}
    return CutContext(folder, Fraction(24), dict.fromkeys(shots, 5000), dict.fromkeys(SCENES, ()), music)  # fmt: skip  # noqa: E501


def comments(data):
    """Every comment of a file, counted."""
    return Counter(
        line.partition("# ")[2] for line in data.decode("utf-8-sig").splitlines() if "# " in line
    )


def untouched(before, after, touched):
    """Whether all lines but ``touched`` many are still there, in the order they had."""
    rest = iter(after.splitlines())
    lost = sum(line not in rest for line in _kept(before.splitlines(), after.splitlines()))
    missing = Counter(before.splitlines()) - Counter(after.splitlines())
    return lost == 0 and missing.total() <= touched


def _kept(before, after):
    """The lines of ``before`` that stand in ``after``, but for lines that were moved."""
    import difflib

    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [line for start, _, size in matcher.get_matching_blocks() for line in before[start : start + size]]  # fmt: skip  # noqa: E501


def is_like(before, after):
    """Mark and line ends are those that the file had."""
    has_crlf = b"\r\n" in before
    return (
        before.startswith(b"\xef\xbb\xbf") == after.startswith(b"\xef\xbb\xbf")
        and has_crlf == (b"\r\n" in after)
        and (not has_crlf or after.count(b"\n") == after.count(b"\r\n"))
    )


def draw_cut_edit(data, now):
    """One edit of a cut: its kind, the edit, and what it is about."""
    kind = data.draw(st.sampled_from(["trim", "swap", "open", "move", "insert", "rename"]))
    place = st.integers(0, len(now) - 1)
    at, goal = data.draw(place), data.draw(place)
    shot = data.draw(st.sampled_from(SHOTS))
    match kind:
        case "trim":
            event = now[at].event if isinstance(now[at], Over) else now[at]
            shown = getattr(event, "shot", shot)
            start = data.draw(st.none() | st.integers(0, 50))
            end = data.draw(st.none() | st.integers(51, 99))
            edit, what = trim_event(At(at), shown, start, end), (at, start, end)
        case "swap":
            take = data.draw(takes)
            edit, what = swap_take(shot, take), (shot, take)
        case "open":
            what = data.draw(st.lists(shot_events(), min_size=1, max_size=3))
            edit = open_scene(SCENES[0], what)
        case "insert":
            event = data.draw(events)
            edit, what = insert_event(event, after=At(goal)), (goal + 1, event)
        case "rename":
            edit, what = rename_in_cut(shot, "sh999"), (shot, "sh999")
        case _:
            is_before = data.draw(st.booleans())
            edit = move_event(At(at), **{"before" if is_before else "after": At(goal)})
            what = (at, goal + (not is_before))
    return kind, edit, what


def intended(events_before, kind, what):
    """The events after an edit, worked out on values alone."""
    now = list(events_before)
    if kind == "trim":
        index, start, end = what
        event = now[index]
        inner = event.event if isinstance(event, Over) else event
        inner = replace(inner, start=start, end=end, until="")
        now[index] = replace(event, event=inner) if isinstance(event, Over) else inner
    elif kind == "swap":
        now = [changed(event, swapped, *what) for event in now]
    elif kind == "rename":
        now = [changed(event, renamed, *what) for event in now]
    elif kind == "open":
        index = now.index(SceneEvent(SCENES[0]))
        now[index : index + 1] = what
    elif kind == "move":
        index, goal = what
        moved = now.pop(index)
        now.insert(goal - (goal > index), moved)
    elif kind == "insert":
        now.insert(*what)
    return tuple(now)


def changed(event, change, *what):
    """The event with ``change`` made to every shot that it shows."""
    if isinstance(event, ShotEvent):
        return change(event, *what)
    if isinstance(event, Over):
        return replace(event, event=change(event.event, *what))
    if isinstance(event, Split):
        return replace(event, events=tuple(change(each, *what) for each in event.events))
    return event


def swapped(event, shot, take):
    """An event that names a take of that kind of that shot shows the new one."""
    is_meant = event.shot == shot and event.take and event.take.kind == take.kind
    return replace(event, take=take) if is_meant else event


def renamed(event, old, new):
    """An event shows, and lasts until, shots by their new names."""
    return replace(
        event,
        shot=new if event.shot == old else event.shot,
        until=new if event.until == old else event.until,
    )


@SEQUENCES
@given(cut_files(), st.data())
def test_any_sequence_of_edits_leaves_the_rest_of_a_cut_alone(written, data):
    """Values are those intended; comments, order, untouched lines, mark and line ends survive."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "main.yaml"
        path.write_bytes(written)
        context = board(folder, (*SHOTS, "sh999"))
        made = 0
        for _ in range(data.draw(st.integers(1, 6))):
            before = path.read_bytes()
            events_before = plain(read_cut(path, context)[0].events)
            kind, edit, what = draw_cut_edit(data, events_before)
            try:
                done = apply_edit(path, edit, folder=folder)
            except FilmError as err:
                assert_refusal_is_fair(err, kind, events_before, what)
                assert before == path.read_bytes()
                continue
            after = path.read_bytes()
            made += bool(done.files)
            assert intended(events_before, kind, what) == plain(read_cut(path, context)[0].events)
            assert comments(before) == comments(after)
            assert is_like(before, after)
            touched = {"trim": 1, "open": 1, "move": 2, "insert": 1}.get(
                kind, len(events_before) + 3
            )
            assert untouched(before.decode(), after.decode(), touched)
        for _ in range(made):
            undo(folder)
        assert written == path.read_bytes()


def assert_refusal_is_fair(err, kind, events_before, what):
    """An edit is refused only where there is nothing to change, and says so."""
    if kind == "open":
        assert SceneEvent(SCENES[0]) not in events_before
        assert "to open" in err.message
    else:
        assert "trim" == kind, err
        assert not isinstance(events_before[what[0]], ShotEvent | Over), err


@st.composite
def picks_files(draw):
    """The bytes of picks.yaml: any laid out decisions, any comments."""
    lines = ["# decisions"]
    for number, shot in enumerate(draw(st.lists(st.sampled_from(SHOTS), unique=True))):
        tail = draw(st.sampled_from(["", f"    # behind {number}"]))
        value = draw(
            st.sampled_from(
                [
                    " {clip: 2, rejected: {clip 1: 'six, fingers'}}",
                    " {panel: 1}",
                    "",
                    " {approved: true, maybe: [clip 3]}",
                    "\n  clip: 4\n  rejected:\n    clip 1: melts",
                ]
            )
        )
        first, *more = value.split("\n")
        lines += [*draw(st.sampled_from([[], [""], [f"# above {number}"]])), f"{shot}:{first}{tail}", *more]  # fmt: skip  # noqa: E501
    return draw(as_bytes(lines))


@SEQUENCES
@given(picks_files(), st.data())
def test_any_sequence_of_decisions_leaves_the_others_alone(written, data):
    """What was decided is read back; all other decisions and every comment stay."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "picks.yaml"
        path.write_bytes(written)
        for _ in range(data.draw(st.integers(1, 6))):
            before, picks = path.read_bytes(), read_picks(path, SHOTS)[0]
            shot = data.draw(st.sampled_from(SHOTS))
            take = TakeChoice(
                data.draw(st.sampled_from([CLIP, PANEL])), data.draw(st.integers(1, 5))
            )
            edit = data.draw(
                st.sampled_from(
                    [
                        circle(shot, take),
                        reject(shot, take, "melts, 六 fingers: #1"),
                        maybe(shot, take),
                        approve(shot),
                        keep(shot, "coat not seen"),
                    ]
                )
            )
            apply_edit(path, edit, folder=folder)
            after, again = path.read_bytes(), read_picks(path, SHOTS)
            assert () == again[1]
            now = again[0].of(shot)
            what = edit.label.split()[0]
            if what == "circle":
                assert take == (now.panel if take.kind == PANEL else now.clip)
            assert (what != "reject") or now.rejected[take] == "melts, 六 fingers: #1"
            assert (what != "approve") or now.is_approved
            assert (what != "keep") or {"because": "coat not seen"} == now.kept
            others = [name for name in SHOTS if name != shot]
            assert [plain(picks.of(each)) for each in others] == [
                plain(again[0].of(each)) for each in others
            ]
            assert (
                comments(before)
                == Counter(
                    {text: n for text, n in comments(after).items() if not text.startswith("1")}
                )
                or "#1" in after.decode()
            )
            assert is_like(before, after) or not before.strip(b"\xef\xbb\xbf")
        apply_edit(path, forget(shot, take), folder=folder)
        gone = read_picks(path, SHOTS)[0].of(shot)
        assert take not in {gone.panel, gone.clip, *gone.maybe, *gone.rejected}


@st.composite
def film_files(draw):
    """The bytes of a film: shots long and short in two scenes, comments wherever they may be."""
    lines, number = ["film: 1", "style: night  # all of it", "scenes:"], 0
    halves = (SHOTS[:4], SHOTS[4:])
    for scene, shots in zip(SCENES, halves, strict=True):
        lines += [f"  {scene}:", "    shots:"]
        for shot in shots:
            number += 1
            lines += draw(
                st.sampled_from([[], [""], [f"      # above {number}", f"      # and {number}"]])
            )
            lines += draw(
                st.sampled_from(
                    [
                        [f"      {shot}: MS | number {number}   # behind {number}"],
                        [
                            f"      {shot}:  # begins {number}",
                            f"        panel: CU | number {number}",
                            f"        title: {{text: a, until: {draw(st.sampled_from(SHOTS))}}}",
                            f"        # ends {number}",
                        ],
                        [
                            f"      {shot}:",
                            "        about: |",
                            f"          number {number}",
                            "          of many",
                            f"        panel: {shot} speaks",
                        ],
                    ]
                )
            )
    return draw(as_bytes(lines))


@SEQUENCES
@given(film_files(), st.data())
def test_any_sequence_of_renames_and_moves_leaves_the_rest_of_a_film_alone(written, data):
    """Shots keep their words and comments, whatever they are called and wherever they stand."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "film.yaml"
        path.write_bytes(written)
        names = list(SHOTS)
        for step in range(data.draw(st.integers(1, 5))):
            before, old = path.read_bytes(), said(read_source(path).root)
            shot, other = data.draw(
                st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True)
            )
            if data.draw(st.booleans()):
                rename_shot(folder, shot, new := f"shot-{step}")
                names[names.index(shot)] = new
                assert untouched(before.decode(), path.read_bytes().decode(), 1 + len(SHOTS))
            else:
                is_before = data.draw(st.booleans())
                edit = move_shot(shot, **{"before" if is_before else "after": other})
                if is_alone(old, shot, other):
                    with pytest.raises(ProjectError, match="only shot of its scene"):
                        apply_edit(path, edit, folder=folder)
                    continue
                apply_edit(path, edit, folder=folder)
                names.remove(shot)
                names.insert(names.index(other) + (not is_before), shot)
                assert Counter(before.decode().splitlines()) == Counter(
                    path.read_bytes().decode().splitlines()
                )
                assert shots_of(old) == {**shots_of(said(read_source(path).root))}
            now = said(read_source(path).root)
            assert names == list(shots_of(now))
            assert comments(before) == comments(path.read_bytes())
            assert is_like(before, path.read_bytes())


def is_alone(film, shot, other):
    """Whether a move would leave a scene without a shot."""
    scene = next(each["shots"] for each in film["scenes"].values() if shot in each["shots"])
    return len(scene) == 1 and other not in scene


def shots_of(film):
    """Every shot of a film in order, with what it says."""
    return {
        shot: words for scene in film["scenes"].values() for shot, words in scene["shots"].items()
    }


@settings(max_examples=40, deadline=None)
@given(cut_files(), st.integers(0, 6))
def test_a_dropped_event_takes_nothing_with_it(written, index):
    """Only the line of the event goes; comments above it stay."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "main.yaml"
        path.write_bytes(written)
        context = board(Path(name))
        before = plain(read_cut(path, context)[0].events)
        if index >= len(before):
            return

        apply_edit(path, drop_event(At(index)), folder=Path(name))

        assert (*before[:index], *before[index + 1 :]) == plain(read_cut(path, context)[0].events)
        lost = comments(written) - comments(path.read_bytes())
        assert lost.total() <= 1
        assert all(text.startswith("behind") for text in lost)
