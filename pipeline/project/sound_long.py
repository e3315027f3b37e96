"""Read the long form of a sound: ``{sound: m1, from: bar 2, at: sh320, out: 12}``."""

from __future__ import annotations

from pipeline.project.cut_words import CutContext, Line, Word, did_you_mean
from pipeline.project.nodes import Mapping, Scalar
from pipeline.project.sound_grammar import SOUND_WORDS

__all__ = ["sound_line"]

_HEADS = ("sound", "music", "file")
_FLAGS = ("mute",)
"""Words that nothing follows: `mute: true`."""


def sound_line(node: Mapping, context: CutContext) -> Line:
    """The words that a mapping spells; what is wrong with its keys is noted on the line."""
    line = Line((), context, node.where)
    words: list[Word] = []
    heads = [entry for entry in node if entry.name in _HEADS]
    if len(heads) != 1:
        line.fault(None, "a sound needs one name", "write sound: m1, or sound: audio/boom.flac")
    for entry in node:
        key = Word(entry.name, entry.key.where)
        if entry.name not in (*_HEADS, *SOUND_WORDS):
            fix = did_you_mean(entry.name, ("sound", *SOUND_WORDS))
            line.fault(key, f"a sound has no key '{entry.name}'", fix)
        elif not isinstance(entry.value, Scalar):
            line.fault(key, f"'{entry.name}' is a single word, not a list or a block")
        elif entry.name in _FLAGS:
            words += [key] if entry.value.text.lower() in {"true", "yes", "on", ""} else []
        elif entry.name in _HEADS:
            words.insert(0, Word(entry.value.text, entry.value.where))
        else:
            words.append(key)
            words += [Word(each, entry.value.where) for each in entry.value.text.split()]
    line.words = tuple(words)
    return line
