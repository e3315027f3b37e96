"""The timeline: which take, how long, where everything lies, and what is said about faults."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.loops import AMBIENT
from pipeline.cut.timeline import Card, Colour, Footage, Timeline
from pipeline.errors import Problem, Where
from pipeline.facts import CLIP, PANEL, Camera, MediaInfo, Origin
from pipeline.project.edit import (
    Black,
    Cut,
    Dissolve,
    Fade,
    Missing,
    Over,
    Pick,
    Picks,
    SceneEvent,
    ShotEvent,
    SoundEvent,
    TakeChoice,
)
from pipeline.project.story import Ask, Effect, Generator, Line, Music, Text, Title
from pipeline.timecode import FrameRange
from tests.cut.numbered import film, info, shot, take

RATE = Fraction(24)
NOWHERE = Path("nowhere.mp4")
STILL = MediaInfo("image", 1280, 536, frames=1)


def clip(name: str = "sh010", number: int = 1, count: int = 96, **more):
    """A clip that nobody will open."""
    return take(NOWHERE, name, number, info(count, RATE), **more)


def panel(name: str = "sh010", number: int = 1, **more):
    """A panel that nobody will open."""
    return take(Path("nowhere.png"), name, number, STILL, is_panel=True, **more)


def lay(*events, takes=(), project=None, picks: Picks | None = None, sound=()) -> Timeline:
    """The timeline of some events."""
    board = project or film(shot("sh010", 24), shot("sh020", 36))
    return assemble(board, Cut("main", events, tuple(sound)), picks or Picks(), takes)


def shown(timeline: Timeline) -> list[str]:
    """What each event shows, in a word."""
    words = []
    for each in timeline.picture.items:
        media = each.media
        if isinstance(media, Footage):
            words.append(str(media.take))
        else:
            words.append("red" if isinstance(media, Card) and media.is_fault else "slate")
    return words


def test_a_scene_that_is_not_opened_plays_its_shots_in_board_order() -> None:
    """Each for its planned length; an omitted one takes no part."""
    project = film(shot("sh010", 24), shot("sh020", 36, is_omitted=True), shot("sh030", 12))

    timeline = lay(SceneEvent("sc010"), project=project)

    assert [("sh010", 24), ("sh030", 12)] == [
        (each.shot, each.frames) for each in timeline.picture.items
    ]
    assert 36 == timeline.frames


def test_the_newest_take_stands_that_nobody_rejected() -> None:
    """Not the rejected one, not one made on the side, but the highest number of the others."""
    takes = [clip(number=n) for n in (1, 2, 3)]
    takes += [replace(clip(number=4), slate=replace(clip(number=4).slate, origin=Origin.SIDE))]
    picks = Picks({"sh010": Pick(rejected={TakeChoice(CLIP, 3): "melts"})})

    assert ["sh010 clip 2"] == shown(lay(ShotEvent("sh010"), takes=takes, picks=picks))


def test_a_circled_take_stands_before_a_newer_one() -> None:
    """Circled on the side counts too."""
    takes = [clip(number=n) for n in (1, 2, 3)]
    picks = Picks({"sh010": Pick(clip=TakeChoice(CLIP, 1))})

    assert ["sh010 clip 1"] == shown(lay(ShotEvent("sh010"), takes=takes, picks=picks))


def test_without_a_clip_the_panel_stands_in_with_its_camera_move() -> None:
    """It plays for the planned length, and an export is told that it is a stand-in."""
    project = film(shot("sh010", 24, camera=Camera("push", "in"), clips=(Ask("move", 1),)))

    timeline = lay(ShotEvent("sh010"), takes=[panel()], project=project)

    (only,) = timeline.picture.items
    assert ["sh010 panel 1"] == shown(timeline)
    assert Camera("push", "in") == only.media.camera
    assert "its panel stands in for a clip" == only.stand_in


def test_a_panel_is_no_stand_in_where_no_clip_was_asked_for() -> None:
    """A film of stills is whole."""
    (only,) = lay(ShotEvent("sh010"), takes=[panel()]).picture.items

    assert "" == only.stand_in


def test_with_nothing_made_a_slate_card_says_what_is_missing() -> None:
    """Shot, framing, camera, length and the words, without the marks of elements."""
    project = film(shot("sh010", 48, framing="EWS", panel="<engine> over the city"))

    (only,) = lay(ShotEvent("sh010"), project=project).picture.items

    assert Card("sh010", "engine over the city", ("EWS", "2.0 s")) == only.media
    assert only.stand_in


def test_a_shot_whose_line_has_a_fault_is_a_red_slate_that_says_it() -> None:
    """Nothing can be made for it; what is here already is shown, and a warning is no fault."""
    where = Where(Path("film.yaml"), 9, 3, "sh010: EWSS | the engine")
    wrong = Problem("'EWSS' is not a word", where=where, shot="sh010")
    mild = replace(wrong, is_warning=True)
    project = film(shot("sh010", 48), shot("sh020", 48))

    red = lay(ShotEvent("sh010"), project=replace(project, problems=(wrong,)))
    grey = lay(ShotEvent("sh020"), project=replace(project, problems=(wrong,)))
    mildly = lay(ShotEvent("sh010"), project=replace(project, problems=(mild,)))
    made = lay(ShotEvent("sh010"), project=replace(project, problems=(wrong,)), takes=[clip()])

    card = red.picture.items[0].media
    assert Card("sh010", "film.yaml:9:3: 'EWSS' is not a word", is_fault=True) == card
    assert [["slate"], ["slate"]] == [shown(grey), shown(mildly)]
    assert ["red"] != shown(made)


def test_a_take_that_does_not_exist_is_a_red_slate_of_the_same_length() -> None:
    """The problem names what there is instead."""
    where = Where(Path("cuts/main.yaml"), 7, 3, "- sh010/9 0-30")
    event = ShotEvent("sh010", TakeChoice(CLIP, 9), start=0, end=30, where=where)

    timeline = lay(event, takes=[clip(number=1), clip(number=3)])

    assert (["red"], 30) == (shown(timeline), timeline.frames)
    (problem,) = timeline.problems
    assert "the cut asks for sh010/9, and there is no such take here" == problem.message
    assert (where, "there is sh010/1, sh010/3") == (problem.where, problem.fix)


def test_an_offline_take_is_a_red_slate_and_is_named() -> None:
    """Nothing else is put in its place."""
    gone = replace(clip(number=2), is_offline=True)

    timeline = lay(ShotEvent("sh010"), takes=[clip(number=1), gone])

    assert ["red"] == shown(timeline)
    assert ["sh010 clip 2 is offline: its slate is here, its file is not"] == [
        each.message for each in timeline.problems
    ]


def test_a_window_is_counted_as_the_house_counts() -> None:
    """In and out, speed, loops, hold: one sum."""
    events = [
        ShotEvent("sh010", start=0, end=36),
        ShotEvent("sh010", start=0, end=36, speed=((0, Fraction(1, 2)),)),
        ShotEvent("sh010", start=0, end=10, loop=3, hold=5),
        ShotEvent("sh010", start=5),
        Black(12),
        Missing(48, "the ship explodes"),
    ]

    timeline = lay(*events, takes=[clip()])

    assert [36, 72, 35, 24, 12, 48] == [each.frames for each in timeline.picture.items]
    assert 227 == timeline.frames
    assert FrameRange(5, 29) == timeline.picture.items[3].source_range


def test_the_good_part_of_a_generators_clips_is_used_when_nothing_is_said() -> None:
    """An event without an in point begins at ``good``; one that says 0 begins at 0."""
    generator = Generator("kling", "fal", good=FrameRange(4, 40))
    project = film(shot("sh010", 24), generators={"kling": generator})
    made = clip(count=60, generator="kling")

    timeline = lay(ShotEvent("sh010"), ShotEvent("sh010", start=0), takes=[made], project=project)

    assert [4, 0] == [each.source_range.start for each in timeline.picture.items]


def test_a_transition_never_changes_the_length() -> None:
    """It lies over the first frames of the event after it."""
    timeline = lay(
        ShotEvent("sh010"), Dissolve(12), ShotEvent("sh020"), takes=[clip(), clip("sh020")]
    )

    assert 60 == timeline.frames
    assert ("dissolve", 12) == (
        timeline.picture.items[1].into.kind,
        timeline.picture.items[1].into.frames,
    )
    assert () == timeline.problems


def test_a_missing_tail_is_named_with_its_frames() -> None:
    """29 frames, 24 used, a dissolve of 12: seven are held."""
    timeline = lay(
        ShotEvent("sh010"), Dissolve(12), ShotEvent("sh020"), takes=[clip(count=29), clip("sh020")]
    )

    (problem,) = timeline.problems
    assert problem.is_warning
    assert (
        "the dissolve into sh020 runs 12 frames beyond the out point of sh010 clip 1, which has 5: "
        "its last picture is held for 7 frames"
    ) == problem.message


@pytest.mark.parametrize("before", [Black(24), ShotEvent("sh010", start=0, end=24, hold=2)])
def test_black_and_held_pictures_have_endless_tails(before) -> None:
    """Nothing is missing."""
    timeline = lay(before, Dissolve(12), ShotEvent("sh020"), takes=[clip(count=24), clip("sh020")])

    assert () == timeline.problems


def test_a_transition_longer_than_its_event_is_cut_to_it() -> None:
    """And it is said."""
    timeline = lay(Dissolve(40), ShotEvent("sh010"), takes=[clip()])

    assert 24 == timeline.picture.items[0].into.frames
    assert timeline.problems[0].message.startswith("the dissolve of 40 frames leads into")


def test_transitions_that_lead_nowhere_are_named() -> None:
    """At the end, at the beginning, and two at once."""
    timeline = lay(
        Fade(False, 12),
        Dissolve(5),
        Dissolve(6),
        ShotEvent("sh010"),
        Dissolve(7),
        takes=[clip()],
    )

    assert [
        "the fade out has nothing before it",
        "the dissolve is followed by another transition, which counts",
        "the dissolve at the end of the cut has nothing after it",
    ] == [each.message for each in timeline.problems]


def test_a_fade_out_longer_than_its_event_or_said_twice_is_named() -> None:
    """It is cut to the event; of two the last counts."""
    fade = Fade(is_in=False, frames=48, where=over_line("fade out 48"))

    long = lay(ShotEvent("sh010", start=0, end=24), fade, takes=[clip()])
    twice = lay(ShotEvent("sh010", start=0, end=48), fade, fade, takes=[clip()])

    assert 24 == long.picture.items[0].out.frames
    assert [
        "the fade out of 48 frames ends an event of 24; it is made 24 frames long",
        "sh010 fades out twice; the last fade counts",
    ] == [each.message for each in (*long.problems, *twice.problems)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"is_reversed": True}, ["reverse"]),
        ({"loop": 2}, ["loop 2"]),
        ({"speed": ((0, Fraction(1)), (24, Fraction(3, 10)))}, ["x1>0.3"]),
        ({"speed": ((0, Fraction(1, 2)),), "start": 0, "end": 24}, []),
        ({"speed": ((0, Fraction(1, 2)),)}, ["x0.5"]),
        ({"hold": 12}, []),
    ],
)
def test_words_that_do_nothing_to_a_still_are_named(words: dict, said: list[str]) -> None:
    """But not where the still only stands in for the clip they are meant for."""
    meant = film(shot("sh010", 24, clips=(Ask("move", 1),)))

    alone = lay(ShotEvent("sh010", **words), takes=[panel()])
    standing_in = lay(ShotEvent("sh010", **words), takes=[panel()], project=meant)

    assert [
        f"'{word}' does nothing to sh010 panel 1: a still is shown once, with its move"
        for word in said
    ] == [each.message for each in alone.problems]
    assert () == standing_in.problems


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ({"is_reversed": True}, "reversed"),
        ({"loop": 2}, "looped"),
        ({"speed": ((0, Fraction(1)), (24, Fraction(3, 10)))}, "of changing speed"),
    ],
)
def test_sound_that_a_clip_loses_is_named_unless_it_is_muted(words: dict, how: str) -> None:
    """Time run backwards, over again or ever slower is silent."""
    loud = take(NOWHERE, "sh010", 1, info(96, RATE, has_sound=True))

    heard_of = lay(ShotEvent("sh010", start=0, end=24, **words), takes=[loud])
    muted = lay(ShotEvent("sh010", start=0, end=24, is_muted=True, **words), takes=[loud])

    assert [f"the sound of sh010 clip 1 is not heard here, where it is {how}"] == [
        each.message for each in heard_of.problems
    ]
    assert () == muted.problems


def test_pictures_laid_over_lie_on_tracks_above() -> None:
    """Two that overlap need two tracks; what passes the film's end is cut off."""
    timeline = lay(
        ShotEvent("sh010", start=0, end=48),
        Over(ShotEvent("sh020", start=0, end=20), at=10),
        Over(ShotEvent("sh020", start=0, end=20), at=20),
        Over(ShotEvent("sh020", start=0, end=20), at=40),
        takes=[clip(), clip("sh020")],
    )

    spans = [[(r.start, r.end) for r, _ in track.placed()] for track in timeline.overlays]
    assert [[(10, 30), (40, 48)], [(20, 40)]] == spans
    assert all(each.is_muted for track in timeline.overlays for _, each in track.placed())


