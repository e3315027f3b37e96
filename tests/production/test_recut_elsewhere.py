"""Whatever an editor makes of a cut, the cut that is written plays it, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.cut.played import played
from pipeline.interchange.shelf import format_of
from pipeline.production import Production
from pipeline.production.sequencing import Hrefs, sequence, timeline_of
from tests.production.returning import CUT, ENDINGS, SHOTS, six_shots

LONGEST = 16


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of six shots; every example writes its cut anew."""
    home = tmp_path_factory.mktemp("recut")
    folder = six_shots(home / "film", home / "material")
    lines = CUT.replace(" flop", "").splitlines()  # what no list could take back is left out
    plain = "\n".join(line for line in lines if "over" not in line)
    (folder / "cuts" / "main.yaml").write_text(plain, "utf-8")
    return folder


@st.composite
def cuts(draw: st.DrawFn) -> str:
    """The events of a cut, as an editor might lay them: windows, speeds, joins, black."""
    lines, is_black = ["cut: edit", "events:"], True
    for _ in range(draw(st.integers(1, 6))):
        if draw(st.integers(0, 4)) == 0:
            lines.append(f"- black {draw(st.integers(1, 20))}")
            is_black = True
        frames = 2 * draw(st.integers(3, LONGEST // 2))
        lead = draw(st.sampled_from(["", "", "fade in", "dissolve"]))
        if lead and not (lead == "dissolve" and is_black):
            lines.append(f"- {lead} {draw(st.integers(1, 3))}")
        start = 2 * draw(st.integers(0, 4))
        shot, take = draw(st.sampled_from([*((each, 1) for each in SHOTS), ("sh020", 2)]))
        speed = draw(st.sampled_from(["", "", " x2", " x0.5"]))
        lines.append(f"- {shot}/{take} {start}-{start + frames}{speed}")
        is_black = False
        if draw(st.integers(0, 4)) == 0:
            lines.append(f"- fade out {draw(st.integers(1, 2))}")
            is_black = True
    return "\n".join([*lines, ""])


@pytest.mark.parametrize("name", ENDINGS)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=cuts())
def test_the_cut_that_comes_back_plays_what_went_out(film: Path, name: str, text: str) -> None:
    """Out of one cut, into another: picture for picture, frame for frame."""
    folder = film / "cuts"
    for old in ("edit", "back"):
        (folder / f"{old}.yaml").unlink(missing_ok=True)
    (folder / "edit.yaml").write_text(text, "utf-8")
    there = Production(film)
    laid = replace(sequence(there, "edit", Hrefs(film / "out")), name="main")
    (folder / "edit.yaml").unlink()
    files = []
    for file, content in format_of(name).write(laid).files:
        files.append(film / file)
        files[-1].write_bytes(content)

    report = Production(film).readback(files, "back")

    assert () == report.beyond
    now = played(timeline_of(Production(film), "back")).pictures
    assert played(timeline_of(there, "edit")).pictures == now
