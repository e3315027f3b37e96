"""The key that a word the program does not know was probably meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from types import MappingProxyType

__all__ = ["did_you_mean", "stands_elsewhere"]

_SYNONYMS = MappingProxyType(
    {
        "duration": "seconds",
        "length": "seconds",
        "prompt": "panel",
        "description": "panel",
        "image": "still",
        "picture": "still",
        "shot_size": "framing",
        "size": "framing",
        "move": "camera",
        "movement": "camera",
        "action": "motion",
        "video": "clips",
        "takes": "clips",
        "sound": "sfx",
        "dialogue": "lines",
        "subtitles": "lines",
        "subtitle": "lines",
        "note": "about",
        "notes": "about",
        "comment": "about",
        "name": "title",
        "characters": "elements",
        "cast": "elements",
        "models": "generators",
        "providers": "generators",
        "framerate": "fps",
        "frame_rate": "fps",
        "ratio": "aspect",
        "aspect_ratio": "aspect",
        "lang": "languages",
        "language": "languages",
        "outputs": "deliveries",
        "output": "deliveries",
        "provider": "backend",
        "engine": "backend",
        "type": "backend",
        "tempo": "bpm",
        "volume": "gain",
        "reference": "refs",
        "references": "refs",
    }
)


_ELSEWHERE = MappingProxyType(
    {
        "lora": "a trained model belongs to its generator: `input: {loras: […]}` of fal or "
        "replicate, a node of a ComfyUI workflow",
    }
)
"""Words that say something which stands in another place, or in none of ours."""


def stands_elsewhere(word: str) -> str:
    """Where to say what a key means that is none of its block; empty: nobody knows."""
    return _ELSEWHERE.get(word.lower().rstrip("s"), "")


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """``did you mean 'seconds'?``, or the choices where they are few, or nothing."""
    known = list(dict.fromkeys(choices))
    meant = _SYNONYMS.get(word.lower(), "")
    if meant not in known:
        folded = {choice.lower(): choice for choice in reversed(known)}
        near = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=0.6)
        meant = folded[near[0]] if near else ""
    if meant:
        return f"did you mean '{meant}'?"
    return f"known: {', '.join(known)}" if 0 < len(known) <= 12 else ""