def over_line(text: str) -> Where:
    """A line of the cut."""
    return Where(Path("cuts/main.yaml"), 4, 3, f"- {text}")


def test_a_picture_laid_over_that_passes_the_films_end_is_named_with_its_frames() -> None:
    """The draft shows what there is room for; a delivery is told the line and the numbers."""
    where = over_line("over sh020/1 0-30 at 24")
    choice = TakeChoice(CLIP, 1)

    timeline = lay(
        ShotEvent("sh010", start=0, end=48),
        Over(ShotEvent("sh020", choice, start=0, end=30), at=24, where=where),
        takes=[clip(), clip("sh020")],
    )

    assert [[(24, 48)]] == [[(r.start, r.end) for r, _ in t.placed()] for t in timeline.overlays]
    (problem,) = timeline.problems
    assert [
        (
            "cuts/main.yaml:4:3: over sh020/1 lasts 30 frames, its event has 24 left and ends "
            "the film: 6 of them are not shown"
        ),
        "    4 | - over sh020/1 0-30 at 24",
        "  fix: end its window 6 frames sooner, or lay it over an earlier frame",
    ] == problem.lines()
    assert ({"export"}, False) == (problem.stops, problem.is_warning)


@pytest.mark.parametrize(("after", "shown_frames"), [(0, 0), (24, 8)])
def test_a_picture_laid_over_that_begins_after_its_event_is_named(
    after: int, shown_frames: int
) -> None:
    """As after a trim: nothing of it is lost without a word, whether or not the film goes on."""
    events = [
        ShotEvent("sh010", start=0, end=20),
        Over(ShotEvent("sh020", start=0, end=8), at=24, where=over_line("over sh020 0-8 at 24")),
    ]
    events += [ShotEvent("sh010", start=0, end=after)] if after else []

    timeline = lay(*events, takes=[clip(), clip("sh020")])

    assert shown_frames == sum(len(r) for t in timeline.overlays for r, _ in t.placed())
    assert ["over sh020 begins at frame 24; the event it lies over has 20 frames"] == [
        each.message for each in timeline.problems
    ]


