"""The board as it stands after reading: the film, its scenes, its shots and all they name.

Everything here is resolved: short forms are expanded, defaults of film and scene are joined in,
lengths are whole frames of the film, paths are checked. ``marks`` lead back to the author's text.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pipeline.errors import Problem, Where
from pipeline.facts import PANEL, Camera, Digest, Json, Money
from pipeline.project.budget import Budget
from pipeline.project.buses import MixDesk
from pipeline.project.credentials import Credentials
from pipeline.project.frame_rule import FrameRule
from pipeline.project.grading import PLAIN, Grading
from pipeline.project.material import Material
from pipeline.project.model_text import ModelText
from pipeline.project.music import Music
from pipeline.project.pace import Pace
from pipeline.project.poster import Poster
from pipeline.project.rights import Rights
from pipeline.project.title_look import NamedLook, TitleLook
from pipeline.timecode import FrameRange

if TYPE_CHECKING:
    from pipeline.project.edit import Cut, Picks
    from pipeline.project.label import Label
    from pipeline.project.mastering import Mastering
    from pipeline.project.notes_file import Note

__all__ = [
    "Ask",
    "Delivery",
    "Effect",
    "Element",
    "Follow",
    "Generator",
    "Line",
    "Local",
    "Music",
    "Project",
    "Scene",
    "Shot",
    "Text",
    "Title",
]


Follow = str
"""``free`` (footage that cost nothing follows the author), ``always`` or ``never``."""


class Text(Struct, frozen=True):
    """Words for the screen in one or more languages; ``""`` is *whatever language*."""

    values: tuple[tuple[str, str], ...]

    def of(self, language: str) -> str:
        """The words in ``language``, else those without a language, else nothing."""
        by_language = dict(self.values)
        return by_language.get(language, by_language.get("", ""))

    @property
    def first(self) -> str:
        """The words as first written."""
        return self.values[0][1] if self.values else ""


class Element(Struct, frozen=True):
    """A person, a place or a prop, described once, verbatim."""

    name: str
    text: str
    refs: tuple[Path, ...] = ()
    """Reference pictures, relative to the production."""
    where: Where | None = None
    voice: str = ""
    """How the person sounds, in the author's words."""


class Generator(Struct, frozen=True):
    """A named generator of the film: a backend and its settings."""

    name: str
    backend: str
    model: str = ""
    seconds: Fraction | None = None
    """Length to ask for; None: the shortest it makes that covers the need."""
    good: FrameRange | None = None
    """The part of its clips that is used when nothing else is said, in film frames."""
    language: str = ""
    """The language of the lines that it speaks; empty: the film's first."""
    references: int | None = None
    """Reference pictures that go to it at most; None: all there are."""
    hears_negative: bool = True
    """Whether it is told what must not be seen."""
    settings: Json = field(default_factory=dict)
    """Everything else, read by the backend's own settings model."""
    where: Where | None = None
    marks: Mapping[str, Where] = field(default_factory=dict)
    """Where each setting is written."""


class Ask(Struct, frozen=True):
    """How many takes of a kind a shot wants from one generator."""

    generator: str
    count: int


class Line(Struct, frozen=True):
    """A spoken line."""

    id: str
    who: str
    text: Text
    at: int = 0
    """Film frames after the shot's first (negative: begins over the shot before)."""
    frames: int | None = None
    """How long it is on screen; None: as long as it is spoken, else by reading speed."""
    file: Path | None = None
    """The recorded line, relative to the production."""
    gain: float = 0.0
    pan: float = 0.0
    spoken: Fraction | None = None
    """Seconds that are heard of it; None where there is no recording, or nobody measured it."""
    where: Where | None = None
    window: FrameRange | None = None
    """The part of its recording that is heard, in film frames; None: all of it."""
    manner: str = ""
    """How it is spoken, in the author's words."""
    take: str = ""
    """The voice take that is heard, as ``sh050 voice.l1 2``; without ``file`` it is offline."""


class Title(Struct, frozen=True):
    """Words over the picture."""

    text: Text
    style: str = "card"
    """``main``, ``card``, ``lower-third``."""
    at: int = 0
    frames: int | None = None
    """How long; None: to the end of the shot (or of ``until``)."""
    until: str = ""
    """The shot whose end it stays to."""
    where: Where | None = None
    look: TitleLook | None = None
    """How it differs from its style."""


