"""Read one event of a cut: ``sh230/4 4+18 flop zoom 1.15 @ 40,30`` and its relatives.

    event   = SHOT[/TAKE] [WINDOW] {word}      a stretch of a take
            | SCENE                            a whole scene, not opened
            | over SHOT… [at FRAMES]           laid over the event before
            | black LENGTH | white LENGTH | colour COLOUR LENGTH
            | card LENGTH "words" [style]      a title card
            | credits LENGTH [FILE] [COLOUR]   the end-credit roll
            | missing LENGTH ["words"]
            | fade in|out LENGTH [COLOUR]
            | dissolve LENGTH | dip LENGTH [COLOUR] | wipe LENGTH [DIRECTION]
    window  = IN-OUT | IN+LENGTH | IN- | -OUT | IN until WHERE
    word    = x0.5 | x1>0.3 | reverse | hold FRAMES | loop TIMES | flop | mute
            | zoom FACTOR [@ X,Y] | gain DECIBELS | until WHERE
    WHERE   = beat [N] | bar N | SHOT

Lengths are frames (``36``), seconds (``1.5s``), seconds:frames (``1:12``) or a timecode.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from pipeline.errors import Problem, Where
from pipeline.project.credits_file import read_credits
from pipeline.project.cut_words import (
    COLOURS,
    EVENT_WORDS,
    CutContext,
    Line,
    Word,
    colour_of,
    did_you_mean,
    near_id,
    split_words,
)
from pipeline.project.edit import (
    Black,
    Dissolve,
    Event,
    Fade,
    Missing,
    Over,
    SceneEvent,
    ShotEvent,
    Split,
)
from pipeline.project.shot_words import read_shot
from pipeline.project.story import Text, Title

__all__ = ["LAYOUTS", "parse_event", "parse_split", "read_event"]

LAYOUTS: Mapping[str, int] = {"left-right": 2, "top-bottom": 2, "thirds": 3, "quarters": 4}
"""Number of pictures side by side, by the name of the layout."""

_GAP, _MOST_GAP = Fraction(1, 2), 20
_DIRECTIONS = ("left", "right", "up", "down")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")


def parse_event(
    text: str, context: CutContext, where: Where | None = None
) -> tuple[Event | None, tuple[Problem, ...]]:
    """One event as written on one line, and what is wrong with it.

    The event is None where the line cannot be played at all; a word that is understood but not
    yet possible is a problem beside an event.
    """
    place = where or Where(context.folder / "cuts", 0, 1, text)
    line = Line(split_words(text, place), context, place)
    event = read_event(line)
    return event, tuple(line.problems)


def read_event(line: Line) -> Event | None:
    """The event that ``line`` spells, or None when it holds a fault."""
    first = line.take()
    if first is None:
        line.fault(None, "an event is empty here", "write a shot, or delete the line")
        return None
    reader = _READERS.get(first.text) if not first.is_quoted else None
    event = reader(line, first) if reader else _board(line, first)
    for word in line.rest():
        line.fault(
            word,
            f"'{word.text}' has no meaning behind '{first.text}'",
            "take it out, or begin a new line with it",
        )
    return None if line.is_faulty else event


def parse_split(
    layout: Word, pictures: Sequence[Line], context: CutContext
) -> tuple[Split | None, tuple[Problem, ...]]:
    """Several pictures side by side: the words behind ``split`` and a line for each picture.

    A line that cannot be read is a red slate in its own picture; the others play.
    """
    words = split_words(layout.text, layout.where)
    head = Line(words[1:], context, layout.where)
    named = words[0] if words else layout
    count = LAYOUTS.get(named.text)
    if count is None:
        fix = did_you_mean(named.text, LAYOUTS) or f"write one of {', '.join(LAYOUTS)}"
        head.fault(named, f"'{named.text}' is no way to split the picture", fix)
    elif len(pictures) != count:
        found = f"{len(pictures)} stand{'s' if len(pictures) == 1 else ''} below it"
        head.fault(named, f"'split {named.text}' shows {count} pictures; {found}")
    gap, colour = _gap(head)
    for word in head.rest():
        head.fault(word, f"'{word.text}' has no meaning behind 'split'", "write gap 1 white")
    problems, events = list(head.problems), []
    for line in pictures:
        events.append(_cell(line))
        problems += line.problems
    if head.is_faulty:
        return None, tuple(problems)
    split = Split(named.text, tuple(events), gap, colour, where=layout.where)
    return split, tuple(problems)


def _gap(head: Line) -> tuple[Fraction, str]:
    """``gap 1 white``: the line between the pictures, in percent of the frame's height."""
    colour, said = "#000000", head.skip("gap")
    if said is None:
        return _GAP, colour
    word = head.take()
    written = word.text.removesuffix("%") if word else ""
    if not re.fullmatch(r"[0-9]{1,2}(?:\.[0-9]{1,3})?", written) or Fraction(written) > _MOST_GAP:
        head.fault(word or said, f"a gap is 0 to {_MOST_GAP} percent of the height", "write gap 1")
        return _GAP, colour
    if following := head.take():
        colour = _colour(head, following) or colour
    return Fraction(written), colour