def test_a_picture_laid_over_may_run_on_over_the_next_event() -> None:
    """All of it is shown, and there is nothing to say."""
    timeline = lay(
        ShotEvent("sh010", start=0, end=28),
        Over(ShotEvent("sh020", start=0, end=8), at=24),
        ShotEvent("sh010", start=0, end=28),
        takes=[clip(), clip("sh020")],
    )

    assert [[(24, 32)]] == [[(r.start, r.end) for r, _ in t.placed()] for t in timeline.overlays]
    assert () == timeline.problems


def test_words_that_name_nothing_are_red_slates() -> None:
    """An unknown shot keeps a place, an unknown scene cannot."""
    timeline = lay(ShotEvent("sh999"), SceneEvent("sc999"))

    assert ["red"] == shown(timeline)
    assert [
        "the cut plays 'sh999', which is not on the board",
        "the cut plays the scene 'sc999', which is not on the board",
    ] == [each.message for each in timeline.problems]


@pytest.mark.parametrize(
    "events", [(), (Fade(is_in=True, frames=12),), (ShotEvent("sh020"),), (SceneEvent("sc999"),)]
)
def test_a_cut_that_shows_nothing_is_a_red_slate_and_a_sentence(events) -> None:
    """A draft never refuses; a delivery is told."""
    project = film(shot("sh020", 36, is_omitted=True))

    timeline = lay(*events, project=project)

    assert (["red"], 24) == (shown(timeline), timeline.frames)
    assert ["the cut 'main' shows no picture"] == [
        each.message
        for each in timeline.problems
        if "export" in each.stops and "scene" not in each.message
    ]