class Effect(Struct, frozen=True):
    """A sound that belongs to a shot, or to its whole scene."""

    file: Path | None
    """Relative to the production; None: it is still to be made, or its take is not here."""
    at: int = 0
    """Film frames after the shot's first."""
    gain: float = 0.0
    """Decibels."""
    pan: float = 0.0
    """-100 (left) to 100 (right)."""
    fade_in: int = 0
    fade_out: int | None = None
    """Film frames to the shot's end, where it ends too; None: it rings on."""
    fade: int | None = None
    """Film frames of both fades together, where one length is said: how ambience crosses."""
    is_looped: bool | None = None
    """Whether it comes again until its shot ends; None: only if it is ambience."""
    where: Where | None = None
    make: str = ""
    """What a generator makes of words, in the author's own; empty: it is a file."""
    asked: int = 0
    """Film frames it is made long; 0: as long as the generator likes."""
    id: str = ""
    """The name of one that is made: ``s1``, ``ambience``."""
    home: str = ""
    """The shot or scene that one that is made is written in, and whose takes it has."""
    take: str = ""
    """The take that is heard, as ``sh040 sfx.s1 2``; without ``file`` it is offline."""


class Shot(Struct, frozen=True):
    """One camera view of the story, and what it asks of the generators."""

    id: str
    scene: str
    number: int
    """Place in board order, counted from 0."""
    frames: int
    """Planned length in the film, in film frames."""
    panel: str = ""
    """The author's words for the picture, with ``<name>`` as written."""
    motion: str | None = None
    """What happens; ``""`` is *the image alone*, None is *the author has not said*."""
    motions: Mapping[str, str] = field(default_factory=dict)
    """Motion that differs by generator."""
    about: str = ""
    """For people only."""
    framing: str = ""
    angle: str = ""
    lens: str = ""
    camera: Camera | None = None
    style: str = ""
    """Film, scene and shot style joined."""
    negative: str = ""
    seed: int | None = None
    elements: tuple[str, ...] = ()
    """Names used in panel or motion, in order of appearance."""
    panels: tuple[Ask, ...] = ()
    clips: tuple[Ask, ...] = ()
    voices: tuple[Ask, ...] = ()
    """Takes asked for of each spoken line."""
    sounds: tuple[Ask, ...] = ()
    """Takes asked for of each sound that is made."""
    after_line: int | None = None
    """Film frames after its last word, where the shot lasts as long as its lines."""
    still: Path | None = None
    """The author's own picture, relative to the production."""
    crop: str = ""
    frame: FrameRule | None = None
    """How its pictures lie in the frame; None: as is usual."""
    refs: tuple[Path, ...] = ()
    like: Material | None = None
    """The picture that its panels are drawn after."""
    source: Material | None = None
    """What its clips are made from (``from:``); None: its panel."""
    last: Material | None = None
    """The picture that its clips end on."""
    is_chained: bool = False
    """Where it is longer than its generator's longest clip, it is made of several."""
    lines: tuple[Line, ...] = ()
    titles: tuple[Title, ...] = ()
    effects: tuple[Effect, ...] = ()
    ambience: Effect | None = None
    is_omitted: bool = False
    follow: Follow = "free"
    tries: int = 3
    """How often one slot may be attempted."""
    most: Money | None = None
    """The most it may cost, with everything ever ordered for it; None: no limit of its own."""
    handles: int = 0
    """Spare film frames asked for at head and tail."""
    grading: Grading = PLAIN
    """Its colours, with what stands above it joined in; the film's own lies over it."""
    where: Where | None = None
    marks: Mapping[str, Where] = field(default_factory=dict)
    """Where each key is written (the shot's own, else the default it came from)."""

    @property
    def is_from_panel(self) -> bool:
        """Whether its clips begin with its own standing panel, as is usual."""
        source = self.source
        if source is None:
            return True
        is_own = source.shot == self.id and source.kind == PANEL
        return is_own and not (source.number or source.is_words)


class Scene(Struct, frozen=True):
    """One place and time of the script, in order."""

    id: str
    shots: tuple[str, ...]
    style: str = ""
    about: str = ""
    where: Where | None = None


