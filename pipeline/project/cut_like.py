"""Work out a cut that is like another: the other's events, with its own changes made. Pure.

An event is changed together with what belongs to it: a transition or fade in leads into it, a fade
out and pictures laid over it stand behind it.

    main                    - drop sh020        - replace sh020: x     - after sh020: x
    sh010                   sh010               sh010                  sh010
    dissolve 8  .                               dissolve 8             dissolve 8
    sh020       | sh020                         x                      sh020
    over sh090  '                                                      over sh090
                                                                       x
    sh030                   sh030               sh030                  sh030
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.errors import Problem
from pipeline.project.cut_lock import changed_since
from pipeline.project.cut_neighbours import neighbour_problems
from pipeline.project.cut_words import COLOURS, STOPS, CutContext, did_you_mean
from pipeline.project.edit import (
    ALL,
    Black,
    Cut,
    CutChange,
    Dissolve,
    Event,
    Fade,
    Missing,
    Over,
    SceneEvent,
    ShotEvent,
    SoundEvent,
    Split,
)
from pipeline.project.take_text import event_take

__all__ = ["Uses", "made_like", "place_text", "unit_of"]


def made_like(
    cuts: Mapping[str, Cut], context: CutContext
) -> tuple[dict[str, Cut], tuple[Problem, ...]]:
    """Every cut with its events, those that are like another worked out, and what is wrong.

    A cut that is like itself by way of others, or like one that is not there, is a red slate.
    """
    found = {name: cut for name, cut in cuts.items() if not cut.like}
    if "main" not in cuts:
        scenes = tuple(SceneEvent(scene) for scene, shots in context.scenes.items() if shots)
        found["main"] = Cut("main", scenes, is_written=False)
    problems: list[Problem] = []
    for name in cuts:
        _stand(name, cuts, context, found, problems)
    return {name: found[name] for name in cuts}, tuple(problems)


def _stand(
    name: str,
    cuts: Mapping[str, Cut],
    context: CutContext,
    found: dict[str, Cut],
    problems: list[Problem],
) -> None:
    """Work out a cut, and first all that it stands on."""
    chain: list[str] = []
    while name not in found and name in cuts and name not in chain:
        chain.append(name)
        name = cuts[name].like
    if name in chain:
        ring = chain[chain.index(name) :]
        for each in ring:
            way = " -> ".join((*ring[ring.index(each) :], *ring[: ring.index(each)], each))
            said = f"the cut '{each}' is like itself: {way}"
            fix = "one of them must say its own events:"
            found[each] = _red(cuts[each], said, fix, context, problems)
    elif name not in found:
        cut = cuts[chain[-1]]
        known = ("main", *(each for each in cuts if each != cut.name))
        fix = did_you_mean(name, known) or f"known: {', '.join(dict.fromkeys(known))}"
        said = f"there is no cut '{name}' that '{cut.name}' could be like"
        found[cut.name] = _red(cut, said, fix, context, problems)
    for each in reversed(chain):
        if each not in found:
            base = found[cuts[each].like]
            found[each], faults = _changed(base, cuts[each], context)
            problems += faults


def _red(cut: Cut, said: str, fix: str, context: CutContext, problems: list[Problem]) -> Cut:
    problems.append(Problem(said, where=cut.where, fix=fix, stops=STOPS))
    slate = Missing(max(1, round(context.fps)), said, is_fault=True, where=cut.where)
    return replace(cut, events=(slate,))


def _changed(base: Cut, cut: Cut, context: CutContext) -> tuple[Cut, list[Problem]]:
    """The cut with its events; its sounds and buses are the other's where it says nothing."""
    bench = _Bench(base, context, Uses.of(base.events, cut.changes, context))
    for change in cut.changes:
        bench.make(change)
    events = tuple(bench.laid())
    sound = cut.sound if cut.has_own_sound else tuple(_still_tied(base.sound, events, context))
    full = replace(cut, events=events, sound=sound, mix=cut.mix.over(base.mix))
    inherited = set(neighbour_problems(base.events, context.shots))
    found = neighbour_problems(events, context.shots)
    here = (_of(cut, each) for each in found if each not in inherited)
    return full, [*bench.problems, *here, *changed_since(full, context)]