def test_titles_stand_from_their_frame_to_the_end_of_their_shot() -> None:
    """Or as long as written, or to the end of another shot."""
    words = Text((("en", "36 hours"),))
    project = film(
        shot("sh010", 24, titles=(Title(words, at=6), Title(words, at=2, frames=50))),
        shot("sh020", 36, titles=(Title(words, at=-6, until="sh030"),)),
        shot("sh030", 12),
    )

    timeline = lay(SceneEvent("sc010"), project=project)

    assert [(6, 24), (2, 52), (18, 72)] == [
        (each.record.start, each.record.end) for each in timeline.titles
    ]


def test_a_title_that_waits_for_a_shot_that_does_not_play_is_named() -> None:
    """It ends with its own shot."""
    title = Title(Text((("en", "36 hours"),)), until="sh020")
    project = film(shot("sh010", 24, titles=(title,)), shot("sh020", 36))

    timeline = lay(ShotEvent("sh010"), project=project)

    assert [(0, 24)] == [(each.record.start, each.record.end) for each in timeline.titles]
    said = "the title '36 hours' of sh010 stays until sh020, which does not play in this cut"
    assert [f"{said}: it ends with sh010"] == [each.message for each in timeline.problems]


def test_a_line_after_the_films_end_is_named() -> None:
    """There is no frame to show it on."""
    line = Line("l1", "liu", Text((("en", "Run."),)), at=24)

    timeline = lay(ShotEvent("sh010"), project=film(shot("sh010", 24, lines=(line,))))

    assert () == timeline.subtitles
    assert ["the line 'Run.' of sh010 begins after the film ends: it is not shown"] == [
        each.message for each in timeline.problems
    ]


