"""Tell by its name that a file holds nothing to be heard: a text, a picture, a score, a session."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

__all__ = ["SOUND_FIX", "not_heard"]

SOUND_FIX = "name a sound, such as .wav, .flac, .mp3, .m4a or .ogg, or a film that has sound"

_KINDS: Mapping[str, str] = {
    "a text": (
        ".yaml .yml .txt .md .csv .tsv .json .jsonl .xml .html .htm .log .toml .ini .py .sh "
        ".srt .vtt .ass .fountain .fdx .edl .otio .cube .rtf"
    ),
    "a document": ".pdf .doc .docx .odt .xls .xlsx .ods .ppt .pptx .key .pages .numbers",
    "a picture": (
        ".png .jpg .jpeg .webp .bmp .tif .tiff .exr .dpx .svg .psd .ora .kra .xcf .heic .avif .gif"
    ),
    "a score without sound": ".mid .midi .musicxml .mxl",
    "a session of another program": ".als .logicx .flp .ptx .rpp .aup3 .band .prproj .drp",
    "an archive": ".zip .tar .gz .7z .rar .xz",
}
_BY_SUFFIX = {suffix: kind for kind, each in _KINDS.items() for suffix in each.split()}


def not_heard(name: str) -> str:
    """What the file of that name is where it is no sound (``a picture``); empty where it may be.

    Only kinds that never hold sound are told; what is left is found out when it is opened.
    """
    return _BY_SUFFIX.get(PurePath(name).suffix.lower(), "")
