"""A glimpse of a draft: what is new in it can be looked at long before the film is rendered."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.cut.clock import sample_of
from pipeline.cut.film import FilmPlan, FilmWish, plan_film
from pipeline.cut.glimpse import Glimpse, glimpse_of
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools
from pipeline.media.probe import probe
from pipeline.production import Production
from pipeline.production.filming import FilmRequest
from pipeline.project.edit import Cut, ShotEvent
from pipeline.run import events
from pipeline.run.events import Event
from tests.cut.numbered import decode, film, info, shot, take
from tests.doubles import tiny_film

RATE = Fraction(24)
LOOK = Look(96, 54, crf=27, preset="ultrafast", is_draft=True)
CUTS = "events:\n" + "".join(f"- black {96 - number} #{number:02d}4060\n" for number in range(10))


def planned(count: int = 10) -> FilmPlan:
    """So many events of four seconds, each with its own sound."""
    takes = [take(Path("a.mp4"), "sh010", 1, info(2000, RATE, has_sound=True))]
    some = tuple(ShotEvent("sh010", start=n * 100, end=n * 100 + 96) for n in range(count))
    return plan_film(film(shot("sh010")), Cut("m", some), takes, FilmWish(LOOK, Tools("test")))


def shown(plan: FilmPlan, new: set[int]) -> Glimpse | None:
    """The glimpse where only these events are new."""
    keys = {plan.reels[number].key for number in new}
    return glimpse_of(plan, lambda reel: reel.key not in keys)


def test_of_a_film_that_was_never_rendered_it_is_the_beginning() -> None:
    """As long as six seconds need, in whole parts."""
    plan = planned()

    glimpse = shown(plan, set(range(10)))

    assert glimpse is not None
    assert (0, plan.reels[:2]) == (glimpse.first, glimpse.plan.reels)
    assert 192 * 2000 == glimpse.plan.mix.recipe["samples"]


def test_after_a_trim_it_is_the_trimmed_event_with_the_way_into_it() -> None:
    """And its sound: cues that began before it go on where they are, others are left out."""
    plan = planned()

    glimpse = shown(plan, {5, 8})

    assert glimpse is not None
    assert (4 * 96, plan.reels[4:6]) == (glimpse.first, glimpse.plan.reels)
    begin = sample_of(4 * 96, RATE)
    cues = [(cue["start"] + begin, cue["end"] + begin) for cue in glimpse.plan.mix.recipe["cues"]]
    whole = [(cue["start"], cue["end"]) for cue in plan.mix.recipe["cues"]]
    assert whole[3:7] == cues  # those that cross into it, too
    assert glimpse.plan.mix.key != plan.mix.key
    assert glimpse.plan.mix.recipe["heard"] != plan.mix.recipe["heard"]


def test_a_short_film_and_one_without_news_have_none() -> None:
    """The film itself is there as soon."""
    assert shown(planned(3), {0, 1, 2}) is None
    assert shown(planned(), set()) is None


@pytest.mark.timeout(180)
def test_it_plays_while_the_draft_is_being_rendered(tmp_path: Path) -> None:
    """When it is said, its file is whole, and the last part of the draft is not there yet."""
    folder = tiny_film(tmp_path / "f", fps="24", aspect="16:9", files={"cuts/main.yaml": CUTS})
    glimpse = folder / "out" / "f_main_draft_new.mp4"
    seen: list[tuple[int, int, float]] = []
    made: list[str] = []

    def look(event: Event) -> None:
        if isinstance(event, events.Told) and str(glimpse) in event.words:
            frames = decode(glimpse, probe(glimpse).width, probe(glimpse).height)
            seen.append((len(made), len(frames), float(frames[0, 0, 0, 0])))
        made.extend([event.key] if isinstance(event, events.PieceMade) else [])

    report = Production(folder).film(FilmRequest(is_delivery=False, workers=1), look)

    assert report is not None
    ((parts, frames, _),) = seen
    assert 0 == parts < 8 <= len(made)
    assert 96 + 95 == frames < report.frames
    assert abs(float(probe(glimpse).seconds) - frames / 24) < 0.05