def test_a_line_may_begin_over_the_shot_before_and_never_overlaps_the_next() -> None:
    """Two frames stay free between two subtitles."""
    long = Text((("en", "A line that is long enough to be read for several seconds by anyone."),))
    project = film(
        shot("sh010", 24, lines=(Line("l1", "liu", long),)),
        shot("sh020", 96, lines=(Line("l2", "liu", long, at=-4, frames=40),)),
        languages=("en",),
    )

    timeline = lay(SceneEvent("sc010"), project=project)

    assert [(0, 18), (20, 60)] == [
        (each.record.start, each.record.end) for each in timeline.subtitles
    ]
    assert [True] == [each.is_warning for each in timeline.problems]


def test_music_runs_until_it_is_told_to_end_or_begins_anew() -> None:
    """A second cue of the same name ends the first; the film's end fades the last."""
    project = film(
        shot("sh010", 240), shot("sh020", 240), music={"m1": Music("m1", Path("m.flac"), gain=-6)}
    )
    sound = [
        SoundEvent("m1", at_frame=0),
        SoundEvent("m1", at_shot="sh020", source=Fraction(17), gain=2.0),
    ]

    timeline = lay(SceneEvent("sc010"), project=project, sound=sound)

    first, second = timeline.sounds
    assert (FrameRange(0, 240), FrameRange(240, 480)) == (first.record, second.record)
    assert (-4.0, Fraction(17), 24) == (second.gain, second.source, second.fade_out)


