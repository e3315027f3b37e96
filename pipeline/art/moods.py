"""Words for what a person feels in a shot, and for a person who shows us their back."""

from __future__ import annotations

import re

from pipeline.art.traits import Table

__all__ = ["MOODS", "turned_away"]

MOODS: Table = (
    (
        "asleep",
        (
            "asleep",
            "sleeps",
            "sleeping",
            "closes her eyes",
            "closes his eyes",
            "eyes closed",
            "睡",
            "闭眼",
            "闭上眼",
        ),
    ),
    (
        "sad",
        (
            "sad",
            "tears",
            "weeps",
            "cries",
            "crying",
            "grief",
            "mourns",
            "sorrow",
            "farewell",
            "悲",
            "哭",
            "泪",
            "告别",
            "哀",
        ),
    ),
    (
        "afraid",
        (
            "afraid",
            "fear",
            "terror",
            "shock",
            "stunned",
            "panic",
            "startled",
            "awe",
            "惊",
            "恐",
            "怕",
            "震撼",
        ),
    ),
    ("happy", ("smile", "smiles", "smiling", "laughs", "happy", "joy", "grins", "笑", "喜", "乐")),
    ("stern", ("stern", "angry", "determined", "grim", "shouts", "resolute", "怒", "坚定", "严肃")),
)

_TURNED = re.compile(
    r"\b(?:seen|shown|shot|viewed|filmed) from (?:behind|the back)\b"
    r"|\bfrom (?:behind|the back)\s*(?:[,.;:)]|$)"
    r"|\b(?:his|her|their|its) backs? (?:is |are )?(?:turned )?to(?:ward)? (?:the |us|me)"
    r"|\bbacks? to (?:the )?(?:camera|viewer|us)\b"
    r"|\bturn(?:s|ed|ing)? (?:his|her|their) backs?\b"
    r"|\bwalk(?:s|ed|ing)? away\b"
    r"|背对|背向|背朝|背影|转过身去|转身离|远去的"
)


def turned_away(words: str) -> bool:
    """Whether the words show people from behind: "seen from behind", "turns his back", 背影."""
    return _TURNED.search(words.lower()) is not None
