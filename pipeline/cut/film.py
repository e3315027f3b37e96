"""One film, planned: timeline, reels, sound, and everything that is wrong with it. Pure.

plan = plan_film(project, cut, takes, FilmWish(look, tools, sounds))
# every plan.jobs whose derived file is not there yet goes through ``performers()``,
# then: join_film([reel files in order], target, plan.timeline.rate, sound=file of plan.track)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.clock import sample_of
from pipeline.cut.coded import track_recipe
from pipeline.cut.cues import Mix, SoundFile, plan_mix
from pipeline.cut.glyphs import glyph_problems
from pipeline.cut.grading import lut_problems, luts_of
from pipeline.cut.leader import leader_reels, leader_sound, slate_of
from pipeline.cut.looks import Look
from pipeline.cut.reels import Reel, Tools, split
from pipeline.cut.reframing import reframed
from pipeline.cut.stems import STEM_PARTS, stem_names
from pipeline.cut.timeline import Timeline
from pipeline.errors import Problem
from pipeline.facts import Digest, Json, Take
from pipeline.project.codecs import CODECS
from pipeline.project.edit import Cut, Picks
from pipeline.timecode import seconds_of_frames

if TYPE_CHECKING:
    from pipeline.project.story import Project

__all__ = [
    "FilmPlan",
    "FilmWish",
    "Work",
    "export_problems",
    "own_fonts",
    "performers",
    "plan_film",
    "sound_paths",
    "tools_here",
    "with_leader",
]

Performer = Callable[[Json, Mapping[Digest, Path], Path], None]
"""recipe, files by digest, target: makes the target or raises."""


class FilmWish(Struct, frozen=True):
    """How the film is wanted, and what there is to make it with."""

    look: Look
    tools: Tools
    sounds: Mapping[Path, SoundFile] = field(default_factory=dict)
    """The author's sound files by the path they wrote."""


class Work(Struct, frozen=True):
    """One derived file: what makes it, from what, and its name under ``derived``."""

    key: str
    performer: str
    """``cut.reel``, ``cut.sound``, ``cut.heard``, ``cut.mix`` or ``cut.track``."""
    recipe: Json
    inputs: Mapping[Digest, Path]
    frames: int
    """Film frames it covers; 0 for sound."""
    about: str
    """The shots it shows, for people."""
    needs: tuple[str, ...] = ()
    """Keys of the works that come before it; their files are handed in by them."""


class FilmPlan(Struct, frozen=True):
    """A film, ready to be made."""

    timeline: Timeline
    look: Look
    reels: tuple[Reel, ...]
    """In film order; equal ones appear as often as they play."""
    mix: Mix
    problems: tuple[Problem, ...]
    """Everything, warnings included; a draft only shows them."""
    leader: tuple[Reel, ...] = ()
    """Parts that stand before the film: slate, 2-pop and black."""

    @property
    def shown(self) -> Fraction:
        """Frames of the film that are shown in a second; each of them may be shown repeatedly."""
        return self.timeline.rate * self.look.pace.speed

    def _paced(self) -> Json:
        """How the sound is brought to the speed of the picture."""
        speed = self.look.pace.speed
        if speed == 1:
            return {}
        samples = sample_of(self.timeline.frames, self.shown)
        return {"pace": {"speed": [speed.numerator, speed.denominator], "samples": samples}}

    @property
    def all_reels(self) -> tuple[Reel, ...]:
        """All that is joined: what stands before the film, and the film."""
        return (*self.leader, *self.reels)

    @property
    def track(self) -> Work:
        """The mix as it lies in the film: AAC in a delivery, FLAC in a draft."""
        build, mix = self.mix.recipe["ffmpeg"], self.heard
        is_draft, is_master = self.look.is_draft, CODECS[self.look.codec].is_master
        more = {**self._paced(), **({"lead": leader_sound(self.shown)} if self.leader else {})}
        key, recipe = track_recipe(
            mix, build, is_compressed=not is_draft, is_master=is_master, more=more
        )
        return Work(key, "cut.track", recipe, {}, 0, "sound", (mix,))

    @property
    def heard(self) -> str:
        """The key of what is heard with the picture: the mix, or all of it but the dialogue."""
        mastering = self.look.mastering
        return self.mix.part(STEM_PARTS["ME"])[0] if mastering.is_without_lines else self.mix.key

    @property
    def stems(self) -> Mapping[str, str]:
        """The stems that leave beside the film: their keys by name."""
        if not self.look.mastering.has_stems:
            return {}
        names = stem_names(self.mix.recipe)
        return {name: self.mix.part(STEM_PARTS[name])[0] for name in names}

    def _parts(self) -> Iterator[tuple[str, Json]]:
        """What is made of parts of the mix: its stems, and a film without dialogue."""
        names = dict.fromkeys(self.stems)
        if self.look.mastering.is_without_lines:
            names["ME"] = None
        for name in names:
            yield self.mix.part(STEM_PARTS[name])

    @property
    def jobs(self) -> tuple[Work, ...]:
        """Every derived file once: the sound first (it is the longest), then the reels."""
        works: dict[str, Work] = {}
        for sound in self.mix.sounds:
            works[sound.key] = Work(sound.key, "cut.sound", sound.recipe, sound.inputs, 0, "sound")
        needs = tuple(works)
        mix, heard = self.mix, self.mix.recipe["heard"]
        works[heard] = Work(heard, "cut.heard", mix.heard, {}, 0, "sound", needs)
        works[mix.key] = Work(mix.key, "cut.mix", mix.recipe, {}, 0, "sound", (*needs, heard))
        for key, recipe in self._parts():
            works[key] = Work(key, "cut.mix", recipe, {}, 0, "sound", (*needs, heard))
        works[self.track.key] = self.track
        for reel in self.all_reels:
            about = ", ".join(reel.shots) or "no shot"
            work = Work(reel.key, "cut.reel", reel.recipe, reel.inputs, reel.frames, about)
            works.setdefault(reel.key, work)
        return tuple(works.values())


