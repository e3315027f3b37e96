"""Find the fonts that words are drawn with, and say which characters each of them has.

Nothing is ever drawn with a font that lacks a character: a missing one is named (`missing`)
before anything is rendered, because what Pillow or libass put in its place is an empty box.
"""

from __future__ import annotations

import os
import re
import struct
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

from msgspec import Struct

from pipeline.errors import MediaError, MissingToolError
from pipeline.media.scripts import is_joined

__all__ = ["FontFile", "FontShelf", "characters_of", "font_shelf", "is_cjk", "is_font"]

_CJK_DISTRIBUTION = "cvttf-NotoSansCJK-Regular"
_FONT_ENDINGS = (".ttf", ".otf", ".ttc")
_BEST_CJK = ("notosanscjk", "notosanssc", "notosanscjksc", "sourcehansans")
_OTHER_CJK = (
    "pingfang",
    "hiragino sans gb",
    "stheiti",
    "msyh",
    "simhei",
    "wqy",
    "droidsansfallback",
)
_FURTHER_PACKAGES = tuple(
    f"fontpkg-noto-sans-{script}"
    for script in ("arabic", "hebrew", "devanagari", "thai", "tamil", "telugu", "khmer", "bengali")
)
_FURTHER_FILES = (
    "geezapro.ttc",
    "sfarabic.ttf",
    "sfhebrew.ttf",
    "thonburi.ttc",
    "kohinoor.ttc",
    "arial unicode.ttf",
    "segoeui.ttf",
    "nirmala.ttf",
    "leelawui.ttf",
    "arial.ttf",
    "dejavusans.ttf",
    "freesans.ttf",
)
"""Files of the system that hold further scripts, by their names, best first where they overlap."""
_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff\u3100-\u318f\u31a0-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_ALL_CHARACTERS = 0x110000
_INVISIBLE = frozenset("\n\r\t\u200b\u200c\u200d\u2060\ufeff\u00ad")


class FontFile(Struct, frozen=True):
    """One face in one file."""

    path: Path
    face: int = 0
    """Which face of a collection (``.ttc``)."""
    is_cjk: bool = False

    @property
    def name(self) -> str:
        """The file's name, as it is told to people."""
        return self.path.name

    def has(self, character: str) -> bool:
        """Whether this face can draw ``character``."""
        return ord(character) in characters_of(self.path, self.face)


class FontShelf(Struct, frozen=True):
    """The fonts at hand, best first."""

    latin: FontFile
    cjk: tuple[FontFile, ...] = ()
    further: tuple[FontFile, ...] = ()
    """Fonts for scripts that those lack: Arabic, Hebrew, Thai, Devanagari …."""
    own: FontFile | None = None
    """A font of the film itself, asked before every other."""

    @property
    def files(self) -> tuple[FontFile, ...]:
        """Every font, best first."""
        return (self.latin, *self.cjk)

    def font_for(self, character: str, *, prefers_cjk: bool = False) -> FontFile | None:
        """The font that draws ``character``; None when no font has it.

        ``prefers_cjk``: figures and punctuation beside Chinese come from the Chinese font.
        """
        order = (*self.cjk, self.latin) if prefers_cjk else self.files
        if self.own is not None and self.own.has(character):
            return self.own
        found = next((font for font in order if font.has(character)), None)
        if found is None and unicodedata.category(character)[0] in "LMN":
            return next((font for font in self.further if font.has(character)), None)
        return found

    def led_by(self, path: Path) -> FontShelf:
        """The same shelf with a font of the film before every other.

        Raises:
            MediaError: it is not here, or is no font that can be read.
        """
        own = FontFile(path)
        if not path.is_file():
            raise MediaError(f"the font {path.name} is not here")
        if not _is_readable(own):
            fix = "name a .ttf, .otf or .ttc file"
            raise MediaError(f"the font {path.name} cannot be read as one", fix=fix)
        return FontShelf(self.latin, self.cjk, self.further, own)

    def runs(self, text: str) -> list[tuple[str, FontFile]]:
        """``text`` cut into stretches of one font each; a stretch is never split at a space.

        Characters that no font has are left out here; ``missing`` names them.
        """
        prefers = is_cjk(text)
        joined = self._joined(text)
        found: list[tuple[str, FontFile]] = []
        for character in text:
            if character in _INVISIBLE:
                continue
            font = self.font_for(character, prefers_cjk=prefers)
            if joined is not None and not character.isalpha() and joined.has(character):
                font = joined  # marks and figures beside joined letters are shaped with them
            if font is None:
                continue
            if found and found[-1][1] == font:
                found[-1] = (found[-1][0] + character, font)
            else:
                found.append((character, font))
        return found

    def _joined(self, text: str) -> FontFile | None:
        """The font of the first letter that needs shaping; None where there is none."""
        letter = next((each for each in text if is_joined(each)), None)
        return None if letter is None else self.font_for(letter)

    def missing(self, text: str) -> str:
        """The characters of ``text`` that no font has, each once, in order of appearance."""
        lacking = (each for each in text if each not in _INVISIBLE and self.font_for(each) is None)
        return "".join(dict.fromkeys(lacking))

    def used_by(self, text: str) -> tuple[FontFile, ...]:
        """The fonts that draw ``text``, in order of first use."""
        return tuple(dict.fromkeys(font for _, font in self.runs(text)))


