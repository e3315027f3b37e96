"""Begin a film: from a template, from a folder of pictures and clips, or from a list of shots."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from filecmp import cmp
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.errors import ProjectError
from pipeline.production.framing import form_of
from pipeline.production.gathering import Tell, gather, silent
from pipeline.production.home import FILM
from pipeline.production.merging import ATTRIBUTES
from pipeline.production.plain import said_name
from pipeline.production.production import Production
from pipeline.production.writing import (
    USUAL_SECONDS,
    Tempo,
    film_of_lines,
    film_of_material,
)

if TYPE_CHECKING:
    from pipeline.errors import Problem
    from pipeline.facts import MediaInfo

__all__ = ["Begun", "Material", "Request", "begin", "template_names", "write_schema"]

HALF = ".rushes-init"
"""Lies beside the film while its pictures are being taken in; the same command goes on there."""
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
!takes/*/numbers*
!takes/*/bills*
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
    has_sound: bool = False
    size: tuple[float, float] = (16, 9)
    """Width and height in square pixels."""

    @property
    def name(self) -> str:
        """What the author called it, as far as it can be written down."""
        return Path(said_name(self.path)).stem


class Begun(Struct, frozen=True):
    """What was begun."""

    folder: Path
    shots: int
    adopted: int
    left: tuple[str, ...] = ()
    """Files that could not be taken in, with the reason."""
    notes: tuple[str, ...] = ()
    """What the author may wonder at."""
    problems: tuple[Problem, ...] = ()
    """What is to be mended in the film before it can be made whole."""


def begin(request: Request, tell: Tell = silent) -> Begun:
    """Write a film that can be made at once; ``tell`` hears how far that is.

    Raises:
        ProjectError: the folder holds a film already, the template does not exist, there is
            nothing in the folder of material, two beginnings were asked for, or music for a
            template.
        MediaError: the music cannot be read.
    """
    is_half = request.material is not None and (request.folder / HALF).exists()
    if (request.folder / FILM).exists() and not is_half:
        raise _already(request.folder)
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
        return _from_material(request, request.material, tell)
    if request.shots is not None:
        return _from_lines(request, request.shots, tell)
    return _from_template(request)


def _already(folder: Path) -> ProjectError:
    return ProjectError(
        f"{folder / FILM} is a film already", fix="nothing was changed; choose another name"
    )


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
    ours = shutil.ignore_patterns("__pycache__", "takes", "out", ".rushes")
    template = _templates() / name
    _must_be_free(request.folder, [path.relative_to(template) for path in template.rglob("*.*")])
    request.folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(template, request.folder, dirs_exist_ok=True, ignore=ours)
    _finish(request.folder)
    production = Production(request.folder)
    return Begun(request.folder, len(production.project.shots), 0)


def _from_lines(request: Request, path: Path, tell: Tell) -> Begun:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as err:
        raise ProjectError(f"{path} cannot be read as text", fix="save it as UTF-8") from err
    tempo = _tempo(request.music, tell)
    text, cut, count = film_of_lines(request.folder.resolve().name, lines, tempo)
    if not count:
        raise ProjectError(f"{path} holds no shots", fix="write one line for each shot")
    _write(request, text, cut)
    production = Production(request.folder)
    notes = _notes(production, tempo)
    return Begun(request.folder, count, 0, notes=notes, problems=tuple(production.check()))


def _from_material(request: Request, folder: Path, tell: Tell) -> Begun:
    gathered = gather(folder, request.music, tell)
    material = [
        Material(
            shot=f"sh{number * 10:03d}",
            path=path,
            is_clip=info.kind == "video",
            seconds=float(info.seconds),
            has_sound=info.has_sound,
            size=_shown(info),
        )
        for number, (path, info) in enumerate(gathered.facts.items(), 1)
    ]
    tempo = _tempo(request.music, tell)
    form = form_of([one.size for one in material])
    text, cut = film_of_material(request.folder.resolve().name, material, tempo=tempo, form=form)
    if (request.folder / FILM).exists() and not _reads(request.folder / FILM, text):
        raise _already(request.folder)  # begun from other pictures, or worked on since
    if not (request.folder / FILM).exists():
        _write(request, text, cut)
    production = Production(request.folder)
    adopted, left = 0, list(gathered.left)
    for number, one in enumerate(material):
        tell("taking in", number, len(material))
        report = production.adopt([one.path], shot=one.shot)
        adopted += len(report.adopted) + len(report.known)
        left.extend(f"{item.file}: {item.reason}" for item in report.left)
    (request.folder / HALF).unlink()
    return Begun(request.folder, len(material), adopted, tuple(left), _notes(production, tempo))


def _notes(production: Production, tempo: Tempo | None) -> tuple[str, ...]:
    """How the music and the lengths of the shots go together, where that is not plain."""
    if tempo is None:
        return ()
    notes = []
    song = PurePosixPath(tempo.file).name
    if not tempo.bpm:
        notes.append(f"no steady beat was heard in {song}: a shot lasts {USUAL_SECONDS:g} s")
    project = production.project
    seconds = float(sum(shot.frames for shot in project.shots.values()) / project.fps)
    if tempo.seconds < seconds - 1:
        notes.append(f"{song} ends after {tempo.seconds:.0f} s, the film after {seconds:.0f} s")
    return tuple(notes)


def _shown(info: MediaInfo) -> tuple[float, float]:
    """Width and height in square pixels."""
    return max(1, info.width) * float(info.pixel_aspect), max(1.0, info.height)


def _write(request: Request, text: str, cut: str) -> None:
    names = [Path("cuts", "main.yaml")]
    if not cut or _reads(request.folder / names[0], cut):
        names = []
    song = request.music
    if song is not None and not _is_there(song, request.folder / "audio" / song.name):
        names.append(Path("audio", song.name))
    _must_be_free(request.folder, names)
    request.folder.mkdir(parents=True, exist_ok=True)
    if cut:
        (request.folder / "cuts").mkdir(exist_ok=True)
        _place(request.folder / "cuts" / "main.yaml", cut)
    if request.music is not None:
        _copy(request.music, request.folder / "audio")
    _finish(request.folder)
    if request.material is not None:
        (request.folder / HALF).touch()
    _place(request.folder / FILM, text)  # last: where it is, all else is


def _finish(folder: Path) -> None:
    """What every film has: a schema for the editor, and what git leaves out."""
    write_schema(folder / "film.schema.json")
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text(GITIGNORE, encoding="utf-8", newline="\n")
    attributes = folder / ".gitattributes"
    if not attributes.exists():
        attributes.write_text(ATTRIBUTES, encoding="utf-8", newline="\n")


def _must_be_free(folder: Path, names: Iterable[Path]) -> None:
    """A folder may hold an author's files already; none of them is ever written over."""
    taken = [name.as_posix() for name in names if (folder / name).is_file()]
    if taken:
        raise ProjectError(
            f"{folder} has files already that the film would need: {', '.join(sorted(taken))}",
            fix="nothing was changed; move them away or choose another name",
        )


def _copy(file: Path, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    if not _is_there(file, into / file.name):
        shutil.copyfile(file, into / f"{file.name}.part")
        (into / f"{file.name}.part").replace(into / file.name)


def _place(path: Path, text: str) -> None:
    """Whole or not at all, whenever the program is stopped."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


def _reads(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _is_there(file: Path, target: Path) -> bool:
    return target.is_file() and (target.samefile(file) or cmp(file, target, shallow=False))


def _tempo(music: Path | None, tell: Tell) -> Tempo | None:
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
    tell(f"listening to {said_name(music)}", 0, 0)
    samples = read_sound(music)
    if not len(samples):
        raise MediaError(f"{music} holds no sound", fix="name a song, such as an .mp3 or .flac")
    seconds = len(samples) / SAMPLE_RATE
    found = tempo(samples)
    if found is None:
        return Tempo(f"audio/{music.name}", 0.0, 0.0, seconds)
    return Tempo(f"audio/{music.name}", float(found.bpm), float(found.first_beat), seconds)
