"""A film that uses every key there is, for the tests of the reader."""

from __future__ import annotations

from pathlib import Path

__all__ = ["RICH_FILES", "RICH_FILM", "write_film"]

RICH_FILM = """\
film: 1
title: {zh: 流浪地球3, en: The Wandering Earth III}
fps: 23.976
aspect: 2.39
languages: [zh, en]
style: low saturation, white and teal    # joined to every panel prompt
negative: text, watermark
elements:
  liu:    {text: a tired astronaut in his sixties, refs: [refs/liu.png]}
  engine: a planetary engine eleven kilometres tall
  刘启: a young driver
generators:
  draw:  {backend: sketch}
  move:  {backend: camera}
  mj:    {backend: inbox, flags: "--ar 21:9 --v 7"}
  kling: {backend: fal, model: fal-ai/kling/pro, seconds: 5, good: 4f-40f, options: {cfg: 0.5}}
use: {panels: draw, clips: move}
defaults: {seconds: 2, panels: 4, clips: 2, tries: 2, handles: 4f}
budget: 80 USD
# a lost order is for a person to decide about
follow: free
music:
  m1: {file: audio/score.flac, bpm: 92, first_beat: 0.21s, gain: -6, beats_a_bar: 4}
  m2: audio/score.flac
scenes:
  sc010:
    about: the frozen city
    style: night, blue
    ambience: audio/wind.flac
    shots:
      sh010: EWS, push in, 4s | <engine> over a frozen city, tiny figures => snow drifts
      sh020: CU | <liu> looks up, breath freezing on his visor
      sh030: WS, truck left, 1 bar | a column of trucks under {engine}
      sh040:
        panel: insert | a gloved hand on a red switch
        clips: {kling: 2, move: 1}
        sfx: {file: audio/click.flac, at: 14f}
  sc020:
    use: {panels: mj}
    shots:
      sh050:
        panel: MS, handheld | <liu> turns his back to the camera
        motion: {kling: slow push, move: none}
        lines:
          - liu: {zh: 别回头。, en: Don't look back.}
            at: -18f
          - radio: Come in.
            at: 1s
            seconds: 2
            id: call
        title: {text: {zh: 36小时, en: 36 hours}, style: card, at: 6f, until: sh070}
      sh060: {panel: EWS | ash, omit: true}
      sh070:
        framing: 大特写
        angle: low
        lens: 35mm
        camera: slow 100% -> 130% @ 60,40
        seconds: 00:00:02:12
        panel: the eye of <刘启>, "fire" in it
        motion: none
        about: for people
        style: riso
        negative: hands
        seed: 7
        panels: 3
        music: m1
        titles:
          - Words
          - {text: More words, style: lower third, seconds: 12f}
        sfx: [audio/click.flac, {file: audio/click.flac, gain: -3, pan: left, in: 2f, out: 6f}]
        ambience: {file: audio/wind.flac, gain: -12.5}
        follow: never
        tries: 5
        handles: 0.5s
        refs: refs/liu.png
      sh080: {still: refs/liu.png, crop: "10,10 80x45", clips: 0}
include: more.yaml
mix:
  lines: {gain: 2}
  music: {gain: -3, in: 1s, out: 2s, duck: {depth: 8, attack: 6f, release: 18f}}
  ambience: {duck: yes}
  effects: {pan: -20, duck: 4}
  own: off
deliveries:
  main: {width: 1280}
  web: {width: 640, burn: zh, side: [zh, en], titles: false, crf: 23, preset: veryfast}
"""

RICH_FILES: dict[str, str | bytes] = {
    "refs/liu.png": b"png",
    "audio/score.flac": b"flac",
    "audio/wind.flac": b"flac",
    "audio/click.flac": b"flac",
    "more.yaml": (
        "elements: {dog: an old dog}\n"
        "scenes:\n"
        "  sc030:\n"
        "    shots:\n"
        "      sh090: 全景，缓推，2拍 | <dog> 在雪地里\n"
    ),
    "cuts/main.yaml": (
        "cut: main\nevents:\n- fade in 24\n- sh010/2  0-36   # the engine ignites\n- sh020\n"
        "- dissolve 12\n- sc020\n- black 12\n- sh090\nsound:\n- m1 from bar 2 at 0\n- m2 at sh090\n"
    ),
    "picks.yaml": "sh020: {panel: 3, clip: 5, rejected: {clip 1: melts}}\n",
    "local.yaml": "unit: b\nplayer: mpv\n",
}


def write_film(folder: Path, text: str, files: dict[str, str | bytes] | None = None) -> Path:
    """Put a film and its files into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**(files or {}), "film.yaml": text}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(data)
    return folder