def is_cjk(text: str) -> bool:
    """Whether any character of ``text`` belongs to Chinese, Japanese or Korean writing."""
    return _CJK.search(text) is not None


@cache
def font_shelf() -> FontShelf:
    """The fonts of this machine: Noto Sans from its package, then the Chinese fonts found.

    Noto CJK and Source Han of the system come first, then the packaged Noto CJK, then what the
    system has otherwise.

    Raises:
        MissingToolError: the package with Noto Sans is not installed.
    """
    system = sorted(_system_fonts(), key=lambda path: (path.name.lower(), str(path)))
    best = [
        path for path in system if _is_named(path, _BEST_CJK) and "mono" not in path.name.lower()
    ]
    other = [path for path in system if _is_named(path, _OTHER_CJK)]
    paths = [*sorted(best, key=_weight_order), *_packaged(_CJK_DISTRIBUTION)[:1], *other]
    cjk = [FontFile(path, _simplified_face(path), is_cjk=True) for path in paths]
    readable = tuple(font for font in cjk if _is_readable(font))[:3]
    return FontShelf(_noto_sans(), readable, _further(system))


def _further(system: list[Path]) -> tuple[FontFile, ...]:
    """Noto Sans of other scripts from packages, then what the system has of the kind."""
    packaged = [path for name in _FURTHER_PACKAGES for path in _packaged(name)[:1]]
    noto = [path for path in system if path.name.startswith("NotoSans") and _is_plain(path)]
    other = [path for path in system if path.name.lower() in _FURTHER_FILES]
    fonts = (FontFile(path) for path in (*packaged, *noto, *other))
    return tuple(font for font in fonts if _is_readable(font))


def _is_plain(path: Path) -> bool:
    """An upright face of the usual weight, and none that is asked anyway."""
    stem = path.stem.lower()
    return not _is_named(path, _BEST_CJK) and ("regular" in stem or "[" in stem or "-" not in stem)


def _noto_sans() -> FontFile:
    upright = [path for path in _packaged("fontpkg-noto-sans") if "Italic" not in path.name]
    if not upright:
        raise MissingToolError(
            "the font Noto Sans is not installed",
            fix="pip install fontpkg-noto-sans",
        )
    return FontFile(upright[0])


def _packaged(distribution: str) -> list[Path]:
    """The font files that an installed package brought, those inside it before data copies."""
    try:
        files = metadata.distribution(distribution).files or []
    except metadata.PackageNotFoundError:
        return []
    fonts = [file for file in files if file.suffix.lower() in _FONT_ENDINGS]
    fonts.sort(key=lambda file: (file.parts[:1] == ("..",), str(file)))
    return [path for path in (Path(str(file.locate())) for file in fonts) if path.is_file()][:2]


def _system_fonts() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "darwin":
        roots = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    elif sys.platform == "win32":
        roots = [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
    else:
        roots = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".fonts"]
        roots.append(home / ".local/share/fonts")
    for root in roots:
        for folder, _, names in os.walk(root):
            for name in names:
                if name.lower().endswith(_FONT_ENDINGS):
                    yield Path(folder) / name


