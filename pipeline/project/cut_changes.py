"""Read ``changes:``, the lines by which a cut differs from the one that it is like.

    change  = drop PLACE                          that event is out
            | replace PLACE: EVENTS               others in its stead
            | before PLACE: EVENTS
            | after PLACE: EVENTS
    PLACE   = SHOT[/TAKE] [N | all]               N: which of its uses, from 1, also written 2nd
            | SCENE
            | over SHOT [N]
            | WORD [N]                            card, black, missing, split, dissolve, fade in …
    EVENTS  = one event, or a list of them

Places are those of the other cut as it stands, whatever other lines change of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.errors import Problem, Where
from pipeline.project.cut_words import (
    EVENT_WORDS,
    STOPS,
    CutContext,
    Word,
    did_you_mean,
    near_id,
    words_of,
)
from pipeline.project.edit import ALL, CutChange, Event, TakeChoice
from pipeline.project.nodes import Mapping, Node, Scalar
from pipeline.project.nodes import Sequence as Items
from pipeline.project.take_text import take_of_event

__all__ = ["VERBS", "read_changes"]

VERBS = ("drop", "replace", "before", "after")
Place = tuple[str, TakeChoice | None, int]
_NTH = re.compile(r"\(?(?P<number>[1-9][0-9]{0,3})(?:st|nd|rd|th)?\)?")
_FIX = "write drop sh020, replace sh030: sh030/2 0-12, or after sh040: black 12"


def read_changes(
    node: Node | None, context: CutContext, event: Callable[[Node], Event]
) -> tuple[tuple[CutChange, ...], list[Problem]]:
    """The changes behind ``changes:``, and what is wrong with them; ``event`` reads one event."""
    reader = _Changes(context, event)
    if node is None or (isinstance(node, Scalar) and node.is_empty):
        return (), []
    if not isinstance(node, Items):
        reader.note(node.where, "changes is a list", "begin each change on its own line with '- '")
        return (), reader.problems
    read = [reader.change(item) for item in node.items]
    return tuple(each for each in read if each is not None), reader.problems


class _Changes:
    """Read the lines one by one; problems gather in ``problems``."""

    def __init__(self, context: CutContext, event: Callable[[Node], Event]) -> None:
        self.context = context
        self.event = event
        self.problems: list[Problem] = []

    def note(self, where: Where, message: str, fix: str = "") -> None:
        self.problems.append(Problem(message, where=where, fix=fix, stops=STOPS))

    def change(self, node: Node) -> CutChange | None:
        if isinstance(node, Scalar):
            return self.meant(node, None, node.where)
        if isinstance(node, Mapping) and len(node.entries) == 1:
            entry = next(iter(node))
            return self.meant(entry.key, entry.value, node.where)
        self.note(node.where, "a change is one line", _FIX)
        return None

    def meant(self, head: Scalar, value: Node | None, where: Where) -> CutChange | None:
        """The change of one line; None, and a problem, where it cannot be read."""
        words = words_of(head)
        verb = words[0] if words else Word("", where)
        if verb.text not in VERBS:
            fix = did_you_mean(verb.text, VERBS) or _FIX
            self.note(verb.where, f"'{verb.text}' is no change of a cut", fix)
            return None
        found = self.place(verb, words[1:])
        if found is None:
            return None
        if verb.text == "drop":
            if value is not None:
                self.note(value.where, "a line that drops an event puts none there", "use replace")
                return None
            return CutChange("drop", *found, where=where)
        events = self.events(value)
        if not events:
            fix = f"write `{head.text}: black 12`, or a list of events below it"
            self.note(where, f"'{verb.text}' does not say what is put there", fix)
            return None
        return CutChange(verb.text, *found, events, where)

    def place(self, verb: Word, words: Sequence[Word]) -> Place | None:
        """What is meant, its take, and which of its uses."""
        if not words:
            self.note(verb.where, f"'{verb.text}' needs a shot or a scene", f"{verb.text} sh020")
            return None
        first, rest = words[0], list(words[1:])
        what, take = first.text, None
        if what in {"over", "fade"}:
            second = rest.pop(0) if rest else None
            if second is None or not self.is_known(what, second.text):
                example = "over sh140" if what == "over" else "fade in"
                self.note((second or first).where, f"'{what}' needs more", f"write {example}")
                return None
            what = f"{what} {second.text}"
        elif what not in EVENT_WORDS:
            what, slash, written = what.partition("/")
            take = take_of_event(written) if slash else None
            if not self.on_board(first, what, has_take=bool(slash), is_take=take is not None):
                return None
        nth = self.nth(verb, what, rest)
        return None if nth is None else (what, take, nth)

    def nth(self, verb: Word, what: str, rest: Sequence[Word]) -> int | None:
        """Which of its uses; None, and a problem, where that cannot be read."""
        if not rest:
            return 0
        word, match = rest[0], _NTH.fullmatch(rest[0].text)
        if len(rest) > 1:
            self.note(rest[1].where, f"'{rest[1].text}' has no meaning here", "take it out")
        elif match is not None:
            return int(match["number"])
        elif word.text != "all":
            fix = f"write {what} 2 for its second use" + ", or all" * (verb.text == "drop")
            self.note(word.where, f"'{word.text}' does not say which use of {what}", fix)
        elif verb.text == "drop":
            return ALL
        else:
            self.note(word.where, "only drop may take out all", f"write {verb.text} {what} 1")
        return None

    def is_known(self, what: str, second: str) -> bool:
        return second in {"in", "out"} if what == "fade" else second in self.context.shots

    def on_board(self, word: Word, what: str, *, has_take: bool, is_take: bool) -> bool:
        """Whether a shot or scene of that name is on the board; a problem where it is not."""
        context = self.context
        if what in context.shots:
            if has_take and not is_take:
                fix = "write 2 for a clip, p2 for a panel, b2 for clip 2 of unit b"
                self.note(word.where, f"'{word.text}' is not a take of {what}", fix)
            return is_take or not has_take
        if what in context.scenes:
            if has_take:
                said = f"'{what}' is a scene; a scene has no takes"
                self.note(word.where, said, f"write {what} alone")
            return not has_take
        fix = near_id(what, context.shots, (*context.scenes, *EVENT_WORDS))
        self.note(word.where, f"'{what}' is no shot, no scene and no word of the cut", fix)
        return False

    def events(self, value: Node | None) -> tuple[Event, ...]:
        if value is None or (isinstance(value, Scalar) and value.is_empty):
            return ()
        items = value.items if isinstance(value, Items) else (value,)
        return tuple(self.event(item) for item in items)
