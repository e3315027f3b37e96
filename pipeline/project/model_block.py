"""The keys of a row of ``models:``: what is said of a model, and what of one of its operations."""

from __future__ import annotations

from types import MappingProxyType

from pipeline.project.key import Block, Key

__all__ = ["MODEL", "MODEL_OPERATION"]

MODEL_OPERATION: Block = MappingProxyType({
    "seconds": Key("names", "The lengths it makes: 2-10, [5, 10], 0.5-30 by 0.1; unknown."),
    "sizes": Key("model sizes", "Its words for sizes, alone or by resolution: {720p: [1280:720]}."),
    "fps": Key("text", "Frames a second of its clips."),
    "seed": Key("flag", "Whether it takes a seed."),
    "negative": Key("flag", "Whether it can be told what must not be seen."),
    "first": Key("flag", "Whether it begins with a picture."),
    "last": Key("flag", "Whether it can end on a picture."),
    "references": Key("text", "Pictures to follow: 3, 1-3 where it needs one; unknown."),
    "prompt": Key("text", "The characters of words that it takes at most."),
    "outputs": Key("positive", "Takes that one order gives."),
    "price": Key("names", "0.12 USD a second, or a list of prices; free; unknown."),
})  # fmt: skip

MODEL: Block = MappingProxyType({
    "does": Key("names", "t2i i2i t2v i2v v2v extend upscale tts sfx music, with commas."),
    **MODEL_OPERATION,
    **{
        name: Key("model operation", f"What differs in this operation ({name}).")
        for name in (
            "t2i", "i2i", "t2v", "i2v", "v2v", "extend", "upscale", "tts", "sfx", "music"
        )
    },
    "retired_on": Key("text", "The day from which it makes nothing any more: 2026-09-24."),
    "successors": Key("names", "What to use instead."),
    "recovery": Key("text", "free, client_id, idempotent, tagged, listed or none."),
    "concurrency": Key("positive", "Orders that may be at work at the same time."),
    "per_minute": Key("positive", "Orders that may be sent within a minute."),
    "per_day": Key("positive", "Orders that may be sent within a day."),
})  # fmt: skip