def _is_named(path: Path, words: tuple[str, ...]) -> bool:
    name = path.name.lower().replace("-", "").replace("_", "")
    return name.startswith(words)


def _weight_order(path: Path) -> tuple[bool, str]:
    return ("regular" not in path.name.lower(), path.name)


def _simplified_face(path: Path) -> int:
    """Collections of Noto and Source Han hold JP, KR, SC, TC, HK in this order; SC is meant."""
    if path.suffix.lower() != ".ttc" or not _is_named(path, _BEST_CJK):
        return 0
    try:
        with path.open("rb") as file:
            _, _, count = struct.unpack(">4sII", file.read(12))
    except (OSError, struct.error):
        return 0
    return 2 if count > 2 else 0


def is_font(path: Path) -> bool:
    """Whether the file at ``path`` is there and says which characters it has."""
    return path.is_file() and _is_readable(FontFile(path))


def _is_readable(font: FontFile) -> bool:
    try:
        return bool(characters_of(font.path, font.face))
    except (OSError, struct.error, ValueError):
        return False


@cache
def characters_of(path: Path, face: int = 0) -> frozenset[int]:
    """The code points a face can draw, read from its ``cmap`` table (OpenType 1.9, formats 4, 12).

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not a font, or holds no Unicode table.
    """
    with path.open("rb") as file:
        start = 0
        if file.read(4) == b"ttcf":
            file.seek(12 + 4 * face)
            (start,) = struct.unpack(">I", file.read(4))
        file.seek(start + 4)
        (tables,) = struct.unpack(">H", file.read(2))
        file.seek(start + 12)
        directory = file.read(16 * tables)
        for number in range(tables):
            tag, _, offset, length = struct.unpack_from(">4sIII", directory, 16 * number)
            if tag == b"cmap":
                file.seek(offset)
                return frozenset(_unicode_map(file.read(length)))
    raise ValueError(f"{path.name} holds no character map")


def _unicode_map(cmap: bytes) -> set[int]:
    """The code points of the Unicode tables; one of format 12 holds those of format 4 too."""
    places: dict[int, int] = {}
    for number in range(struct.unpack_from(">H", cmap, 2)[0]):
        platform, _, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * number)
        if platform in {0, 3}:
            places[struct.unpack_from(">H", cmap, offset)[0]] = offset
    if 12 in places:
        return _groups(cmap, places[12])
    return _segments(cmap, places[4]) if 4 in places else set()


def _segments(data: bytes, table: int) -> set[int]:
    """Format 4: segments of 16-bit codes."""
    count = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, table + 14)
    starts = struct.unpack_from(f">{count}H", data, table + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, table + 16 + 4 * count)
    ranges_at = table + 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", data, ranges_at)
    found: set[int] = set()
    _check_extent(zip(starts, ends, strict=True))
    for k in range(count):
        for code in range(starts[k], min(ends[k], 0xFFFE) + 1):
            glyph = code
            if ranges[k]:
                at = ranges_at + 2 * k + ranges[k] + 2 * (code - starts[k])
                glyph = struct.unpack_from(">H", data, at)[0]
                if not glyph:
                    continue
            if (glyph + deltas[k]) & 0xFFFF:
                found.add(code)
    return found


def _groups(data: bytes, table: int) -> set[int]:
    """Format 12: groups of 32-bit codes."""
    count = struct.unpack_from(">I", data, table + 12)[0]
    if count > len(data) // 12:
        raise ValueError("the character map promises more groups than it holds")
    rows = [struct.unpack_from(">III", data, table + 16 + 12 * each) for each in range(count)]
    _check_extent((first, last) for first, last, _ in rows)
    found: set[int] = set()
    for first, last, _ in rows:
        found.update(range(first, last + 1))
    return found


def _check_extent(stretches: Iterable[tuple[int, int]]) -> None:
    """A map of more characters than Unicode has room for is no map."""
    if sum(max(0, last + 1 - first) for first, last in stretches) > _ALL_CHARACTERS:
        raise ValueError("the character map names more characters than there are")
