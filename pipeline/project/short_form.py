"""Change single words of a short shot, ``[words |] panel [=> motion]``, and leave all others."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.project.vocabulary import divided, read_words

__all__ = ["SLOTS", "said_short", "with_changes"]

SLOTS = ("framing", "angle", "lens", "camera", "seconds")
"""What may stand before the bar, by the keys that say the same in the long form."""
_EDGE = " \t,，、;；"
_GAPS = re.compile(r"(?:\s*[,，、;；]\s*){2,}")


def said_short(text: str) -> dict[str, str]:
    """What a short shot says, by key, in the author's own words."""
    words, _, panel, arrow, motion = divided(text)
    said = {_key(slot): written for slot, written in read_words(words).written.items()}
    if panel.strip():
        said["panel"] = panel.strip()
    if arrow:
        said["motion"] = motion.strip()
    return said


def with_changes(text: str, changes: Mapping[str, str]) -> str:
    """The same line with other words for some keys; an empty one takes the key away."""
    words, bar, panel, arrow, motion = divided(text)
    for slot in SLOTS:
        if slot in changes:
            words = _with_word(words, slot, changes[slot])
    if not words.strip(_EDGE):
        words = bar = ""
        panel = panel.lstrip() if text and not text[:1].isspace() else panel
    elif not bar:
        words, bar, panel = f"{words.strip()} ", "|", f" {panel.lstrip()}"
    if "panel" in changes:
        lead = panel[: len(panel) - len(panel.lstrip())]
        tail = panel[len(panel.rstrip()) :] if panel.strip() else " " * bool(arrow)
        panel = f"{lead}{changes['panel']}{tail}"
    if "motion" in changes:
        new = changes["motion"]
        lead = motion[: len(motion) - len(motion.lstrip())] if arrow else " "
        panel = panel if arrow and new else panel.rstrip() + " " * bool(new)
        arrow, motion = (arrow or "=>", f"{lead}{new}") if new else ("", "")
    return f"{words}{bar}{panel}{arrow}{motion}".rstrip()


def _with_word(words: str, slot: str, value: str) -> str:
    found = read_words(words)
    written = {_key(name): said for name, said in found.written.items()}
    old = written.get(slot, "")
    if not old:
        stem = words.rstrip()
        if not value:
            return words
        return f"{stem}{', ' if stem else ''}{value}{words[len(stem) :] or ' '}"
    at = words.find(old, found.offsets["length" if slot == "seconds" else slot])
    if at < 0:  # said in two places, as a pace before and a point behind: all of it anew
        written[slot] = value
        return ", ".join(filter(None, written.values())) + " "
    rest = words[:at] + value + words[at + len(old) :]
    if value:
        return rest
    tail = " " * rest.endswith(" ")
    return _GAPS.sub(", ", rest).strip(_EDGE) + tail


def _key(slot: str) -> str:
    return "seconds" if slot == "length" else slot