def _cell(line: Line) -> ShotEvent | Missing:
    """One picture of a split: a shot, or ``missing 2s "words"``."""
    event: ShotEvent | Missing | None = None
    first = line.take()
    if first is None:
        line.fault(None, "an event is empty here", "write a shot, or delete the line")
    elif first.text == "missing" and not first.is_quoted:
        event = _missing(line, first)
    else:
        event = read_shot(line, first)
    for word in line.rest()[:1]:
        line.fault(word, f"'{word.text}' has no meaning inside a split", "take it out")
    if event is not None and not line.is_faulty:
        return event
    shot = first.text.partition("/")[0] if first else ""
    text = " ".join(word.text for word in line.words)
    return Missing(line.context.shots.get(shot, 0), text, is_fault=True, where=line.where)


def _board(line: Line, first: Word) -> Event | None:
    """A shot or a scene of the board, or a word nobody knows."""
    shot = first.text.partition("/")[0]
    if shot in line.context.shots:
        return read_shot(line, first)
    if first.text in line.context.scenes:
        return SceneEvent(first.text, where=line.where)
    if shot in line.context.scenes:
        line.fault(first, f"'{shot}' is a scene; a scene has no takes", f"write {shot} alone")
    else:
        more = (*line.context.scenes, *EVENT_WORDS)
        line.fault(
            first,
            f"'{shot}' is no shot, no scene and no word of the cut",
            near_id(shot, line.context.shots, more),
        )
    line.rest()
    return None


def _over(line: Line, first: Word) -> Over | None:
    word = line.take()
    if word is None:
        line.fault(first, "'over' needs a shot", "write over sh140 0+8 at 24")
        return None
    shot = read_shot(line, word)
    is_heard = any(each.text == "gain" and not each.is_quoted for each in line.words)
    at = 0
    if said := line.skip("at"):
        place = line.take()
        if place is None:
            line.fault(said, "'at' needs a number of frames", "write at 24")
        else:
            at = line.time(place) or 0
    return Over(shot, at, is_heard, where=line.where) if shot else None


def _plain(line: Line, first: Word) -> Black | None:
    colour: str | None = COLOURS.get(first.text)
    if colour is None:
        colour = _colour(line, line.take() or first)
    frames = line.length(first, f"{first.text} 12" if first.text in COLOURS else "colour red 12")
    return Black(frames, colour, where=line.where) if frames and colour else None


