"""Begin a film: from a template, from a folder of pictures and clips, or from a list of shots."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.errors import ProjectError
from pipeline.production.home import FILM
from pipeline.production.inbox import half_done
from pipeline.production.production import Production
from pipeline.production.writing import Tempo, film_of_lines, film_of_material

if TYPE_CHECKING:
    from pipeline.facts import MediaInfo

__all__ = ["Begun", "Material", "Request", "begin", "template_names", "write_schema"]

PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".avif"}
CLIPS = {".mp4", ".mov", ".mkv", ".webm", ".m4v", ".avi", ".gif"}
FOREIGN = {
    *(".heic", ".heif", ".psd", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".raf", ".jxl"),
    *(".mts", ".m2ts", ".mxf", ".wmv", ".3gp", ".flv", ".mpg", ".mpeg"),
}
"""Of pictures and clips, too, but of kinds that are not read."""
SAMPLE_RATE = 48_000
"""Of the sound that `media` reads."""
GITIGNORE = """\
# what rushes makes again at any time, and what belongs to this machine alone
.rushes/
out/
local.yaml
# footage is large: keep it where you keep large files, or remove these lines; its slates are kept
# here, so that a fresh clone knows every take and never orders one again
takes/**
!takes/*/
!takes/**/*.json
"""


class Request(Struct, frozen=True):
    """How the film begins."""

    folder: Path
    template: str = ""
    material: Path | None = None
    """A folder of pictures and clips, a shot each, in time order."""
    music: Path | None = None
    shots: Path | None = None
    """A text file with one line a shot; a blank line begins a scene."""


class Material(Struct, frozen=True):
    """One picture or clip that becomes a shot."""

    shot: str
    path: Path
    is_clip: bool
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """What the author called it."""
        return self.path.stem


class Begun(Struct, frozen=True):
    """What was begun."""

    folder: Path
    shots: int
    adopted: int
    left: tuple[str, ...]
    """Files that could not be taken in, with the reason."""


def begin(request: Request) -> Begun:
    """Write a film that can be made at once.

    Raises:
        ProjectError: the folder holds a film already, the template does not exist, there is
            nothing in the folder of material, two beginnings were asked for, or music for a
            template.
        MediaError: the music cannot be read.
    """
    if (request.folder / FILM).exists():
        raise ProjectError(
            f"{request.folder / FILM} is a film already",
            fix="nothing was changed; choose another name",
        )
    asked = [bool(request.template), request.material is not None, request.shots is not None]
    if sum(asked) > 1:
        raise ProjectError(
            "a film begins from a template, a folder or a list of shots, not from two of them",
            fix="leave one of --template, --from and --shots out",
        )
    if request.music is not None and request.material is None and request.shots is None:
        raise ProjectError(
            "a template has a sound of its own",
            fix="add --from FOLDER or --shots FILE; or put the music into audio/ and name it "
            "under music:",
        )
    if request.material is not None:
        return _from_material(request, request.material)
    if request.shots is not None:
        return _from_lines(request, request.shots)
    return _from_template(request)


def template_names() -> tuple[str, ...]:
    """The templates that come with the program."""
    return tuple(sorted(path.parent.name for path in _templates().glob(f"*/{FILM}")))


def write_schema(path: Path) -> None:
    """Write the JSON Schema of ``film.yaml``, for editors."""
    from pipeline.project.schema import schema

    text = json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _templates() -> Path:
    """Inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def _from_template(request: Request) -> Begun:
    names = template_names()
    name = request.template or "trailer"
    if name not in names:
        raise ProjectError(f"there is no template '{name}'", fix=f"known: {', '.join(names)}")
    request.folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(
        _templates() / name,
        request.folder,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("__pycache__", "takes", "out", ".rushes"),
    )
    _finish(request.folder)
    production = Production(request.folder)
    return Begun(request.folder, len(production.project.shots), 0, ())


def _from_lines(request: Request, path: Path) -> Begun:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as err:
        raise ProjectError(f"{path} cannot be read as text", fix="save it as UTF-8") from err
    tempo = _tempo(request.music)
    text, cut, count = film_of_lines(request.folder.resolve().name, lines, tempo)
    if not count:
        raise ProjectError(f"{path} holds no shots", fix="write one line for each shot")
    _write(request, text, cut)
    return Begun(request.folder, count, 0, ())


def _from_material(request: Request, folder: Path) -> Begun:
    found = _in_time_order(folder)
    if not found:
        raise ProjectError(
            f"there are no pictures or clips in {folder}",
            fix=f"pictures: {' '.join(sorted(PICTURES))}; clips: {' '.join(sorted(CLIPS))}",
        )
    left = _foreign(folder)
    facts = _whole(found, left)
    if not facts:
        raise ProjectError(
            f"nothing in {folder} can be used: {'; '.join(left)}",
            fix="fetch the files again, or name another folder",
        )
    material = [
        Material(f"sh{number * 10:03d}", path, info.kind == "video", float(info.seconds))
        for number, (path, info) in enumerate(facts.items(), 1)
    ]
    tempo = _tempo(request.music)
    text, cut = film_of_material(
        request.folder.resolve().name, material, tempo=tempo, aspect=_aspect_of(facts.values())
    )
    _write(request, text, cut)
    production = Production(request.folder)
    adopted = 0
    for one in material:
        report = production.adopt([one.path], shot=one.shot)
        adopted += len(report.adopted)
        left.extend(f"{item.file}: {item.reason}" for item in report.left)
    return Begun(request.folder, len(material), adopted, tuple(left))


