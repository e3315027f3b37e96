"""What a film states of itself in its Content Credentials, as values; signing is another file's."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from pipeline.facts import Json

__all__ = ["FORMATS", "CredentialOrder", "Ingredient", "Stated", "is_signable"]

FORMATS = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
}
"""Files that can carry credentials, or be an ingredient, and what they are called there."""


class Ingredient(Struct, frozen=True):
    """One take that the film is made of."""

    name: str
    """The name that actions call it by."""
    path: Path
    about: str
    """How it was made, in a sentence."""


class CredentialOrder(Struct, frozen=True):
    """What is stated, and with what it is signed."""

    manifest: Json
    """Title, claim generator and assertions, as the library reads them."""
    ingredients: tuple[Ingredient, ...]
    certificate: Path
    """The author's certificate and those it follows from, PEM."""
    key: Path
    """Its private key, PEM."""
    timestamp: str = ""
    """The authority that is asked for the time; empty: nobody."""


class Stated(Struct, frozen=True):
    """The credentials of a file, as the library's own reader finds them."""

    state: str
    """``Valid``: whole, signed by somebody; ``Trusted``: by somebody on a list; ``Invalid``."""
    signer: str
    manifest: Json
    failures: tuple[str, ...] = ()
    """What does not hold, but for the signer being on nobody's list."""


def is_signable(path: Path) -> bool:
    """Whether a file of that kind can be an ingredient, or carry credentials."""
    return path.suffix.lower() in FORMATS