def test_effects_stand_in_their_shot_and_ambience_lies_under_a_run_of_shots() -> None:
    """Shots that share an ambience share one cue; its ends cross into what is beside."""
    wind = Effect(Path("wind.flac"), gain=-3)
    project = film(
        shot("sh010", 24, ambience=wind, effects=(Effect(Path("click.flac"), at=14),)),
        shot("sh020", 24, ambience=wind),
        shot("sh030", 24),
    )

    timeline = lay(SceneEvent("sc010"), project=project)

    click, ambience = timeline.sounds
    assert (14, "effect") == (click.record.start, click.role)
    assert (FrameRange(0, 52), AMBIENT, 8) == (ambience.record, ambience.loop, ambience.fade_in)


def test_music_that_no_cut_plays_is_named_in_the_draft() -> None:
    """Until a cut is written; then the cut has the say."""
    project = film(shot("sh010", 24), music={"m1": Music("m1", Path("m.flac"))})
    said = []
    for is_written in (False, True):
        cut = Cut("main", (SceneEvent("sc010"),), is_written=is_written)
        said += [each.message for each in assemble(project, cut, Picks(), ()).problems]

    assert ["the music 'm1' is not heard: no cut says where it plays"] == said


BOOM = "audio/boom.flac"


def heard(*sound: SoundEvent, frames: int = 96) -> tuple[list[tuple], list[str]]:
    """What is heard of some sounds (name, from, to, fade at the end), and what is said."""
    project = film(shot("sh010", frames), music={"m1": Music("m1", Path("m.flac"))})
    timeline = lay(ShotEvent("sh010"), project=project, sound=sound)
    cues = [
        (str(each.file), each.record.start, each.record.end, each.fade_out)
        for each in timeline.sounds
    ]
    return cues, [each.message for each in timeline.problems]


def test_a_file_ends_where_it_is_told_to() -> None:
    """As music does; without an end it rings on, also when it begins again."""
    boom, end = SoundEvent(BOOM, at_frame=0), SoundEvent(BOOM, True, at_frame=48, fade_out=6)

    assert ([(BOOM, 0, 48, 6)], []) == heard(boom, end)
    assert ([(BOOM, 0, 96, 0), (BOOM, 24, 48, 6)], []) == heard(
        boom, SoundEvent(BOOM, at_frame=24), end
    )


def test_the_fade_of_a_sound_stays_where_its_end_asks_for_none() -> None:
    """`m1 at 0 out 12`, and `m1 until 48` on a line of its own."""
    begin = SoundEvent("m1", at_frame=0, fade_out=12)

    assert ([("m.flac", 0, 48, 12)], []) == heard(begin, SoundEvent("m1", True, at_frame=48))
    assert ([("m.flac", 0, 48, 4)], []) == heard(
        begin, SoundEvent("m1", True, at_frame=48, fade_out=4)
    )


def test_a_sound_that_is_never_heard_is_named() -> None:
    """It begins after the film, ends before it begins, or begins anew before it began."""
    late = SoundEvent(BOOM, at_frame=96)
    back = SoundEvent("m1", at_frame=48), SoundEvent("m1", True, at_frame=24)
    anew = SoundEvent("m1", at_frame=48), SoundEvent("m1", at_frame=0)
    lost = "and began only at frame 48: what began there is not heard"

    assert (
        [],
        ["the sound 'audio/boom.flac' begins at frame 96; the film has 96: it is not heard"],
    ) == heard(late)
    assert ([], [f"the sound 'm1' ends at frame 24, {lost}"]) == heard(*back)
    assert ([("m.flac", 0, 96, 24)], [f"the sound 'm1' begins anew at frame 0, {lost}"]) == heard(
        *anew
    )


