"""A production's files become one project; what is wrong stops only what needs it."""

from __future__ import annotations

import gc
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.facts import Camera, Money
from pipeline.project.load import load
from pipeline.project.story import Ask, Project, Shot
from pipeline.timecode import FrameRange
from tests.doubles import TINY_FILM, tiny_film
from tests.project.films import RICH_FILES, RICH_FILM, write_film


@pytest.fixture
def rich(tmp_path: Path) -> Project:
    """The film that uses every key."""
    return load(write_film(tmp_path / "rich", RICH_FILM, RICH_FILES))


def _shots(tmp_path: Path, *lines: str, head: str = "film: 1\n") -> dict[str, Shot]:
    text = head + "shots:\n" + "".join(f"  {line}\n" for line in lines)
    return dict(load(write_film(tmp_path, text)).shots)


def test_the_tiny_film_is_whole(tmp_path: Path) -> None:
    """What other tests build on has three shots of half a second and no fault."""
    project = load(tiny_film(tmp_path, sh020="MS | a man runs"))

    assert () == project.problems
    assert [12, 12, 12] == [shot.frames for shot in project.shots.values()]
    assert "a man runs" == project.shots["sh020"].panel
    assert 96 == project.deliveries["main"].width


def test_the_film_as_a_whole(rich: Project) -> None:
    """Title, rate, shape, money and deliveries are read exactly."""
    assert () == rich.problems
    assert ("流浪地球3", "The Wandering Earth III") == (rich.title.of("zh"), rich.title.of("en"))
    assert (Fraction(24000, 1001), Fraction(239, 100)) == (rich.fps, rich.aspect)
    assert Money(80_000_000) == rich.budget.film
    assert ("zh",) == rich.deliveries["web"].burn
    assert ("b", "mpv") == (rich.local.unit, rich.local.player)
    assert {"main"} == set(rich.cuts)


def test_a_generator_keeps_what_only_its_backend_knows(rich: Project) -> None:
    """Settings that are not ours travel as plain data, with their places."""
    kling = rich.generators["kling"]

    assert ("fal", "fal-ai/kling/pro", Fraction(5)) == (kling.backend, kling.model, kling.seconds)
    assert FrameRange(4, 40) == kling.good
    assert {"options": {"cfg": 0.5}} == kling.settings
    assert "film.yaml:16:76" == str(kling.marks["options"])


def test_scenes_stand_in_film_order_over_all_files(rich: Project) -> None:
    """An included file's scenes follow where the file is included."""
    assert ["sc010", "sc020", "sc030"] == [scene.id for scene in rich.scenes]
    assert list(range(9)) == [shot.number for shot in rich.shots.values()]
    assert "more.yaml:5:7" == str(rich.shots["sh090"].where)
    assert "the frozen city" == rich.scenes[0].about


def test_a_shot_says_what_film_and_scene_leave_open(rich: Project) -> None:
    """Defaults, then the scene, then the shot; styles and negatives are joined."""
    shot = rich.shots["sh010"]
    last = rich.shots["sh070"]

    assert (96, 48) == (shot.frames, rich.shots["sh020"].frames)
    assert "low saturation, white and teal, night, blue" == shot.style
    assert "text, watermark, hands" == last.negative
    assert (2, 5) == (shot.tries, last.tries)
    assert shot.ambience is not None
    assert Path("audio/wind.flac") == shot.ambience.file


def test_the_long_form_says_the_same(rich: Project) -> None:
    """Every word of the vocabulary has its key."""
    shot = rich.shots["sh070"]

    assert ("ECU", "low", "35mm") == (shot.framing, shot.angle, shot.lens)
    assert (
        Camera("zoom", "", "slow", (Fraction(1), Fraction(13, 10)), (Fraction(60), Fraction(40)))
        == shot.camera
    )
    assert ("", 60, 7, 12) == (shot.motion, shot.frames, shot.seed, shot.handles)
    assert ("刘启",) == shot.elements


def test_no_motion_and_none_are_different(rich: Project) -> None:
    """The author has not said; or the image alone; or it differs by generator."""
    motions = {name: rich.shots[name].motion for name in ("sh010", "sh020", "sh070")}

    assert {"sh010": "snow drifts", "sh020": None, "sh070": ""} == motions
    assert {"kling": "slow push", "move": ""} == rich.shots["sh050"].motions


