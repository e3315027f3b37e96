"""Every word an author's file may hold, block by block: the reader and the schema share it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.project.key import Block, Key
from pipeline.project.model_block import MODEL, MODEL_OPERATION

__all__ = [
    "BLOCKS",
    "BUS",
    "DELIVERY",
    "DUCK",
    "EFFECT",
    "ELEMENT",
    "FILM",
    "GENERATOR",
    "GRADE",
    "GRAIN",
    "INCLUDED",
    "LABEL",
    "LINE",
    "LOCAL",
    "MODEL",
    "MODEL_OPERATION",
    "MUSIC",
    "SCENE",
    "SHOT",
    "TITLE",
    "TITLE_STYLE",
    "USE",
    "Block",
    "Key",
]


def _later(about: str, *stops: str) -> Key:
    return Key("anything", f"{about} (not yet)", is_later=True, stops=frozenset(stops))


_SHOWN = ("cut", "export")
"""The stages of what only the finished film shows or plays."""


_RIGHTS = {
    "rights": Key("prose", "Whose it is, for `report --disclosure`: © 2026 Li Wen."),
    "licence": Key("prose", "The terms it is used under: CC BY 4.0; the service's plan."),
}
"""What the author states of a part, or of the whole film."""

SHOT: Block = MappingProxyType({
    "panel": Key("prose", "The picture in words, `[words |] panel [=> motion]`; this is sent."),
    "motion": Key("motion", "What happens; `none` is the image alone. May differ by generator."),
    "about": Key("prose", "For people only: board and shot list."),
    "framing": Key("framing", "EWS WS MS MCU CU ECU OTS insert, 大远景 全景 中景 近景 特写."),
    "angle": Key("angle", "low eye high top, 仰拍 平视 俯拍 顶拍."),
    "lens": Key("prose", "The lens, as in 35mm."),
    "camera": Key("camera", "The move: push in, pan left, static, `100% -> 130% @ 60,40`."),
    "seconds": Key("length", "Length in the film: 4 (seconds), 36f, 2 beats, 1 bar, line + 12f."),
    "style": Key("prose", "Joined to the styles of film and scene."),
    "negative": Key("prose", "What must not be seen; joined to those of film and scene."),
    "seed": Key("count", "The number the generator draws from; otherwise drawn for every slot."),
    "panels": Key("asks", "How many panels, or how many by generator: {mj: 4, draw: 1}."),
    "clips": Key("asks", "How many clips, or how many by generator: {kling: 2, move: 1}."),
    "voices": Key("asks", "How many takes of each spoken line, or by generator {say: 2}."),
    "sounds": Key("asks", "How many takes of each sound that is made, or by generator {el: 2}."),
    "use": Key("use", "Which generator makes panels and clips."),
    "music": Key("name", "The piece of music whose beats and bars lengths are counted in."),
    "lines": Key("lines", "Spoken lines, shown as subtitles."),
    "title": Key("title", "Words over the picture."),
    "titles": Key("titles", "Several titles."),
    "sfx": Key("effects", "Sounds that belong to the shot."),
    "ambience": Key("effect", "The sound of the place, under the whole shot."),
    "omit": Key("flag", "Keeps its number, takes no part."),
    "follow": Key("follow", "Whether footage follows the words by itself: free, always, never."),
    "tries": Key("positive", "How often one slot may be attempted."),
    "most": Key("money", "The most that one shot may cost, all its attempts together: 3 USD."),
    "handles": Key("length", "Spare frames asked for at head and tail."),
    "still": Key("file", "The author's own picture, instead of a generated panel."),
    "crop": Key("prose", "The part of the still that is used."),
    "frame": Key("frame", "How it lies in the frame: fit, fill @ 40,30, pad blur, pad black."),
    "refs": Key("files", "Reference pictures."),
    "like": Key("material", "A picture its panels are drawn after: refs/a.png, sh010, sh010/p2."),
    "from": Key("material", "What its clips are made from: panel, words, sh010, plates/x.mp4."),
    "last": Key("material", "The picture its clips end on: next, sh060, p2, refs/end.png."),
    "chain": Key("flag", "yes: longer than its generator's longest, it is made of several clips."),
    "label": _later("A colour or word for sorting", *_SHOWN),
    "speed": _later("Speed of the shot; the cut says it: sh010 0-48 x0.5", *_SHOWN),
    "grade": Key("grade", "Corrections of its colours: exposure, contrast …; the nearer counts."),
    "lut": Key("file", "A .cube table that its colours are looked up in; none for no table."),
    "vignette": Key("vignette", "The part of the light that the corners lose: 0.4; none."),
    "grain": Key("grain", "Film grain in percent: 2; or strength, size, seed; none."),
    "until": _later("A shot that lasts until a place in the music; the cut says it", *_SHOWN),
})  # fmt: skip

SCENE: Block = MappingProxyType({
    "shots": Key("shots", "The shots, in order, each `id: short form` or `id: {…}`."),
    **SHOT,
    "about": Key("prose", "What the scene is about, for people only."),
    "style": Key("prose", "Joined to the panel prompts of the scene's shots."),
})  # fmt: skip

FILM: Block = MappingProxyType({
    "film": Key("version", "The version of this file's language: 1."),
    "title": Key("words", "The film's name."),
    "fps": Key("rate", "Frames a second: 24, 25, 23.976 (24000/1001), 30000/1001."),
    "aspect": Key("ratio", "The picture that is composed for: 2.39, 16:9."),
    "languages": Key("languages", "Languages of the texts; the first is the main one."),
    "style": Key("prose", "Joined to every panel prompt."),
    "negative": Key("prose", "What must not be seen in any shot."),
    "elements": Key("elements", "People, places, props: described once, used as <name>."),
    "generators": Key("generators", "Named generators: a backend and its settings."),
    "models": Key("models", "What models can do and cost, where it differs: runway/gen4.5: {…}."),
    "use": Key("use", "Which generator makes panels and clips; scenes and shots may differ."),
    "defaults": Key("defaults", "Every key of a shot may stand here, for all shots."),
    "budget": Key("budget", "The most it may cost: 80 USD, or {film: 80 USD, kling: 30 USD}."),
    "rates": Key("rates", "What one unit or credit is worth: {EUR: 1.08 USD, runway: 0.01 USD}."),
    "follow": Key("follow", "Whether footage follows the words by itself: free, always, never."),
    "frame": Key("frame", "How pictures of another shape lie in the frame: fit, fill, pad blur."),
    "music": Key("music", "Pieces of music the cut can call by name."),
    "mix": Key("mix", "The buses lines, effects, ambience, music, own; a cut may differ."),
    "scenes": Key("scenes", "The scenes, in order."),
    "shots": Key("shots", "The shots of a film of one scene."),
    "title_styles": Key("title styles", "Title styles of the film, or other looks of the shipped."),
    "label": Key("label", "A visible label that the film was made with AI: yes, or its words."),
    "deliveries": Key("deliveries", "What `export` makes, by name."),
    "include": Key("files", "Further files with scenes, elements, generators, music."),
    "rebuy_below": Key("money", "Orders in doubt below this price are offered once more."),
    "grade": Key("grade", "Corrections over the whole finished picture, its titles excepted."),
    "lut": Key("file", "A .cube table over the whole finished picture, its titles excepted."),
    "vignette": Key("vignette", "Of every picture, unless a scene or a shot says otherwise: 0.4."),
    "grain": Key("grain", "Of every picture, unless something nearer says otherwise: 2."),
    "loudness": Key("loudness", "LUFS the mix is brought to: -23, -14, or none (as mixed)."),
    "peak": Key("peak", "The highest true peak of the mix, in dBTP: -1 unless said."),
    **_RIGHTS,
})  # fmt: skip

INCLUDED: Block = MappingProxyType(
    {
        name: FILM[name]
        for name in ("film", "scenes", "shots", "elements", "generators", "music", "include")
    }
)

ELEMENT: Block = MappingProxyType(
    {
        "text": Key("prose", "The description, sent word for word."),
        "refs": Key("files", "Reference pictures."),
        "voice": Key("prose", "How the person sounds; sent with every line."),
        **_RIGHTS,
    }
)

GENERATOR: Block = MappingProxyType(
    {
        "backend": Key(
            "name", "The program or service: sketch, camera, slate, still, inbox, command."
        ),
        "model": Key("text", "The service's model."),
        "seconds": Key("length", "Length to ask for; otherwise the shortest that covers the need."),
        "negative": Key("flag", "no: it is not told what must not be seen, as it cannot be."),
        "language": Key("text", "The language of lines that it speaks; else the film's first."),
        "references": Key("count", "Reference pictures sent to it at most; all unless said."),
        "good": Key("stretch", "The part of its clips used when nothing else is said: 4f-40f."),
        **_RIGHTS,
    }
)

USE: Block = MappingProxyType(
    {
        "panels": Key("name", "The generator of panels."),
        "clips": Key("name", "The generator of clips."),
        "voice": Key("name", "The generator of voices; `speak` needs no description."),
        "sound": Key("name", "The generator of sounds: of `sfx:` and `ambience:` with `make:`."),
        "music": Key("name", "The generator of music: of pieces with `make:`."),
    }
)

MUSIC: Block = MappingProxyType(
    {
        "file": Key("file", "The sound file."),
        "make": Key("prose", "What a generator makes of words, in the place of a file."),
        "seconds": Key("length", "How long it is made: 60."),
        "takes": Key("asks", "How many takes of it are made, or by generator {el: 2}."),
        "bpm": Key("number", "Beats a minute."),
        "first_beat": Key("length", "Where the first downbeat falls: 0.21s."),
        "beats_a_bar": Key("positive", "Beats a bar; 4 unless said."),
        "gain": Key("number", "Decibels."),
        "beats": Key("file", "A file with its beats, bars, sections; `rushes beats` writes one."),
        "loop": Key("flag", "Whether it comes again until it ends: after whole bars, if known."),
        **_RIGHTS,
    }
)

LINE: Block = MappingProxyType(
    {
        "id": Key("name", "Its name; l1, l2 … unless said."),
        "at": Key("length", "When it begins, after the shot's first frame; -18f begins before it."),
        "seconds": Key("length", "How long it is on screen; otherwise as long as it is spoken."),
        "voice": Key("prose", "How it is spoken: whispering."),
        "window": Key("stretch", "The part of its recording that is heard: 6f-40f, 0.3s-1.8s."),
        "file": Key("file", "The recorded line."),
        "gain": Key("number", "Loudness of the recorded line, in decibels."),
        "pan": Key("pan", "-100 (left) to 100 (right), or left, centre, right."),
    }
)

TITLE: Block = MappingProxyType(
    {
        "text": Key("words", "The words, in one or more languages."),
        "style": Key("title style", "main, card, lower-third, or one of title_styles."),
        "at": Key("length", "When it appears, after the shot's first frame."),
        "seconds": Key("length", "How long it stays; otherwise to the end of the shot."),
        "until": Key("name", "The shot to whose end it stays."),
        "font": Key("file", "A font file of the film: fonts/mine.ttf."),
        "colour": Key("text", "Its colour: a name of the cut, or 0xd8b060."),
        "size": Key("text", "Height of its first line in percent of the picture: 9%."),
        "place": Key("text", "top, bottom-left, centre …, or percent across and down: 50,20."),
    }
)

TITLE_STYLE: Block = MappingProxyType(
    {
        "like": Key("title style", "The shipped style that it begins with; card unless said."),
        **{name: TITLE[name] for name in ("font", "colour", "size", "place")},
    }
)

EFFECT: Block = MappingProxyType(
    {
        "file": Key("file", "The sound file."),
        "make": Key("prose", "What a generator makes of words, in the place of a file."),
        "seconds": Key("length", "How long it is made: 2; else as long as the generator likes."),
        "id": Key("name", "The name of one that is made; s1, s2 … unless said."),
        "at": Key("length", "When it begins, after the shot's first frame."),
        "gain": Key("number", "Decibels."),
        "pan": Key("pan", "-100 (left) to 100 (right), or left, centre, right."),
        "in": Key("length", "Length of its fade in."),
        "out": Key("length", "Length of its fade out; it ends with its shot."),
        "fade": Key("length", "One length for both fades; of ambience, how long it crosses."),
        "loop": Key("flag", "Whether it comes again until its shot ends; ambience does anyway."),
    }
)

BUS: Block = MappingProxyType(
    {
        "gain": Key("number", "Decibels."),
        "pan": Key("pan", "-100 (left) to 100 (right), or left, centre, right."),
        "mute": Key("flag", "Not heard at all."),
        "in": Key("length", "Length of its fade in at the film's beginning."),
        "out": Key("length", "Length of its fade out at the film's end."),
        "stem": Key(
            "stem", "The stem it leaves in: DX, MX, FX, OWN; own: {stem: DX} if clips speak."
        ),
        "duck": Key("duck", "Makes room for the lines: 9 (decibels), or depth, attack, release."),
    }
)

DUCK: Block = MappingProxyType(
    {
        "depth": Key("number", "Decibels it goes down by; 9 unless said."),
        "attack": Key("length", "How long the way down takes; a quarter of a second unless said."),
        "release": Key("length", "How long the way up takes; three quarters unless said."),
    }
)

GRADE: Block = MappingProxyType(
    {
        "exposure": Key("number", "Stops of light: 1 is twice as bright, -1 half."),
        "contrast": Key("number", "About middle grey: 1.2 is harder, 0.8 softer."),
        "saturation": Key("number", "Strength of colours: 0 is black and white, 1 as it is."),
        "temperature": Key("text", "Warmer or colder: 26, -26 (mired, as gels); a light: 4300K."),
    }
)

GRAIN: Block = MappingProxyType(
    {
        "strength": Key("number", "Percent of the way from black to white, on middle grey: 2."),
        "size": Key("number", "1 is that of a 35 mm negative, whatever the picture's size; 2."),
        "seed": Key("count", "Other grain for another number."),
    }
)

LABEL: Block = MappingProxyType(
    {
        "text": Key("words", "Its words; otherwise the usual ones: AI-generated, AI生成 …."),
        "languages": Key("names", "Its languages; otherwise those burnt in, else the film's."),
        "corner": Key("text", "top-right (unless said), top-left, bottom-right, bottom-left."),
        "size": Key("text", "Height of its letters in percent of the picture's short side: 5%."),
        "seconds": Key("length", "How long from the beginning; otherwise throughout."),
    }
)

DELIVERY: Block = MappingProxyType(
    {
        "label": Key("label", "Its own visible AI label, or no for none."),
        "cut": Key("name", "The cut that is exported: main unless said."),
        "size": Key("size", "The frame: hd, uhd, dci-scope, vertical, square …, or 1920x1080."),
        "width": Key("width", "Its width in pixels; alone, the height follows from the aspect."),
        "height": Key("width", "Its height in pixels; alone, the width follows from the aspect."),
        "aspect": Key("ratio", "Another form of the picture than the film's; shots fill it."),
        "bars": Key("flag", "no: the picture fills the frame, reframed; bars beside it otherwise."),
        "lines": Key("lines place", "Where burnt subtitles stand: picture, or bar below it."),
        "burn": Key("names", "Languages burnt into the picture."),
        "side": Key("names", "Languages written beside the film as .srt and .vtt."),
        "titles": Key("flag", "Whether titles are in the picture."),
        "codec": Key("codec", "h264 (unless said), hevc, prores-hq, prores-4444."),
        "fps": Key("rate", "Another frame rate: 25 for a film of 24 plays every frame 4 % faster."),
        "poster": Key(
            "text", "A still beside the film: sh040, sh040@12 (its take's), 12.5s, 300f."
        ),
        "slate": Key("flag", "A slate and a 2-pop before the film, eight seconds in all."),
        "timecode": Key(
            "text",
            "Of the first frame, in a track of the file: 10:00:00:00; at 29.97 it drops numbers.",
        ),
        "crf": Key("count", "Quality: 18 is fine, 23 smaller, 0 without loss."),
        "preset": Key("preset", "How long the encoder thinks: ultrafast … medium … veryslow."),
        "loudness": Key("loudness", "LUFS of its sound, or none; otherwise the film's."),
        "peak": Key("peak", "The highest true peak of its sound, in dBTP; otherwise the film's."),
        "lut": Key("file", "A .cube table over this delivery's picture, after the film's own."),
        "grain": Key("grain", "This delivery's film grain; none for a clean one."),
        "sound": Key("sounds", "What it plays: mix (unless said), or M&E, without the dialogue."),
        "stems": Key("flag", "Whether DX, MX, FX and M&E lie beside it as WAV of 24 bits."),
    }
)

CREDENTIALS: Block = MappingProxyType(
    {
        "certificate": Key("text", "The author's certificate and those it follows from, PEM."),
        "key": Key("text", "Its private key, PEM."),
        "timestamp": Key("text", "The authority asked for the time; nobody unless said."),
    }
)

LOCAL: Block = MappingProxyType(
    {
        "takes": Key(
            "folder", "Where takes live on this machine; otherwise takes/ of the production."
        ),
        "unit": Key("unit", "One letter for this machine's unit; its takes are named b1, b2 …."),
        "player": Key("text", "The program that plays films."),
        "places": Key("files", "Folders outside the production whose files may be used."),
        "credentials": Key("credentials", "What exports are signed with: certificate and key."),
        "cache": Key(
            "folder", "Where derived files live on this machine; otherwise .rushes/derived."
        ),
    }
)

BLOCKS: Mapping[str, Block] = MappingProxyType(
    {
        "film": FILM,
        "included file": INCLUDED,
        "scene": SCENE,
        "shot": SHOT,
        "element": ELEMENT,
        "generator": GENERATOR,
        "model": MODEL,
        "operation": MODEL_OPERATION,
        "use": USE,
        "piece of music": MUSIC,
        "line": LINE,
        "title": TITLE,
        "title style": TITLE_STYLE,
        "sound": EFFECT,
        "bus": BUS,
        "duck:": DUCK,
        "grade": GRADE,
        "grain:": GRAIN,
        "label": LABEL,
        "delivery": DELIVERY,
        "local": LOCAL,
        "credentials": CREDENTIALS,
    }
)
"""All of them by the word that messages use."""