class Delivery(Struct, frozen=True):
    """A named output."""

    name: str
    cut: str = "main"
    width: int = 1920
    """Picture width in pixels; the height follows from the aspect, made even."""
    height: int | None = None
    """Picture height in pixels, where it alone is written; the width follows from the aspect."""
    size: tuple[int, int] | None = None
    """Width and height of the frame, where both are said; bars stand beside the picture."""
    aspect: Fraction | None = None
    """Form of the picture; None: the film's."""
    has_bars: bool = True
    """False: the picture fills the frame, and shots are reframed to it."""
    lines: str = "picture"
    """Where burnt subtitles stand: in the ``picture``, or in the ``bar`` below it."""
    burn: tuple[str, ...] = ()
    """Languages burnt into the picture."""
    side: tuple[str, ...] = ()
    """Languages written beside the film as ``.srt`` and ``.vtt``."""
    has_titles: bool = True
    codec: str = "h264"
    crf: int = 18
    preset: str = "medium"
    pace: Pace | None = None
    """How it is played at another frame rate than the film's."""
    poster: Poster | None = None
    """The frame that lies beside it as a still."""
    has_slate: bool = False
    """A slate, a 2-pop and black stand before the film."""
    timecode: str = ""
    """Of the film's first frame, in a track of the file; empty: 01:00:00:00 in a mov, else none."""
    where: Where | None = None


class Local(Struct, frozen=True):
    """This machine: where takes live, who we are, what plays films."""

    takes: Path | None = None
    cache: Path | None = None
    """Where derived files are kept; None: with the rest of the production's state."""
    unit: str = ""
    player: str = ""
    places: tuple[Path, ...] = ()
    """Folders outside the production whose files may be used."""
    credentials: Credentials | None = None
    """With what exports are signed; None: they are not."""


class Project(Struct, frozen=True):
    """The whole film as written. ``problems`` says what is wrong with it."""

    folder: Path
    title: Text
    fps: Fraction
    aspect: Fraction
    languages: tuple[str, ...] = ()
    style: str = ""
    elements: Mapping[str, Element] = field(default_factory=dict)
    generators: Mapping[str, Generator] = field(default_factory=dict)
    models: Mapping[str, ModelText] = field(default_factory=dict)
    """What the film says of models, by ``service/model``."""
    music: Mapping[str, Music] = field(default_factory=dict)
    scenes: tuple[Scene, ...] = ()
    shots: Mapping[str, Shot] = field(default_factory=dict)
    """Every shot by id, in board order, omitted ones included."""
    beside: Mapping[str, Shot] = field(default_factory=dict)
    """What else takes belong to: scenes whose sounds are made, and music that is made, by name."""
    mix: MixDesk = MixDesk()
    """The buses of the film; a cut's own are laid over them."""
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    title_styles: Mapping[str, NamedLook] = field(default_factory=dict)
    """The film's own title styles, and what it changes of those shipped."""
    labels: Mapping[str, Label] = field(default_factory=dict)
    """The visible AI label: of the film under ``""``, and of deliveries that say their own."""
    gradings: Mapping[str, Grading] = field(default_factory=dict)
    """What lies over the whole picture: of the film under ``""``, and of deliveries."""
    masterings: Mapping[str, Mastering] = field(default_factory=dict)
    """The level of the finished mix: of the film under ``""``, and of deliveries that differ."""
    budget: Budget = Budget()
    """What it may cost."""
    rights: Mapping[str, Rights] = field(default_factory=dict)
    """What the author states: of the film under ``""``, of parts under ``music/m1``."""
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    """Every written cut by name; ``main`` may be absent."""
    picks: Picks | None = None
    notes: tuple[Note, ...] = ()
    """What people said about frames of takes, in order of writing."""
    local: Local = Local()
    problems: tuple[Problem, ...] = ()
    texts: Mapping[str, Digest] = field(default_factory=dict)
    """The files that were read, decisions apart, by name: the digest of each."""
    digest: str = ""
    """Of all the files that were read."""

    @property
    def holders(self) -> dict[str, Shot]:
        """Everything that takes belong to: the shots, then what there is beside them."""
        return {**self.shots, **self.beside}
