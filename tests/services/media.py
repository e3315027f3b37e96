"""Small real media, made once by ffmpeg; every job's file is one of a kind."""

from __future__ import annotations

import struct
import subprocess
import zlib
from functools import lru_cache
from pathlib import Path

from pipeline.media.ffmpeg import program

__all__ = ["media_of"]

TYPES = {"video": "video/mp4", "image": "image/png", "audio": "audio/mpeg"}
ENDINGS = {"video": "mp4", "image": "png", "audio": "mp3"}
_SIZE = "128x72"


def media_of(folder: Path, kind: str, seconds: float, mark: str) -> bytes:
    """A whole file of that kind, ``seconds`` long, that carries ``mark`` and decodes cleanly."""
    plain = _plain(folder, kind, round(min(max(seconds, 0.2), 30.0), 1))
    if kind == "video":
        return plain + struct.pack(">I4s", 8 + len(mark), b"free") + mark.encode()
    if kind == "image":
        text = b"tEXt" + b"job\0" + mark.encode()
        chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
        return plain[:33] + chunk + plain[33:]
    return plain + b"TAG" + mark.encode().ljust(125, b"\0")  # ID3v1: title, artist, album


@lru_cache(maxsize=64)
def _plain(folder: Path, kind: str, seconds: float) -> bytes:
    path = folder / f"{kind}-{seconds}.{ENDINGS[kind]}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = {
            "video": (
                *("-f", "lavfi", "-i", f"testsrc=size={_SIZE}:rate=24:duration={seconds}"),
                *("-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast"),
            ),
            "image": ("-f", "lavfi", "-i", f"testsrc=size={_SIZE}", "-frames:v", "1"),
            "audio": ("-f", "lavfi", "-i", f"sine=440:duration={seconds}", "-q:a", "9"),
        }
        subprocess.run([program(), "-v", "error", *made[kind], "-y", str(path)], check=True)
    return path.read_bytes()