def test_what_is_asked_of_whom(rich: Project) -> None:
    """Film, scene and shot name generators and numbers; a still is one panel."""
    shots = rich.shots

    assert (Ask("draw", 4),) == shots["sh010"].panels
    assert (Ask("kling", 2), Ask("move", 1)) == shots["sh040"].clips
    assert (Ask("mj", 3),) == shots["sh070"].panels
    assert ((Ask("still", 1),), ()) == (shots["sh080"].panels, shots["sh080"].clips)
    assert "still" == rich.generators["still"].backend


def test_lines_titles_and_sounds(rich: Project) -> None:
    """What is read, seen and heard has its place in frames."""
    shot = rich.shots["sh050"]

    assert [("l1", "liu", -18, None), ("call", "radio", 24, 48)] == [
        (line.id, line.who, line.at, line.frames) for line in shot.lines
    ]
    assert ("card", 6, "sh070") == (shot.titles[0].style, shot.titles[0].at, shot.titles[0].until)
    assert ["card", "lower-third"] == [title.style for title in rich.shots["sh070"].titles]
    assert [0.0, -3.0] == [effect.gain for effect in rich.shots["sh070"].effects]


def test_marks_lead_back_to_the_words(rich: Project) -> None:
    """Each key knows its line, also when a default says it."""
    own = rich.shots["sh070"].marks["angle"]
    default = rich.shots["sh020"].marks["seconds"]

    assert ("film.yaml:55:9", "film.yaml:18:12") == (str(own), str(default))


def test_a_film_of_three_lines_is_a_film(tmp_path: Path) -> None:
    """Shots alone are one scene, drawn and moved by what is always there, three seconds each."""
    project = load(write_film(tmp_path, "film: 1\nshots:\n  sh010: snow\n"))

    assert () == project.problems
    shot = project.shots["sh010"]
    assert (72, "all", (Ask("sketch", 1),), (Ask("camera", 1),)) == (
        shot.frames,
        shot.scene,
        shot.panels,
        shot.clips,
    )
    assert ({"sketch", "camera"}, {"main"}) == (set(project.generators), set(project.deliveries))


def test_languages_that_are_not_listed_are_those_of_the_texts(tmp_path: Path) -> None:
    """In order of first use: the film's title, then titles and lines of the shots."""
    text = (
        "film: 1\ntitle: {en: Earth, zh: 地球}\nshots:\n"
        "  sh010: {panel: x, lines: [{liu: {fr: oui}}]}\n"
    )

    assert ("en", "zh", "fr") == load(write_film(tmp_path, text)).languages


def test_beats_count_in_the_music_that_is_named(tmp_path: Path) -> None:
    """The film's first music with a tempo, or the one a shot or scene names."""
    head = "film: 1\nmusic: {a: {file: a.flac, bpm: 60}, b: {file: a.flac, bpm: 120}}\n"
    write_film(tmp_path, "", {"a.flac": b"x"})

    shots = _shots(
        tmp_path,
        "sh010: 1 bar | x",
        "sh020: {panel: 1 bar | x, music: b}",
        "sh030: {music: b, seconds: 2 beats, panel: x}",
        head=head,
    )

    assert [96, 48, 24] == [shot.frames for shot in shots.values()]


def test_a_fault_stops_its_own_shot(tmp_path: Path) -> None:
    """The other shots are whole; the faulty one is there with what could be read."""
    text = TINY_FILM.replace("CU | a child", "CU, puhs in | a child")

    project = load(tiny_film(tmp_path, text=text))

    assert [("sh020", {"board", "shoot"})] == [
        (problem.shot, set(problem.stops)) for problem in project.problems
    ]
    assert ("CU", "a child looks up") == (
        project.shots["sh020"].framing,
        project.shots["sh020"].panel,
    )


def test_a_fault_of_the_sound_leaves_the_pictures_alone(tmp_path: Path) -> None:
    """A missing song stops neither panels nor clips."""
    project = load(tiny_film(tmp_path, text=f"{TINY_FILM}music: {{m: none.flac}}\n"))

    assert [{"cut", "export"}] == [set(problem.stops) for problem in project.problems]


def test_a_key_twice_in_a_shot_is_the_shots_fault(tmp_path: Path) -> None:
    """Faults of the text itself belong to the shot in whose lines they stand."""
    text = TINY_FILM.replace("sh030: EWS", "sh030: {panel: x, panel: y}\n  sh040: EWS")

    problems = load(tiny_film(tmp_path, text=text)).problems

    assert ["sh030"] == [problem.shot for problem in problems]