@pytest.mark.parametrize(
    ("at", "side"), [(-1, "before the film begins"), (24, "after the film ends")]
)
def test_a_shots_sound_outside_the_film_is_named(at: int, side: str) -> None:
    """Left out, with the line that says its place."""
    where = Where(Path("film.yaml"), 9, 12, "sfx: {file: click.flac}")
    click = Effect(Path("click.flac"), at=at, where=where)

    timeline = lay(ShotEvent("sh010"), project=film(shot("sh010", 24, effects=(click,))))

    assert () == timeline.sounds
    assert [(f"the sound 'click.flac' of sh010 falls {side}: it is not heard", where)] == [
        (each.message, each.where) for each in timeline.problems
    ]


def test_a_sound_tied_to_a_frame_that_does_not_play_is_named() -> None:
    """It is left out, with a warning."""
    sound = [SoundEvent("boom.flac", at_shot="sh010", at_take=TakeChoice(CLIP, 1), at_frame=90)]

    timeline = lay(ShotEvent("sh010"), takes=[clip()], sound=sound)

    assert () == timeline.sounds
    assert ["the sound 'boom.flac' is tied to sh010/1@90, which does not play in this cut"] == [
        each.message for each in timeline.problems
    ]


@pytest.mark.parametrize(
    ("event", "frame", "film_frame"),
    [
        ({"start": 2, "end": 22, "speed": ((0, Fraction(2)),)}, 12, 5),  # 11 and 13 are shown
        ({"start": 2, "end": 22, "speed": ((0, Fraction(2)),)}, 21, 9),
        ({"start": 0, "end": 10, "speed": ((0, Fraction(3)),)}, 9, 2),  # none is shown after 7
        ({"start": 2, "end": 22, "speed": ((0, Fraction(2)),), "is_reversed": True}, 12, 5),
        ({"start": 2, "end": 22, "speed": ((0, Fraction(1, 2)),)}, 12, 20),
        ({"start": 2, "end": 22, "loop": 2}, 12, 10),
    ],
)
def test_a_sound_tied_to_a_frame_that_the_speed_leaves_out_is_heard(
    event: dict, frame: int, film_frame: int
) -> None:
    """A quick picture passes frames without showing them; what is tied to them sounds."""
    sound = [SoundEvent("boom.flac", at_shot="sh010", at_take=TakeChoice(CLIP, 1), at_frame=frame)]

    timeline = lay(ShotEvent("sh010", **event), takes=[clip()], sound=sound)

    assert [film_frame] == [each.record.start for each in timeline.sounds]


def test_a_named_panel_is_filmed_even_where_a_clip_exists() -> None:
    """``sh010/p1`` is meant, and no stand-in."""
    project = film(shot("sh010", 24, clips=(Ask("move", 1),)))
    event = ShotEvent("sh010", TakeChoice(PANEL, 1))

    timeline = lay(event, takes=[clip(), panel()], project=project)

    assert (["sh010 panel 1"], "") == (shown(timeline), timeline.picture.items[0].stand_in)


def test_black_has_its_colour() -> None:
    """``black 12`` may be any plain colour."""
    (only,) = lay(Black(12, "#ffffff")).picture.items

    assert Colour("#ffffff") == only.media


@pytest.mark.parametrize(("start", "speed"), [(0, Fraction(50)), (9, Fraction(2)), (2, "4/5")])
def test_a_window_inside_its_take_is_never_short(start: int, speed: Fraction | str) -> None:
    """Rounding a length up looks past the out point by less than one picture: nothing to mend."""
    event = ShotEvent("sh010", start=start, end=12, speed=((0, Fraction(speed)),))

    assert () == lay(event, takes=[clip(count=12)]).problems
