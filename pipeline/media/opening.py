"""Open a picture that anybody may have made: only forms that run nothing, only sizes that fit.

A file's name is not believed: what Pillow would hand to another program (PostScript goes to
Ghostscript) is not opened, whatever the file is called, and a header that promises an absurd size
is refused before anything is unpacked.
"""

from __future__ import annotations

import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from pipeline.errors import MediaError

__all__ = ["MOST_PIXELS", "NO_PICTURE", "has_words_behind", "opened_picture", "picture_form"]

_FORMS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
"""Of Pillow's readers, those that read pixels from the file itself and from nowhere else; AVIF
where Pillow has it. (JPEG opens MPO, the stereo JPEG of cameras, too.)"""

MOST_PIXELS = 178_956_970
"""Above twice the size that Pillow warns of (a quarter of a gigabyte) it refuses a picture."""

_MAGIC = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"RIFF",
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
)
_WORDS = (b"tEXt", b"zTXt", b"iTXt")
"""The chunks of a PNG that hold texts."""
_HEAD = 12
"""Bytes by which a picture is told from what need not be looked at any further."""
_ONE_AT_A_TIME = threading.Lock()
"""What is warned of is a setting of the whole process."""

NO_PICTURE = (
    OSError, ValueError, SyntaxError, LookupError, TypeError, ArithmeticError, RuntimeError,
    MemoryError, EOFError, struct.error, zlib.error, UnidentifiedImageError,
    Image.DecompressionBombError,
)  # fmt: skip
"""What opening a file raises that is no picture, a broken one, or one of absurd size."""


@contextmanager
def opened_picture(path: Path) -> Iterator[Image.Image]:
    """The picture at ``path``, its header read; its pixels are read when they are asked for.

    Raises:
        FileNotFoundError: it is not there.
        MediaError: no picture, a broken one, or one of absurd size; whatever is raised inside the
            block by a broken file comes out as this, too.
    """
    try:
        with _header(path) as image:
            yield image
    except FileNotFoundError:
        raise
    except Image.DecompressionBombError as err:
        raise MediaError(
            f"{path} says it is larger than {MOST_PIXELS // 1_000_000} million pixels, "
            "which no film needs",
            fix="scale it down, or save it again if that is not true",
        ) from err
    except UnidentifiedImageError as err:
        raise MediaError(
            f"{path} is not a picture that can be read", fix="save it again as PNG or JPEG"
        ) from err
    except NO_PICTURE as err:
        raise MediaError(
            f"{path} cannot be read as a picture: {_plain(err)}",
            fix="it may be only half downloaded: fetch it again",
        ) from err


def picture_form(path: Path) -> str:
    """``PNG``, ``JPEG`` … by the head of a file; empty where it is no picture that is read here."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if not head.startswith(_MAGIC) and head[4:8] != b"ftyp":
            return ""
        with opened_picture(path) as image:
            return image.format or ""
    except (OSError, MediaError):
        return ""


def has_words_behind(path: Path) -> bool:
    """Whether a PNG has texts behind its pixels, so that these are unpacked to come to them.

    Most have them before: they are known once the header is read.
    """
    with path.open("rb") as file:
        file.seek(8)
        is_behind = False
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind in _WORDS and is_behind:
                return True
            is_behind = is_behind or kind == b"IDAT"
            file.seek(length + 4, 1)
    return False


def _header(path: Path) -> Image.Image:
    """The picture with its header read. Pillow's word on large ones is silenced: MOST_PIXELS."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(path, formats=_forms())


@lru_cache(maxsize=1)
def _forms() -> tuple[str, ...]:
    has_avif = find_spec("PIL.AvifImagePlugin") is not None
    return (*_FORMS, "AVIF") if has_avif else _FORMS


def _plain(err: BaseException) -> str:
    """What Pillow said, in one line; of an error that says nothing, what it was."""
    return " ".join(str(err).split()) or type(err).__name__