def _of(cut: Cut, problem: Problem) -> Problem:
    """The fault, with the name of its cut where it is a line of the other that has become wrong."""
    own = cut.where.file if cut.where is not None else None
    if problem.where is None or problem.where.file == own:
        return problem
    return replace(problem, message=f"in the cut '{cut.name}': {problem.message}")


def _still_tied(
    sounds: Sequence[SoundEvent], events: Sequence[Event], context: CutContext
) -> Iterator[SoundEvent]:
    """The sounds, without effects that go with a shot that no longer plays."""
    shown: set[str] = set()
    for event in events:
        shown.update(_shots(event, context))
    for sound in sounds:
        is_music = sound.name in context.music or sound.is_end
        if is_music or not sound.at_shot or sound.at_shot in shown:
            yield sound


def _shots(event: Event, context: CutContext) -> tuple[str, ...]:
    if isinstance(event, SceneEvent):
        return context.scenes.get(event.scene, ())
    if isinstance(event, Split):
        return tuple(each.shot for each in event.shots)
    inner = event.event if isinstance(event, Over) else event
    return (inner.shot,) if isinstance(inner, ShotEvent) else ()


class Uses(Struct, frozen=True):
    """The events of a cut as changes find them: a scene of which a shot is named is written out.

    One that is named itself is not: it is one event, and further uses of its shots are others.
    """

    events: tuple[Event, ...]
    context: CutContext
    named: Mapping[str, list[int]]
    """The places of the events by what a change calls them."""
    showing: Mapping[str, list[int]]
    """The places of the events of the picture by the shots that they show."""

    @classmethod
    def of(cls, events: Sequence[Event], changes: Sequence[CutChange], context: CutContext) -> Uses:
        """The events in which ``changes`` look for their places."""
        named = {change.what for change in changes if change.what in context.shots}
        whole = {change.what for change in changes if change.what in context.scenes}
        opened: list[Event] = []
        for event in events:
            is_open = isinstance(event, SceneEvent) and event.scene not in whole
            shots = _shots(event, context) if is_open else ()
            if named.intersection(shots):
                opened += [ShotEvent(shot, where=event.where) for shot in shots]
            else:
                opened.append(event)
        by_name: dict[str, list[int]] = {}
        by_shot: dict[str, list[int]] = {}
        for at, event in enumerate(opened):
            by_name.setdefault(_name(event), []).append(at)
            if isinstance(event, ShotEvent | Split):
                for shot in dict.fromkeys(_shots(event, context)):
                    by_shot.setdefault(shot, []).append(at)
        return cls(tuple(opened), context, by_name, by_shot)

    def found(self, change: CutChange) -> list[int]:
        """The places that are meant, before it is looked which of them."""
        found = self.named.get(change.what, [])
        if change.what in self.context.scenes:
            shots = self.context.scenes[change.what]
            return found or sorted({at for shot in shots for at in self.showing.get(shot, ())})
        return [at for at in found if change.take in (None, getattr(self.events[at], "take", None))]


def _name(event: Event) -> str:
    """What an event is called in a change."""
    if isinstance(event, ShotEvent):
        return event.shot
    if isinstance(event, SceneEvent):
        return event.scene
    if isinstance(event, Over):
        return f"over {event.event.shot}"
    if isinstance(event, Fade):
        return "fade in" if event.is_in else "fade out"
    return event.kind if isinstance(event, Dissolve) else _plain_name(event)


def _plain_name(event: Event) -> str:
    """The word that an event without a shot begins with."""
    if isinstance(event, Black):
        if event.title is not None:
            return "credits" if event.credits is not None else "card"
        plain = (word for word in ("black", "white") if COLOURS[word] == event.colour)
        return next(plain, "colour")
    return "missing" if isinstance(event, Missing) else "split"


def unit_of(events: Sequence[Event], at: int) -> range:
    """The places of an event with what belongs to it; of a transition or an over, it alone."""
    start, end = at, at + 1
    if isinstance(events[at], Fade | Dissolve | Over):
        return range(start, end)
    while start and _leads_in(events[start - 1]):
        start -= 1
    while end < len(events) and (isinstance(events[end], Over) or _leads_out(events[end])):
        end += 1
    return range(start, end)


