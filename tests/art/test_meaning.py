"""Sentences that were once misread: who is meant, how many, from where, and what nobody knows."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.art.composer import compose
from pipeline.art.moods import turned_away
from pipeline.art.people import person_of
from pipeline.art.staging import cast_of
from pipeline.art.understanding import Brief, understand, wish_of


def wish(words, framing="WS", angle=""):
    """The settled wish of a shot's words."""
    brief = Brief(words=words, framing=framing, angle=angle, film="f", place="p")
    return wish_of(brief, understand(brief))


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("one woman with a red umbrella", 1),
        ("two people on the square", 2),
        ("广场上的两个人", 2),
        ("雨夜，一个撑伞的人", 1),
        ("a horse stands alone in the snow", 0),
        ("a lone lighthouse", 0),
        ("alone in the city", 1),
        ("three red balloons above an old fisherman", 1),
        ("two trucks and a man", 1),
        ("two men by two trucks", 2),
    ],
)
def test_people_are_counted_as_the_words_count_them(words, people):
    """A number counts the noun behind it; what stands alone need not be a person."""
    assert people == len(wish(words).people)
    assert not wish(words).crowd


@pytest.mark.parametrize("number", range(6))
def test_a_plural_keeps_the_sex(number):
    """Two women are two women, whatever their names draw; so are two men."""
    assert "woman" == person_of(f"f{number}", "other women of p", "women").sex
    assert "man" == person_of(f"f{number}", "other men of p", "men").sex


def test_numbers_of_animals_are_a_herd():
    """Three riders are three horses and nobody on foot."""
    riders = wish("three riders on horseback cross the plain")

    assert (3, ()) == (riders.herd, riders.people)


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("caravan of camels crosses the dunes", ("camels",)),
        ("the abandoned fairground at dusk", ("fairground",)),
        ("a red kite above a boy in a yellow raincoat with a beard", ("kite",)),
        ("over her shoulder a doctor listens", ()),
        ("a wolf howls by the river", ()),
        ("an old piano plays, the accordion sings", ("accordion",)),
    ],
)
def test_what_nobody_can_draw_is_named_and_nothing_else(words, unknown):
    """Neither a verb nor an adjective hides a noun; what people wear is no stranger."""
    assert unknown == understand(Brief(words=words)).unknown


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("over her shoulder: a doctor listens", "woman", "doctor"),
        ("a doctor listens, over the captain's shoulder", "captain", "doctor"),
        ("over the shoulder of a captain, a doctor", "captain", "doctor"),
    ],
)
def test_over_a_shoulder_two_people_are_seen(words, first, second):
    """Whose shoulder it is stands before the camera, the other faces it."""
    assert [first, second] == [p.description for p in wish(words, "OTS").people]


def test_one_shoulder_alone_shows_the_view():
    """Over a soldier's shoulder a city: one person, seen from behind."""
    assert 1 == len(wish("over the shoulder of a soldier, a burning city", "OTS").people)


@pytest.mark.parametrize(
    ("words", "turned"),
    [
        ("a man seen from behind", True),
        ("he turns his back to the camera", True),
        ("宇航员背对镜头", True),
        ("the sun comes from behind the ridge", False),
        ("a pack on his back", False),
    ],
)
def test_people_turn_their_backs_when_the_words_say_so(words, turned):
    """The words "from behind" turn a person, and not the sun that comes from behind a ridge."""
    assert turned is turned_away(words)


@pytest.mark.parametrize("words", ["an astronaut in a corridor", "a man by the sea"])
def test_a_turned_back_is_another_picture(words):
    """The same shot seen from behind shows other figures, indoors and out."""

    def drawn(text):
        scene = compose(Brief(words=text, framing="MS", film="f", place="p"))
        sheet = next(s for s in scene.stage.sheets if s.name == "figures")
        return np.where(sheet.mask > 0, sheet.tones, 0).astype(int)

    ahead, behind = drawn(words), drawn(f"{words}, seen from behind")
    assert (np.abs(ahead - behind) > 60).mean() > 0.002


def test_only_the_first_of_many_wears_the_coloured_thing():
    """Four soldiers in a row are no chain of scarves."""
    scene = compose(Brief(words="four soldiers in the snow", framing="WS", film="f", place="p"))

    assert all(not person.item for person in cast_of(scene)[1:])


@pytest.mark.parametrize(
    ("words", "sleeps", "sits"),
    [
        ("a nurse beside the bed", 0, 1),
        ("a nurse beside the bed of an old man", 1, 1),
        ("an old man in bed", 1, 0),
    ],
)
def test_who_stands_by_a_bed_does_not_lie_in_it(words, sleeps, sits):
    """Beside, by, at: the words part the sick from those who watch."""
    from pipeline.art.interior import interior_scene
    from pipeline.art.room_bed import parted

    scene = compose(Brief(words=f"a bedroom, {words}", framing="WS", film="f", place="p"))
    lead, watchers = parted(interior_scene(scene))

    assert (sleeps, sits) == (int(lead is not None), len(watchers))
