"""Write layers as OpenRaster (``.ora``), which Krita and GIMP open, layer by layer.

https://www.openraster.org: a zip whose first entry, stored plain, is ``mimetype``; then
``stack.xml`` from the top layer down, the layers as PNG with straight alpha, the whole picture as
``mergedimage.png`` and a thumbnail. Layers are cut to their own box and packed quickly.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
from msgspec import Struct
from PIL import Image

from pipeline.errors import DiskFull, MediaError
from pipeline.media.multiplane import Bytes

__all__ = ["Layer", "write_ora"]

_DATE = (1980, 1, 1, 0, 0, 0)
_THUMBNAIL = 256


class Layer(Struct, frozen=True, eq=False):
    """One layer of a picture."""

    name: str
    pixels: Bytes
    """(h, w, 4) RGBA, colour already multiplied by alpha."""
    left: int = 0
    """Place on the picture; negative where the layer reaches beyond it."""
    top: int = 0


def write_ora(layers: Sequence[Layer], whole: Bytes, path: Path) -> None:
    """Write layers (back to front) and ``whole``, the RGB picture they make, to ``path``.

    The file gets its name when it is complete.

    Raises:
        MediaError: the place cannot be written.
        DiskFull: no room.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w") as file:
            _add(file, "mimetype", b"image/openraster")
            entries = []
            for number, layer in enumerate(layers):
                pixels, left, top = _trimmed(layer)
                name = f"data/layer{number:03d}.png"
                _add(file, name, _png(_straight(pixels)))
                entries.append((layer.name, name, left, top))
            _add(file, "stack.xml", _stack(entries, whole.shape[1], whole.shape[0]))
            _add(file, "mergedimage.png", _png(whole))
            small = Image.fromarray(whole)
            small.thumbnail((_THUMBNAIL, _THUMBNAIL), Image.Resampling.LANCZOS)
            _add(file, "Thumbnails/thumbnail.png", _png(np.asarray(small, np.uint8)))
        unfinished.replace(path)
    except OSError as err:
        raise (
            DiskFull.from_os(err, path) or MediaError(f"{path} cannot be written: {err}")
        ) from err
    finally:
        unfinished.unlink(missing_ok=True)


def _add(file: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Stored, not packed again (PNG is packed), and without the day's date."""
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_STORED
    file.writestr(entry, data)


def _stack(entries: Sequence[tuple[str, str, int, int]], width: int, height: int) -> bytes:
    lines = [
        f"  <layer name={quoteattr(name)} src={quoteattr(source)} x='{left}' y='{top}'"
        " opacity='1.0' visibility='visible' composite-op='svg:src-over'/>"
        for name, source, left, top in reversed(entries)
    ]
    head = "<?xml version='1.0' encoding='UTF-8'?>"
    image = f"<image version='0.0.3' w='{width}' h='{height}' xres='72' yres='72'>"
    return "\n".join([head, image, " <stack>", *lines, " </stack>", "</image>", ""]).encode()


def _png(pixels: Bytes) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _trimmed(layer: Layer) -> tuple[Bytes, int, int]:
    """The layer's own box; an empty layer keeps one clear pixel."""
    alpha = layer.pixels[..., 3]
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    if not rows.size:
        return layer.pixels[:1, :1], layer.left, layer.top
    y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    return layer.pixels[y0:y1, x0:x1], layer.left + x0, layer.top + y0


def _straight(pixels: Bytes) -> Bytes:
    """Colour as it was before it was multiplied by alpha, as PNG wants it."""
    alpha = pixels[..., 3:].astype(np.float32)
    colour = pixels[..., :3].astype(np.float32) * (255 / np.maximum(alpha, 1))
    straight = np.dstack([np.clip(np.rint(colour), 0, 255), alpha])
    return np.ascontiguousarray(straight.astype(np.uint8))