def test_everything_is_reported_at_once(tmp_path: Path) -> None:
    """Ten faults are ten problems, in the order of their lines."""
    text = (
        "film: 1\nfps: fast\naspect: wide\nbudget: lots\nstlye: x\nshots:\n  sh010: puhs | <who>\n"
        "  sh020: {panel: x, seconds: long, omit: maybe, still: no.png, voice: soft}\n"
    )

    problems = load(write_film(tmp_path, text)).problems

    assert [2, 3, 4, 5, 7, 7, 8, 8, 8, 8] == [
        problem.where.line for problem in problems if problem.where
    ]


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"a: [", b"- x", b"\0"])
def test_only_an_unreadable_film_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """A film that is absent or no text raises, with its line where it has one."""
    if content is not None:
        (tmp_path / "film.yaml").write_bytes(content)

    with pytest.raises(ProjectError, match=r"film\.yaml"):
        load(tmp_path)


def test_an_empty_film_has_no_shots(tmp_path: Path) -> None:
    """An empty file is a film that says nothing."""
    messages = [each.message for each in load(write_film(tmp_path, "")).problems]

    assert ["the film does not say its version", "the film has no shots"] == messages


def test_other_files_cannot_take_the_film_away(tmp_path: Path) -> None:
    """Broken cuts, picks and local settings are problems of their own files."""
    broken: dict[str, str | bytes] = {
        "cuts/main.yaml": "events: [",
        "picks.yaml": b"\xff",
        "local.yaml": "unit: [",
    }

    project = load(tiny_film(tmp_path, files=broken))

    assert 3 == len(project.shots)
    assert {"main.yaml", "picks.yaml", "local.yaml"} == {
        problem.where.file.name for problem in project.problems if problem.where
    }


def test_links_cannot_lead_out_of_the_production(tmp_path: Path) -> None:
    """A link inside the production to a file outside is outside."""
    (tmp_path / "secret.png").write_bytes(b"x")
    film = tiny_film(tmp_path / "film", sh010="{still: link.png}")
    (film / "link.png").symlink_to(tmp_path / "secret.png")

    problems = load(film).problems

    assert ["'link.png' lies outside the production"] == [each.message for each in problems]


def test_places_of_this_machine_may_be_used(tmp_path: Path) -> None:
    """A file in a folder that local.yaml names is found there."""
    (tmp_path / "nas").mkdir()
    (tmp_path / "nas" / "liu.png").write_bytes(b"x")
    film = tiny_film(
        tmp_path / "film", sh010="{still: liu.png}", files={"local.yaml": "places: [../nas]\n"}
    )

    project = load(film)

    assert () == project.problems
    assert project.shots["sh010"].still is not None
    assert b"x" == (film / project.shots["sh010"].still).read_bytes()


def test_included_files_cannot_go_round(tmp_path: Path) -> None:
    """Two files that include each other are told so, once, and read once."""
    text = "film: 1\ninclude: a.yaml\nshots: {sh010: x}\n"
    files: dict[str, str | bytes] = {
        "a.yaml": "include: b.yaml\nshots: {sh020: y}\n",
        "b.yaml": "include: a.yaml\nshots: {sh030: z}\n",
    }

    project = load(write_film(tmp_path, text, files))

    assert ["'a.yaml' includes itself"] == [each.message for each in project.problems]
    assert ["sh030", "sh020", "sh010"] == list(project.shots)


def test_the_digest_is_that_of_every_file(tmp_path: Path) -> None:
    """A change in any file that was read changes the project's digest."""
    folder = write_film(tmp_path, RICH_FILM, RICH_FILES)
    before = {load(folder).digest}

    for name in ("film.yaml", "more.yaml", "cuts/main.yaml", "picks.yaml", "local.yaml"):
        path = folder / name
        path.write_bytes(path.read_bytes() + b"# x\n")
        before.add(load(folder).digest)

    assert 6 == len(before)


@pytest.mark.parametrize("is_on", [True, False])
def test_loading_leaves_the_collector_as_it_was(tmp_path: Path, *, is_on: bool) -> None:
    """Garbage collection is paused inside the call alone."""
    folder = tiny_film(tmp_path)
    was_on = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        load(folder)
        assert is_on == gc.isenabled()
    finally:
        (gc.enable if was_on else gc.disable)()


def test_ten_thousand_shots_are_read(tmp_path: Path) -> None:
    """A film of any length is read whole (the time it takes is measured by hand)."""
    shots = [f"sh{n}: EWS, push in, 2s | snow over city {n} => it drifts" for n in range(10_000)]

    assert 10_000 == len(_shots(tmp_path, *shots))