def _write(request: Request, text: str, cut: str) -> None:
    request.folder.mkdir(parents=True, exist_ok=True)
    (request.folder / FILM).write_text(text, encoding="utf-8", newline="\n")
    if cut:
        (request.folder / "cuts").mkdir(exist_ok=True)
        (request.folder / "cuts" / "main.yaml").write_text(cut, encoding="utf-8", newline="\n")
    if request.music is not None:
        _copy(request.music, request.folder / "audio")
    _finish(request.folder)


def _finish(folder: Path) -> None:
    """What every film has: a schema for the editor, and what git leaves out."""
    write_schema(folder / "film.schema.json")
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text(GITIGNORE, encoding="utf-8", newline="\n")


def _copy(file: Path, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    target = into / file.name
    if not target.exists() or not target.samefile(file):
        shutil.copyfile(file, target)


def _tempo(music: Path | None) -> Tempo | None:
    if music is None:
        return None
    from pipeline.errors import MediaError
    from pipeline.media.probe import probe
    from pipeline.media.samples import read_sound, tempo

    if not music.is_file():
        raise ProjectError(f"there is no file {music}", fix="name the music file")
    info = probe(music)
    if info.kind != "audio" and not info.has_sound:
        raise MediaError(f"{music} holds no sound", fix="name a song, such as an .mp3 or .flac")
    samples = read_sound(music)
    seconds = len(samples) / SAMPLE_RATE
    found = tempo(samples)
    if found is None:
        return Tempo(f"audio/{music.name}", 0.0, 0.0, seconds)
    return Tempo(f"audio/{music.name}", float(found.bpm), float(found.first_beat), seconds)


def _in_time_order(folder: Path) -> Sequence[Path]:
    """By the date inside the pictures where every one has it, else by name, numbers as numbers."""
    if not folder.is_dir():
        raise ProjectError(f"there is no folder {folder}", fix="name the folder of your pictures")
    found = [
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in PICTURES | CLIPS
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    from pipeline.media.dates import taken_at

    named = sorted(found, key=lambda path: _natural(path.relative_to(folder).as_posix()))
    dates = [taken_at(path) for path in named]
    if all(date is not None for date in dates):
        pairs = zip(dates, range(len(named)), named, strict=True)
        return [path for _, _, path in sorted(pairs, key=lambda pair: (str(pair[0]), pair[1]))]
    return named


def _natural(name: str) -> list[tuple[int, str]]:
    """``shot2`` before ``shot10``."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _foreign(folder: Path) -> list[str]:
    """What a camera may have put there and is not read here, a line for every kind of file."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in FOREIGN and path.is_file() and not path.name.startswith("."):
            found.setdefault(path.suffix.lower(), []).append(path.name)
    return [
        f"{names[0] if len(names) == 1 else f'{len(names)} files'}: {ending} is not read; "
        "save it as JPEG, PNG or MP4"
        for ending, names in found.items()
    ]


def _whole(found: Sequence[Path], left: list[str]) -> dict[Path, MediaInfo]:
    """The files that can be shots, each content once; why the others cannot is added to ``left``.

    A shot without a picture would stand in the film as a slate, and no export would take it.
    """
    from pipeline.errors import FilmError
    from pipeline.media.digests import digest_of
    from pipeline.media.verify import verify

    facts: dict[Path, MediaInfo] = {}
    seen: dict[str, Path] = {}
    for path in found:
        if half_done(path):
            left.append(f"{path.name}: it is still on its way")
            continue
        try:
            info, digest = verify(path), digest_of(path)
        except FilmError as err:
            left.append(f"{path.name}: {err.message.replace(f'{path} ', '')}")
            continue
        first = seen.setdefault(digest, path)
        if first is not path:
            left.append(f"{path.name}: it is the same as {first.name}")
        elif info.kind == "audio":
            left.append(f"{path.name}: it holds sound and no picture; --music takes a song")
        else:
            facts[path] = info
    return facts


def _aspect_of(found: Iterable[MediaInfo]) -> str:
    """The shape that most of the material has, among those that films have."""
    from collections import Counter

    shapes = {"16:9": 16 / 9, "2.39": 2.39, "1.85": 1.85, "4:3": 4 / 3, "1:1": 1.0, "9:16": 9 / 16}
    ratios = [info.width * float(info.pixel_aspect) / max(1, info.height) for info in found]
    votes = Counter(min(shapes, key=lambda name: abs(shapes[name] / each - 1)) for each in ratios)
    return votes.most_common(1)[0][0]
