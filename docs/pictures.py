"""Make the pictures of the README: a strip of the trailer, thirty panels, and a storyboard page.

rushes -p projects/wandering-earth make
python -m docs.pictures
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from pipeline.art.panel import draw
from pipeline.backends.sketch import brief_of
from pipeline.facts import PANEL
from pipeline.media.pictures import frame_of, strip
from pipeline.plan.jobs import Facts
from pipeline.project.load import load
from pipeline.stages.board import STAGE

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MOMENTS = (3.0, 12.0, 31.0, 24.5, 38.0, 47.5, 53.5, 57.0, 66.0)
"""Seconds of the trailer."""
BOARDS = ("projects/wandering-earth", "templates/trailer", "templates/music-video")
SIZE = (640, 268)


def main() -> None:
    """Write docs/strip.jpg, docs/storyboard.jpg and docs/panels.jpg."""
    films = sorted((ROOT / "projects" / "wandering-earth" / "out").glob("*_v*.mp4"))
    if films:
        frames = [frame_of(films[-1], moment, SIZE) for moment in MOMENTS]
        save(strip(frames, columns=3), HERE / "strip.jpg")
        page(ROOT / "projects" / "wandering-earth")
    panels = []
    for board in BOARDS:
        project = load(ROOT / board)
        shots = tuple(project.shots.values())
        for job in STAGE.jobs(project, Facts(), shots):
            if job.id.slot == 1 and job.id.kind == PANEL and len(panels) < 30:
                brief = brief_of(job.work)
                panels.append(draw(brief).picture(*SIZE))
    save(strip(panels, columns=5, width=2000), HERE / "panels.jpg")


def page(film: Path) -> None:
    """Write docs/storyboard.jpg: the first page of a film's storyboard, as a reader shows it."""
    from pypdfium2 import PdfDocument

    from pipeline.production import Production
    from pipeline.production.sheeting import SheetRequest

    with TemporaryDirectory() as folder:
        pdf = Path(folder) / "storyboard.pdf"
        Production(film).sheet(SheetRequest(path=pdf))
        with PdfDocument(pdf) as document:
            save(document[0].render(scale=1.5).to_numpy()[..., 2::-1], HERE / "storyboard.jpg")


def save(picture: object, path: Path) -> None:
    """Write a JPEG that a page can carry."""
    Image.fromarray(picture).save(path, quality=86, optimize=True)
    print(path)


if __name__ == "__main__":
    main()