def plan_film(project: Project, cut: Cut, takes: Iterable[Take], wish: FilmWish) -> FilmPlan:
    """Assemble the cut and write down everything that has to be made for it.

    Opens no take: what a take holds stands in its slate. Fonts are asked which characters they
    have.
    """
    timeline = assemble(project, cut, project.picks or Picks(), takes)
    seen = reframed(timeline, project.shots) if wish.look.is_reframed else timeline
    reels = split(seen, wish.look, wish.tools)
    mix = plan_mix(timeline, wish.sounds, wish.tools.ffmpeg, wish.look.mastering)
    glyphs = glyph_problems(timeline, wish.look, wish.tools.own_fonts)
    luts = lut_problems(project, is_draft=wish.look.is_draft)
    problems = (*timeline.problems, *mix.problems, *glyphs, *luts)
    return FilmPlan(timeline, wish.look, reels, mix, problems)


def with_leader(plan: FilmPlan, film: str, facts: tuple[str, ...], tools: Tools) -> FilmPlan:
    """The plan with slate, 2-pop and black before the film; ``facts`` stand on the slate."""
    slate = slate_of(plan.timeline, plan.look, film, facts)
    return replace(plan, leader=leader_reels(slate, plan.timeline, plan.look, tools))


def export_problems(plan: FilmPlan) -> tuple[Problem, ...]:
    """What keeps a delivery from being made: stand-ins, offline takes, missing characters.

    An empty answer means that the film is whole.
    """
    found = [problem for problem in plan.problems if not problem.is_warning]
    told = {problem.shot for problem in found if problem.shot}
    for record, clip in plan.timeline.clips():
        if not clip.stand_in or (clip.shot in told and clip.shot):
            continue
        seconds = float(seconds_of_frames(record.start, plan.timeline.rate))
        name = clip.shot or "an event"
        found.append(
            Problem(
                f"{name} at {seconds:.1f} s is not there yet: {clip.stand_in}",
                where=clip.where,
                fix="make it, or export with --as-is",
                stops=frozenset({"export"}),
                shot=clip.shot,
            )
        )
        told.add(clip.shot)
    return tuple(found)


def sound_paths(project: Project, cut: Cut) -> tuple[Path, ...]:
    """Every sound file that the film may need, relative to the production, each once."""
    return tuple(dict.fromkeys(_sounds(project, cut)))


def _sounds(project: Project, cut: Cut) -> Iterator[Path]:
    yield from (music.file for music in project.music.values() if not music.is_silent)
    for shot in project.shots.values():
        effects = (*shot.effects, *((shot.ambience,) if shot.ambience is not None else ()))
        yield from (each.file for each in effects if each.file is not None)
        for line in shot.lines:
            if line.file is not None:
                yield line.file
    for event in cut.sound:
        if event.name not in project.music and not event.is_end:
            yield Path(event.name)


def tools_here(project: Project | None = None) -> Tools:
    """The ffmpeg and the fonts of this machine and of the film, as they enter every key."""
    from pipeline.media.digests import digest_of
    from pipeline.media.ffmpeg import build
    from pipeline.media.fonts import font_shelf, is_font

    own = {}
    for path in own_fonts(project) if project is not None else ():
        place = project.folder / path if project is not None else path
        if is_font(place):
            own[path] = (place, digest_of(place))
    luts = luts_of(project) if project is not None else {}
    return Tools(build(), tuple(digest_of(font.path) for font in font_shelf().files), own, luts)


def own_fonts(project: Project) -> Iterator[Path]:
    """The font files that titles of the film name, relative to the production."""
    for named in project.title_styles.values():
        if named.look.font is not None:
            yield named.look.font
    for shot in project.shots.values():
        for title in shot.titles:
            if title.look is not None and title.look.font is not None:
                yield title.look.font


def performers() -> Mapping[str, Performer]:
    """What makes derived files, by the word that recipes use; run in worker processes."""
    from pipeline.cut.coded import render_coded
    from pipeline.cut.hearing import render_heard
    from pipeline.cut.mix import render_mix
    from pipeline.cut.render import render_reel
    from pipeline.cut.sounds import render_sound

    return {
        "cut.reel": render_reel,
        "cut.sound": render_sound,
        "cut.heard": render_heard,
        "cut.mix": render_mix,
        "cut.track": render_coded,
    }