def test_music_that_no_cut_plays_is_named_where_cuts_are_written(tmp_path: Path) -> None:
    """One line in any cut is enough; a film without cuts is not told here."""
    text = "film: 1\nmusic: {m1: {file: a.flac}, m2: b.flac}\nshots: {sh010: MS | x}\n"
    sounds: dict[str, str | bytes] = {"a.flac": b"x", "b.flac": b"x"}
    cut = {"cuts/short.yaml": "events: [all]\nsound: [m2 at 0]\n"}

    without = load(write_film(tmp_path / "a", text, sounds)).problems
    written = load(write_film(tmp_path / "b", text, sounds | cut)).problems

    said = "no cut plays the music 'm1'"
    assert [] == [each.message for each in without if "music" in each.message]
    assert [said] == [each.message for each in written if "music" in each.message]


@pytest.mark.parametrize(
    "line", ["grade: warm", "loudness: loud", "languages: [Chinese]", "music: [a.flac]"]
)
def test_what_only_the_film_plays_stops_no_panel(tmp_path: Path, line: str) -> None:
    """The board and the clips are made; the film waits until the line is mended."""
    film = write_film(tmp_path, f"film: 1\n{line}\nshots: {{sh010: MS | a man}}\n")

    problems = [problem for problem in load(film).problems if not problem.is_warning]

    assert problems
    assert {frozenset({"cut", "export"})} == {problem.stops for problem in problems}


def test_a_link_to_itself_is_not_suggested_in_its_own_place(tmp_path: Path) -> None:
    """What to do is something else than what was done; a name may hold words of ours."""
    film = write_film(
        tmp_path, "film: 1\nshots: {sh010: {panel: x, refs: [loop.png, outside.png]}}\n"
    )
    (film / "loop.png").symlink_to("loop.png")

    fixes = [problem.fix for problem in load(film).problems]

    assert "it may be a link that leads nowhere: put the file itself there" in fixes
    assert not any("did you mean 'loop.png'" in fix or "copy it into" in fix for fix in fixes)


def test_a_folder_where_a_file_belongs_is_called_one(tmp_path: Path) -> None:
    """Of cut, picks and local settings alike."""
    film = write_film(tmp_path, "film: 1\nshots: {sh010: MS | a man}\n")
    for name in ("cuts/main.yaml", "picks.yaml", "local.yaml"):
        (film / name).mkdir(parents=True)

    said = {problem.message for problem in load(film).problems}

    assert {
        f"'{name}' is a folder" for name in ("cuts/main.yaml", "picks.yaml", "local.yaml")
    } == said


@pytest.mark.parametrize("line", ['include: ""', "include: [more.yaml, '']"])
def test_an_include_without_a_name_is_an_error(tmp_path: Path, line: str) -> None:
    """Whoever wrote it wanted a file there."""
    (tmp_path / "more.yaml").write_text("elements: {}\n", "utf-8")
    (tmp_path / "film.yaml").write_text(f"film: 1\n{line}\nshots: {{sh010: snow}}\n", "utf-8")

    (problem,) = load(tmp_path).problems

    assert "'include' names no file" == problem.message
    assert problem.where is not None
    assert 2 == problem.where.line


@pytest.mark.parametrize("key", ["burn", "side"])
def test_a_delivery_in_a_language_that_no_text_has_is_an_error(tmp_path: Path, key: str) -> None:
    """Where the film lists no languages, those of its texts count."""
    board = "shots: {sh010: {panel: snow, lines: [{mei: {zh: 雪, en: Snow}}]}}"
    film = f"film: 1\n{board}\ndeliveries: {{main: {{{key}: [en, fr]}}}}\n"
    (tmp_path / "film.yaml").write_text(film, "utf-8")

    (problem,) = load(tmp_path).problems

    assert "'fr' is not a language of this film" == problem.message
    assert frozenset({"export"}) == problem.stops


def test_a_delivery_of_plain_texts_may_call_them_what_it_likes_if_it_is_a_language(
    tmp_path: Path,
) -> None:
    """Texts without a language stand for any; `subtitles` is none."""
    film = "film: 1\nshots: {sh010: snow}\ndeliveries: {main: {burn: en, side: subtitles}}\n"
    (tmp_path / "film.yaml").write_text(film, "utf-8")

    assert ["'subtitles' is not a language"] == [each.message for each in load(tmp_path).problems]
