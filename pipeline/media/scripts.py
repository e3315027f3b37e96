"""What the writings of the world ask of a line: direction, joined letters, and where it may end.

Line ends follow JLREQ 3.1.7-3.1.8 and CLREQ 3.1.3 (kinsoku); Korean is broken at its spaces, as
KLREQ has it. Of Unicode's bidirectional algorithm (UAX 9) only what lines of a film need is here:
the order of whole stretches, for within a stretch the shaper does the rest.
"""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

__all__ = ["Stretch", "is_joined", "is_right_to_left", "may_break", "stretches"]

NOT_AT_LINE_START = frozenset(
    "，。！？；：、．・）》」』】〉〕〗〙〟’”»…‥—–〜～％‰℃°,.!?;:)]}%"
    "々〻ーゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
    "ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ｡､｣ｰﾞﾟ"
)
"""No line begins with these."""
NOT_AT_LINE_END = frozenset("（《「『【〈〔〖〘〝‘“«([{｢$￥¥£€＄＃#")
"""No line ends with these."""
_NEVER_PARTED = frozenset("…‥—–―")
"""Two of the same stay together."""

_ANYWHERE = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
"""Chinese and Japanese characters: a line may end between any two of them."""
_JOINED = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufeff]"
)
"""Letters that join, stack or reorder: they are never set apart one by one."""


class Stretch(Struct, frozen=True):
    """Neighbouring characters that are read in one direction."""

    text: str
    is_right_to_left: bool


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters that stand beside each other."""
    if after.isspace() or after in NOT_AT_LINE_START or before in NOT_AT_LINE_END:
        return False
    if before == after and before in _NEVER_PARTED:
        return False
    return before.isspace() or bool(_ANYWHERE.match(before) or _ANYWHERE.match(after))


def is_joined(text: str) -> bool:
    """Whether it needs shaping: its letters join, stack or run from the right."""
    return _JOINED.search(text) is not None


def is_right_to_left(text: str) -> bool:
    """Whether its first letter with a direction runs from the right."""
    return next((each == "R" for each in map(_way, text) if each), False)


def stretches(line: str) -> list[Stretch]:
    """The stretches of a line in the order in which they stand on screen, from the left.

    Marks, figures and spaces go with the stretch before them; at the end of the line with the line.
    """
    base = is_right_to_left(line)
    body = line.rstrip("".join({each for each in line if not _way(each)}))
    found: list[list[str | bool]] = []
    for character in body:
        way = _way(character)
        is_from_right = way == "R" if way else (bool(found[-1][1]) if found else base)
        if found and found[-1][1] == is_from_right:
            found[-1][0] = f"{found[-1][0]}{character}"
        else:
            found.append([character, is_from_right])
    tail = line[len(body) :]
    if tail and found and found[-1][1] == base:
        found[-1][0] = f"{found[-1][0]}{tail}"
    elif tail:
        found.append([tail, base])
    pieces = [Stretch(str(text), bool(is_from_right)) for text, is_from_right in found]
    return pieces[::-1] if base else pieces


def _way(character: str) -> str:
    """``R`` or ``L`` for a letter; nothing for marks and figures, which go with what is before."""
    kind = unicodedata.bidirectional(character)
    return "R" if kind in {"R", "AL"} else "L" if kind == "L" else ""