def _leads_in(event: Event) -> bool:
    return isinstance(event, Dissolve) or (isinstance(event, Fade) and event.is_in)


def _leads_out(event: Event) -> bool:
    return isinstance(event, Fade) and not event.is_in


def place_text(change: CutChange) -> str:
    """The line as far as it names its place: ``drop sh020/2 3``."""
    take = f"/{event_take(change.take)}" if change.take is not None else ""
    nth = "" if not change.nth else " all" if change.nth == ALL else f" {change.nth}"
    return f"{change.verb} {change.what}{take}{nth}"


class _Bench(Struct):
    """Where the changes of one cut are made to the events of another."""

    base: Cut
    context: CutContext
    uses: Uses
    gone: set[int] = field(default_factory=set)
    claims: dict[int, CutChange] = field(default_factory=dict)
    ahead: dict[int, list[Event]] = field(default_factory=dict)
    behind: dict[int, list[Event]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def make(self, change: CutChange) -> None:
        """Make one change, or say why it cannot be made."""
        places = self._meant(change)
        if not places:
            return
        units = [unit_of(self.uses.events, at) for at in places]
        if change.verb == "before":
            self.ahead.setdefault(units[0].start, []).extend(change.events)
        elif change.verb == "after":
            self.behind.setdefault(units[-1].stop - 1, []).extend(change.events)
        elif self._claimed(change, places):
            pass
        elif change.verb == "drop":
            self.gone.update(at for unit in units for at in unit)
        else:
            self._replace(change, places, units)

    def laid(self) -> Iterator[Event]:
        """The events as they are now."""
        for at, event in enumerate(self.uses.events):
            yield from self.ahead.get(at, ())
            if at not in self.gone:
                yield event
            yield from self.behind.get(at, ())

    def _replace(self, change: CutChange, places: list[int], units: list[range]) -> None:
        """New events for the first; what leads into it and out of the last stays, unless said."""
        events, stays = self.uses.events, set[int]()
        first, last = places[0], places[-1]
        if not _leads_in(change.events[0]):
            stays.update(range(units[0].start, first))
        if not _leads_out(change.events[-1]):
            stays.update(at for at in units[-1] if at > last and _leads_out(events[at]))
        self.gone.update(at for unit in units for at in unit if at not in stays)
        self.behind.setdefault(first, [])[:0] = change.events

    def _claimed(self, change: CutChange, places: list[int]) -> bool:
        """Whether another line drops or replaces one of the events already."""
        other = next((self.claims[at] for at in places if at in self.claims), None)
        if other is None:
            self.claims |= dict.fromkeys(places, change)
            return False
        line = f" in line {other.where.line}" if other.where else ""
        self._note(
            change,
            f"'{place_text(change)}': '{place_text(other)}'{line} has changed that already",
            "keep one of the two",
        )
        return True

    def _meant(self, change: CutChange) -> list[int]:
        """The places that a change is made at; none, and a problem, where that is not clear."""
        found = self.uses.found(change)
        count, said, name = len(found), place_text(change), self.base.name
        if not found:
            within = change.take is None and change.what in self.uses.showing
            why = " by itself, only inside a split" if within else " (any more)"
            fix = "name the split, as in `replace split:`" if within else "take the line out"
            self._note(change, f"'{said}': the cut '{name}' does not play it{why}", fix)
            return []
        if change.what in self.context.scenes or change.nth == ALL:
            return found
        times = "once" if count == 1 else f"{count} times"
        if change.nth > count:
            fix = f"write {change.verb} {change.what} {count}, or take the line out"
            self._note(change, f"'{said}': the cut '{name}' plays it {times} (any more)", fix)
            return []
        if not change.nth and count > 1:
            fix = f"say which: {said} 1 is the first"
            fix += f", {said} all each of them" if change.verb == "drop" else ""
            self._note(change, f"'{said}': the cut '{name}' plays it {times}", fix)
            return []
        return [found[max(0, change.nth - 1)]]

    def _note(self, change: CutChange, message: str, fix: str) -> None:
        self.problems.append(Problem(message, where=change.where, fix=fix, stops=STOPS))
