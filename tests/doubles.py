"""Stand-ins that tests share: small productions that are whole and valid."""

from __future__ import annotations

from pathlib import Path

__all__ = ["TINY_FILM", "tiny_film"]

TINY_FILM = """\
film: 1
title: Tiny
fps: 24
aspect: 16:9
generators:
  draw: {backend: sketch}
  move: {backend: camera}
use: {panels: draw, clips: move}
defaults: {seconds: 12f, panels: 1, clips: 1}
shots:
  sh010: WS, push in | snow over a frozen city, night
  sh020: CU | a child looks up => the glow leaves her face
  sh030: EWS, pan left | a bridge over the ice, dusk
deliveries:
  main: {width: 96, crf: 30, preset: ultrafast}
"""
"""Three shots of half a second, drawn and moved on this machine, 96 pixels wide."""


def tiny_film(
    folder: Path,
    *,
    text: str = TINY_FILM,
    files: dict[str, str | bytes] | None = None,
    **changes: str,
) -> Path:
    """Write a small valid production into ``folder`` and give the folder back.

    Args:
        folder: made when it is not there.
        text: the film; ``TINY_FILM`` unless said.
        files: further files by path relative to the folder (cuts, picks, pictures).
        changes: new right-hand sides of lines, by shot id or top-level key, as in
            ``sh020="MS | a man runs"`` or ``fps="25"``.
    """
    lines = text.splitlines()
    for name, value in changes.items():
        places = [n for n, line in enumerate(lines) if line.strip().startswith(f"{name}:")]
        if not places:
            raise ValueError(f"the film has no line '{name}:'")
        indent = lines[places[0]][: -len(lines[places[0]].lstrip())]
        lines[places[0]] = f"{indent}{name}: {value}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "film.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, content in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")
    return folder
