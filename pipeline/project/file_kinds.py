"""Tell by its name that a file holds nothing to be heard, or nothing to be seen as a still."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

__all__ = ["PICTURE_FIX", "SOUND_FIX", "not_a_picture", "not_heard"]

SOUND_FIX = "name a sound, such as .wav, .flac, .mp3, .m4a or .ogg, or a film that has sound"
PICTURE_FIX = "name a picture, such as .png, .jpg, .webp or .tif"

_PICTURE = "a picture"
_HEARD = ("a sound", "a film")
_KINDS: Mapping[str, str] = {
    "a text": (
        ".yaml .yml .txt .md .csv .tsv .json .jsonl .xml .html .htm .log .toml .ini .py .sh "
        ".srt .vtt .ass .fountain .fdx .edl .otio .cube .rtf"
    ),
    "a document": ".pdf .doc .docx .odt .xls .xlsx .ods .ppt .pptx .key .pages .numbers",
    _PICTURE: (
        ".png .jpg .jpeg .webp .bmp .tif .tiff .exr .dpx .svg .psd .ora .kra .xcf .heic .avif .gif"
    ),
    "a sound": ".wav .flac .mp3 .m4a .ogg .oga .opus .aac .aif .aiff .wma .caf .ac3",
    "a film": ".mp4 .mov .mkv .webm .avi .m4v .mpg .mpeg .mts .m2ts .mxf .wmv .flv",
    "a score without sound": ".mid .midi .musicxml .mxl",
    "a session of another program": ".als .logicx .flp .ptx .rpp .aup3 .band .prproj .drp",
    "an archive": ".zip .tar .gz .7z .rar .xz",
}
_BY_SUFFIX = {suffix: kind for kind, each in _KINDS.items() for suffix in each.split()}


def not_heard(name: str) -> str:
    """What the file of that name is where it is no sound (``a picture``); empty where it may be.

    Only kinds that never hold sound are told; what is left is found out when it is opened.
    """
    kind = _kind(name)
    return "" if kind in _HEARD else kind


def not_a_picture(name: str) -> str:
    """What the file of that name is where it is no picture (``a film``); empty where it may be."""
    kind = _kind(name)
    return "" if kind == _PICTURE else kind


def _kind(name: str) -> str:
    return _BY_SUFFIX.get(PurePath(name).suffix.lower(), "")
