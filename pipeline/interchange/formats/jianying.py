"""A draft of JianYing (CapCut): a folder with two JSON files; it is written and never read back.

The makers publish no description. The names are those that the programs' own drafts of version
5.9 hold, as the project pyJianYingDraft has gathered them (github.com/GuanYixuan/pyJianYingDraft);
fields that a draft does without are left out, and the program fills them in when it opens it.
Times are whole microseconds. Newer versions keep their drafts encrypted and still open plain ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from uuid import NAMESPACE_URL, uuid5

from pipeline.facts import Json
from pipeline.interchange.losses import Written, lost
from pipeline.interchange.sequence import Event, MediaFile, Sequence, Sound, Title
from pipeline.timecode import FrameRange

__all__ = ["CARRIES", "NAME", "TITLE", "write"]

NAME = "jianying"
TITLE = "JianYing / CapCut"
CARRIES = frozenset(
    {
        "speed", "rate", "flop", "gain", "mute", "sound", "sound gain", "sound fade",
        "sound speed", "title", "overlay",
    }
)  # fmt: skip

_ENDLESS = 10_800_000_000
"""Microseconds of a still: what the program itself writes, three hours."""
_VERSION, _NEW_VERSION = 360000, "110.0.0"
_KINDS = (
    "audio_fades", "audios", "canvases", "speeds", "texts", "videos", "transitions", "effects",
    "material_animations", "sound_channel_mappings",
)  # fmt: skip


def write(sequence: Sequence) -> Written:
    """The draft's folder, ready to be laid among the program's own."""
    content = _Draft(sequence).content()
    folder = f"{sequence.stem}_jianying"
    meta: Json = {
        "draft_fold_path": "",
        "draft_id": content["id"],
        "draft_materials": [{"type": kind, "value": []} for kind in (0, 1, 2, 3, 6, 7, 8)],
        "draft_name": sequence.stem,
        "draft_root_path": "",
        "tm_duration": content["duration"],
    }
    files = {"draft_content.json": content, "draft_meta_info.json": meta}
    return Written(
        tuple(
            (f"{folder}/{name}", json.dumps(each, ensure_ascii=False, indent=1).encode() + b"\n")
            for name, each in files.items()
        ),
        lost(NAME, sequence, CARRIES),
    )


class _Draft:
    """One draft being written; ids follow from names, so that the same cut is the same file."""

    def __init__(self, sequence: Sequence) -> None:
        self.sequence = sequence
        self.materials: dict[str, list[Json]] = {kind: [] for kind in _KINDS}
        self.known: dict[str, str] = {}
        self.count = 0

    def content(self) -> Json:
        """The whole of ``draft_content.json``."""
        cut = self.sequence
        tracks = [self._track("video", [self._seen(each) for each in t.events]) for t in cut.tracks]
        tracks += [
            self._track("audio", [self._heard(each) for each in t.sounds]) for t in cut.sounds
        ]
        if cut.titles:
            tracks.append(self._track("text", map(self._title, cut.titles)))
        return {
            "canvas_config": {"width": cut.width, "height": cut.height, "ratio": "original"},
            "color_space": 0,
            "config": {"maintrack_adsorb": False, "video_mute": False},
            "create_time": 0,
            "duration": self._at(cut.frames),
            "fps": float(cut.rate),
            "id": self._id("draft"),
            "materials": self.materials,
            "name": cut.stem,
            "new_version": _NEW_VERSION,
            "platform": {"app_id": 3704, "app_source": "lv", "app_version": "5.9.0"},
            "tracks": tracks,
            "update_time": 0,
            "version": _VERSION,
        }

    def _id(self, word: str) -> str:
        name = f"rushes:{self.sequence.stem}:{word}"
        return str(uuid5(NAMESPACE_URL, name)).upper()

    def _next(self, word: str) -> str:
        self.count += 1
        return self._id(f"{word}{self.count}")

    def _at(self, frames: Fraction | int) -> int:
        """Film frames as whole microseconds."""
        return round(Fraction(frames) / self.sequence.rate * 1_000_000)

    def _span(self, start: Fraction | int, length: Fraction | int) -> Json:
        """Both ends are rounded, so that pieces meet without a gap."""
        first = self._at(start)
        return {"start": first, "duration": self._at(start + length) - first}

    def _track(self, kind: str, segments: Iterable[Json | None]) -> Json:
        shown = [each for each in segments if each is not None]
        return {
            "attribute": 0,
            "flag": 0,
            "id": self._next("track"),
            "type": kind,
            "segments": shown,
        }

    # -- pieces --------------------------------------------------------------------------------

    def _segment(self, material: str, record: FrameRange, source: Json, speed: Fraction) -> Json:
        pace = self._next("speed")
        curve: Json = {"id": pace, "mode": 0, "speed": float(speed), "curve_speed": None}
        self.materials["speeds"].append({**curve, "type": "speed"})
        return {
            "id": self._next("segment"),
            "material_id": material,
            "target_timerange": self._span(record.start, len(record)),
            "source_timerange": source,
            "speed": float(speed),
            "volume": 1.0,
            "visible": True,
            "extra_material_refs": [pace],
            "common_keyframes": [],
        }

    def _seen(self, event: Event) -> Json | None:
        media = event.shown
        if media is None:
            return None
        start = 0 if media.is_still else event.first - media.first
        source = self._span(start, event.frames * (1 if media.is_still else event.pace))
        segment = self._segment(self._picture(media), event.record, source, event.pace)
        segment["clip"] = {
            "alpha": 1.0,
            "flip": {"horizontal": event.is_flopped, "vertical": False},
            "rotation": 0.0,
            "scale": {"x": 1.0, "y": 1.0},
            "transform": {"x": 0.0, "y": 0.0},
        }
        segment["volume"] = 0.0  # a take's sound lies on a track of its own
        return segment

    def _heard(self, sound: Sound) -> Json:
        media, rate = sound.media, self.sequence.rate
        start = sound.start * rate - media.first
        frames = Fraction(len(sound.record))
        if media.frames is not None:
            frames = max(Fraction(1), min(frames, (media.frames - start) / sound.speed))
        record = FrameRange(sound.record.start, sound.record.start + int(frames))
        source = self._span(start, len(record) * sound.speed)
        segment = self._segment(self._audio(media), record, source, sound.speed)
        segment["volume"] = round(10 ** (sound.gain / 20), 6)
        segment["clip"] = None
        if sound.fade_in or sound.fade_out:
            fade = self._next("fade")
            lengths = {"fade_in_duration": self._at(sound.fade_in)}
            lengths |= {"fade_out_duration": self._at(sound.fade_out)}
            made = {"id": fade, "type": "audio_fade", "fade_type": 0, **lengths}
            self.materials["audio_fades"].append(made)
            segment["extra_material_refs"].append(fade)
        return segment

    def _title(self, title: Title) -> Json:
        name = self._next("text")
        styles = [{"range": [0, len(title.text)], "size": 15.0, "bold": False}]
        text = json.dumps({"text": title.text, "styles": styles}, ensure_ascii=False)
        self.materials["texts"].append(
            {"id": name, "type": "text", "content": text, "alignment": 1}
        )
        source = self._span(0, len(title.record))
        return self._segment(name, title.record, source, Fraction(1))

    # -- files -----------------------------------------------------------------------------------

    def _picture(self, media: MediaFile) -> str:
        key = f"picture {media.href}"
        if key not in self.known:
            self.known[key] = self._id(key)
            length = _ENDLESS if media.frames is None else self._at(media.frames)
            material: Json = {
                "id": self.known[key],
                "type": "photo" if media.is_still else "video",
                "material_name": media.file_name,
                "path": media.href,
                "duration": length,
                "width": media.info.width,
                "height": media.info.height,
                "has_audio": media.info.has_sound,
                "category_name": "local",
                "crop_ratio": "free",
                "crop_scale": 1.0,
            }
            self.materials["videos"].append(material)
        return self.known[key]

    def _audio(self, media: MediaFile) -> str:
        key = f"sound {media.href}"
        if key not in self.known:
            self.known[key] = self._id(key)
            material: Json = {
                "id": self.known[key],
                "type": "extract_music",
                "name": media.file_name,
                "path": media.href,
                "duration": self._at(media.frames or 0),
                "category_name": "local",
            }
            self.materials["audios"].append(material)
        return self.known[key]