def _card(line: Line, first: Word) -> Black | None:
    frames = line.length(first, 'card 2s "36 hours"')
    texts: dict[str, str] = {}
    style, colour = "card", "#000000"
    while word := line.peek():
        if word.is_quoted:
            _say(line, texts, "")
        elif word.text in line.context.styles:
            line.take()
            style = word.text
        elif (named := colour_of(word.text)) is not None:
            line.take()
            colour = named
        elif _LANGUAGE.fullmatch(word.text):
            line.take()
            _language(line, word, texts)
        else:
            line.take()
            line.fault(
                word,
                f"'{word.text}' is no style of a card",
                did_you_mean(word.text, (*line.context.styles, *COLOURS))
                or "put the words in double quotes",
            )
    if not texts and not line.is_faulty:
        line.fault(first, "a card needs words", 'write card 2s "36 hours"')
    if not frames:
        return None
    title = Title(Text(tuple(texts.items())), style=style, where=line.where)
    return Black(frames, colour, title=title, where=line.where)


def _language(line: Line, word: Word, texts: dict[str, str]) -> None:
    languages = line.context.languages
    following = line.peek()
    if following is None or not following.is_quoted:
        line.fault(word, f"'{word.text}' is no style of a card", "put the words in double quotes")
    elif languages and word.text not in languages:
        line.take()
        fix = did_you_mean(word.text, languages) or f"the film speaks {', '.join(languages)}"
        line.fault(word, f"'{word.text}' is not a language of the film", fix)
    else:
        _say(line, texts, word.text)


def _say(line: Line, texts: dict[str, str], language: str) -> None:
    word = line.take()
    if word is None:
        return
    if not word.is_closed:
        line.fault(word, "the quotes that begin here are never closed", 'close them with "')
    elif language in texts:
        line.fault(word, "the card has words already", 'write zh "…" en "…" for two languages')
    else:
        texts[language] = word.text


def _missing(line: Line, first: Word) -> Missing | None:
    frames = line.length(first, 'missing 2s "the ship explodes"')
    words = line.rest()
    for word in words:
        if not word.is_closed:
            line.fault(word, "the quotes that begin here are never closed", 'close them with "')
    text = " ".join(word.text for word in words)
    return Missing(frames, text, where=line.where) if frames else None


def _fade(line: Line, first: Word) -> Fade | None:
    way = line.skip("in", "out")
    if way is None:
        line.fault(line.take() or first, "'fade' goes in or out", "write fade in 24 or fade out 24")
        line.rest()
        return None
    frames = line.length(replace(first, text=f"fade {way.text}"), f"fade {way.text} 24")
    line.skip("from", "to")
    colour = _colour(line, word) if (word := line.take()) else "#000000"
    return Fade(way.text == "in", frames, colour or "#000000", where=line.where) if frames else None


def _dissolve(line: Line, first: Word) -> Dissolve | None:
    frames = line.length(first, f"{first.text} 24")
    colour, direction = "#000000", ""
    if first.text == "dip":
        line.skip("to", "through")
        colour = (_colour(line, word) if (word := line.take()) else None) or colour
    elif first.text == "wipe" and (word := line.take()):
        direction = word.text
        if direction not in _DIRECTIONS:
            fix = did_you_mean(direction, _DIRECTIONS) or "write left, right, up or down"
            line.fault(word, f"a wipe cannot go '{direction}'", fix)
    if not frames:
        return None
    return Dissolve(frames, first.text, colour, direction, where=line.where)


def _split(line: Line, first: Word) -> None:
    line.rest()
    fix = "write `split left-right:` and a line for each picture below it"
    line.fault(first, "'split' needs pictures to show", fix)


def _colour(line: Line, word: Word) -> str | None:
    colour = colour_of(word.text)
    if colour is None:
        known = ", ".join(COLOURS)
        fix = did_you_mean(word.text, COLOURS) or f"write {known} or 0x203040"
        line.fault(word, f"'{word.text}' is no colour", fix)
    return colour


_READERS: Mapping[str, Callable[[Line, Word], Event | None]] = {
    "black": _plain,
    "card": _card,
    "colour": _plain,
    "credits": read_credits,
    "dip": _dissolve,
    "dissolve": _dissolve,
    "fade": _fade,
    "missing": _missing,
    "over": _over,
    "split": _split,
    "white": _plain,
    "wipe": _dissolve,
}
