"""Files that somebody made to do harm, or that broke on their way; each is a few lines of bytes."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from PIL import Image

from pipeline.media.ffmpeg import run

__all__ = ["LISTS", "bomb", "matroska", "png", "write_clip", "write_picture"]

LISTS = {
    "hls": (
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{file}\n#EXTINF:2,\n{url}\n#EXT-X-ENDLIST\n"
    ),
    "m3u": "{file}\n{url}\n",
    "ffconcat": "ffconcat version 1.0\nfile '{file}'\nfile '{url}'\n",
    "dash": (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'mediaPresentationDuration="PT2S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">'
        '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">'
        "<BaseURL>{url}</BaseURL></Representation></AdaptationSet></Period></MPD>"
    ),
    "sdp": (
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
        "m=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n"
    ),
    "asx": '<asx version="3.0"><entry><ref href="{url}"/></entry></asx>',
    "ram": "{url}\n",
    "svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'width="64" height="36"><image xlink:href="{url}" width="64" height="36"/>'
        '<image xlink:href="{file}" width="64" height="36"/></svg>'
    ),
    "postscript": "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 36\n({file}) run\nshowpage\n",
    "avisynth": 'DirectShowSource("{file}")\n',
    "imf": '<?xml version="1.0"?><CompositionPlaylist><a href="{url}"/></CompositionPlaylist>',
}
"""Kinds of text that name other files and addresses."""


def chunk(kind: bytes, data: bytes) -> bytes:
    """One part of a PNG."""
    whole = kind + data
    return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))


def bomb(kind: bytes, name: bytes) -> bytes:
    """A chunk of a PNG whose packed part unpacks to 20 MB."""
    return chunk(kind, name + zlib.compress(bytes(20_000_000), 9))


def png(width: int, height: int, *further: bytes) -> bytes:
    """A grey PNG of that header, with one line of pixels whatever the header says."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(further)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def element(number: str, data: bytes) -> bytes:
    """One element of a Matroska file."""
    return bytes.fromhex(number) + b"\x01" + len(data).to_bytes(7, "big") + data


def matroska(tracks: int, duration: float, *, size: int = 64) -> bytes:
    """A header with that many picture tracks and no picture."""
    head = element("4286", b"\x01") + element("42F7", b"\x01") + element("42F2", b"\x04")
    head += element("42F3", b"\x08") + element("4282", b"matroska")
    head += element("4287", b"\x04") + element("4285", b"\x02")
    width = size.to_bytes(4, "big")
    entries = b"".join(
        element(
            "AE",
            element("D7", number.to_bytes(2, "big"))
            + element("73C5", number.to_bytes(2, "big"))
            + element("83", b"\x01")
            + element("86", b"V_VP8")
            + element("E0", element("B0", width) + element("BA", width)),
        )
        for number in range(1, tracks + 1)
    )
    info = element("2AD7B1", (1_000_000).to_bytes(3, "big"))
    info += element("4489", struct.pack(">d", duration))
    segment = element("1549A966", info) + element("1654AE6B", entries)
    return element("1A45DFA3", head) + element("18538067", segment)


def write_clip(path: Path, *, frames: int = 12, sound: bool = False, codec: str = "") -> Path:
    """A whole small clip of moving noise, by the ending of its name."""
    heard = ("-f", "lavfi", "-i", f"sine=d={frames / 24}") if sound else ()
    run(
        (
            *("-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc2=s=64x36:r=24:d={frames / 24}"),
            *(*heard, *(("-c:v", codec) if codec else ()), "-bf", "0", "-threads", "1", str(path)),
        ),
        doing="making test footage",
    )
    return path


def write_picture(path: Path, form: str) -> Path:
    """A whole small picture of that form, whatever its name."""
    Image.linear_gradient("L").resize((64, 36)).convert("RGB").save(path, form)
    return path
