"""The encoder's arguments: the same for every reel of a film, so that they join as they are.

Every reel begins with a picture that needs no other. A decoder's record must be equal byte for
byte: nothing that depends on a reel's length, the machine's cores or the day is written into it.
"""

from __future__ import annotations

from fractions import Fraction

from pipeline.facts import Json
from pipeline.project.codecs import Codec, codec_of

__all__ = ["encoder", "to_codec"]

_KEYFRAME_SECONDS = 2
_X265 = (
    "log-level=error",
    "info=0",  # x265 would write its options, and so its version, into the stream
    "open-gop=0",
    "bframes=4",
    "b-pyramid=1",
    "repeat-headers=0",
    "pools=none",  # other bits come of other numbers of threads
    "frame-threads=1",
    "wpp=0",
)
"""What presets change and joined reels must have alike; the rest is the preset's."""


def to_codec(recipe: Json) -> str:
    """The filter that brings finished pictures to the form that the encoder takes."""
    return f"format={codec_of(recipe['encode']).pixels}"


def encoder(recipe: Json, rate: Fraction) -> list[str]:
    """Codec, colours, clock and container of a reel."""
    how = recipe["encode"]
    codec = codec_of(how)
    return [
        *_coded(codec, how, max(1, round(rate * _KEYFRAME_SECONDS))),
        *("-threads", str(how["threads"]), "-fps_mode", "passthrough"),
        *("-enc_time_base", f"{rate.denominator}/{rate.numerator}"),
        *("-color_range", "tv", "-colorspace", "bt709"),
        *("-color_primaries", "bt709", "-color_trc", "bt709"),
        *("-video_track_timescale", str(how["scale"]), "-an", "-map_metadata", "-1"),
        *("-fflags", "+bitexact", "-f", codec.ending[1:]),
    ]


def _coded(codec: Codec, how: Json, gop: int) -> list[str]:
    pixels = ["-pix_fmt", codec.pixels]
    if codec.profile is not None:
        number = str(codec.profile)
        return ["-c:v", "prores_ks", "-profile:v", number, "-vendor", "apl0", *pixels]
    quality = ["-preset", how["preset"], "-crf", str(how["crf"])]
    if codec.name == "hevc":
        options = ":".join((*_X265, f"keyint={gop}", f"min-keyint={gop // 10 or 1}"))
        return ["-c:v", "libx265", *quality, *pixels, "-x265-params", options, "-tag:v", "hvc1"]
    profile = ["-profile:v", "high"] if how["crf"] else []  # without loss is a profile of its own
    return ["-c:v", "libx264", *quality, *profile, *pixels, "-g", str(gop)]
