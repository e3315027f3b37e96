"""Thumbnails and small clips of takes: made once, kept with the derived files by their content."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import MediaError, ProjectError
from pipeline.facts import MediaInfo, Take, TakeRef
from pipeline.media.small import SMALL, write_small_clip, write_small_still
from pipeline.production.dailies import content_of
from pipeline.vault.derived import Derived

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = [
    "CLIP_WIDTH",
    "WIDTHS",
    "Turn",
    "can_be_shown",
    "has_small_clip",
    "small_clip",
    "small_still",
    "take_of_stem",
    "wants_small_clip",
]

WIDTHS = (320, 640, 1280)
"""Pixels of a thumbnail; others are not made, so that nobody fills the disk by asking."""
CLIP_WIDTH = 640
Turn = AbstractContextManager[Any]
"""Held while a copy is made, so that not too many are made at once."""
_SHOWN = {"h264": (".mp4", ".m4v", ".mov"), "vp8": (".webm",), "vp9": (".webm", ".mp4"),
          "av1": (".mp4", ".webm")}  # fmt: skip
"""What every browser plays as it is, by codec: endings of the file."""


def take_of_stem(production: Production, stem: str) -> Take:
    """The take whose files are named so, and which is here.

    Raises:
        ProjectError: there is none, or it is offline.
    """
    ref = TakeRef.from_stem(stem)
    take = production.vault.find(ref) if ref is not None else None
    if take is None:
        raise ProjectError(f"there is no take '{stem}'", fix="`rushes takes` lists them")
    if take.is_offline:
        raise ProjectError(
            f"{take.ref} is not on this machine",
            fix="bring the takes folder, or `rushes locate DIR`",
        )
    return take


def small_still(
    production: Production, stem: str, *, width: int, frame: int, turn: Turn | None = None
) -> Path:
    """A JPEG of a take: of a panel, or of one frame of a clip; ``turn`` is waited for to make it.

    Raises:
        ProjectError: no such take, or it is a sound.
        MediaError: its file cannot be read.
    """
    take = take_of_stem(production, stem)
    info = take.slate.media
    if info.kind == "audio":
        raise ProjectError(f"{take.ref} is a sound, and has no picture")
    wide = next((one for one in WIDTHS if one >= width), WIDTHS[-1])
    at = max(0, min(frame, info.frames - 1)) if info.kind == "video" else 0
    key = f"k{SMALL}-still-{content_of(take)}-{wide}-{at}"

    def write(aside: Path) -> None:
        write_small_still(take.path, info, aside, width=wide, frame=at)

    return _made_once(Derived(production.home.derived), (key, ".jpg"), write, turn)


def small_clip(production: Production, stem: str, *, turn: Turn | None = None) -> Path:
    """A small copy of a clip that can be stepped through frame by frame; made where missing.

    ``turn`` is waited for to make it.

    Raises:
        ProjectError: no such take, or it is no clip.
        MediaError: its file cannot be read.
    """
    take = take_of_stem(production, stem)
    if take.slate.media.kind != "video":
        raise ProjectError(f"{take.ref} is no clip")

    def write(aside: Path) -> None:
        write_small_clip(take.path, aside, width=CLIP_WIDTH)

    derived = Derived(production.home.derived)
    try:
        return _made_once(derived, (_clip_key(take), ".mp4"), write, turn)
    except OSError as err:
        raise MediaError(f"a small copy of {take.ref} cannot be kept: {err}") from err


def has_small_clip(production: Production, take: Take) -> bool:
    """Whether the small copy is there already."""
    derived = Derived(production.home.derived)
    return derived.get(_clip_key(take), ".mp4") is not None


def wants_small_clip(production: Production, take: Take) -> bool:
    """Whether a small copy would be quicker than the clip itself, and is not there yet."""
    info = take.slate.media
    is_large = info.kind == "video" and info.width > CLIP_WIDTH
    return is_large and not take.is_offline and not has_small_clip(production, take)


def can_be_shown(info: MediaInfo, path: Path) -> bool:
    """Whether a browser plays the file as it is."""
    return path.suffix.lower() in _SHOWN.get(info.codec, ())


def _made_once(
    derived: Derived, name: tuple[str, str], write: Callable[[Path], None], turn: Turn | None
) -> Path:
    """The file of that key and ending; one that is there waits for nobody."""
    found = derived.get(*name)
    if found is not None:
        return found
    with turn or nullcontext():
        found = derived.get(*name)  # another may have made it while this one waited
        if found is not None:
            return found
        aside = derived.aside(*name)
        try:
            write(aside)
            return derived.put(*name, aside)
        finally:
            with suppress(OSError):
                aside.unlink(missing_ok=True)


def _clip_key(take: Take) -> str:
    return f"k{SMALL}-clip-{content_of(take)}-{CLIP_WIDTH}"
