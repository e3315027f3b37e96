"""Every message of the film's reader, word for word (``tests/golden/project_errors.txt``).

After a change on purpose: ``python -m tests.project.test_errors`` writes the golden again; read
the difference before you commit it.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from pipeline.errors import ProjectError
from pipeline.project.load import load
from tests.project.films import write_film

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "project_errors.txt"

HEAD = """\
film: 1
languages: [zh, en]
elements: {liu: an astronaut, lightkeeper: an old man}
generators: {draw: {backend: sketch}, move: {backend: camera}}
use: {panels: draw, clips: move}
music: {m1: {file: a.flac, bpm: 92}}
"""
TAIL = """\
shots:
  sh010: MS | <liu> and <lightkeeper>
"""
FILES: dict[str, str | bytes] = {"a.flac": b"x", "refs/liu.png": b"x", "lines.txt": b"x"}


def _shot(*lines: str) -> str:
    return HEAD + TAIL + "  sh020:\n" + "".join(f"    {line}\n" for line in lines)


def _short(text: str) -> str:
    return HEAD + TAIL + f"  sh020: {text}\n"


def _top(*lines: str) -> str:
    return HEAD + "".join(f"{line}\n" for line in lines) + TAIL


CASES: dict[str, str | bytes] = {
    # the text itself
    "a second colon": _top("style: night: blue"),
    "a list that is never closed": "film: 1\nlanguages: [zh, en\nshots: {}\n",
    "braces that are never closed": "film: 1\nuse: {panels: draw\nshots: {}\n",
    "quotes that are never closed": "film: 1\ntitle: 'The Earth\n",
    "words behind quotes": 'film: 1\ntitle: "The" Earth\n',
    "an element in braces": "film: 1\nshots:\n  sh010: {liu} looks up\n",
    "marks of a merge": (
        "film: 1\n<<<<<<< ours\nfps: 24\n=======\nfps: 25\n>>>>>>> theirs\nshots: {sh010: x}\n"
    ),
    "a tab": "film: 1\nshots:\n\tsh010: x\n",
    "a line without a colon": "film: 1\nshots\nfps: 24\n",
    "a key out of line": "film: 1\nshots:\n    sh010: x\n  sh020: y\n",
    "an item out of line": "film: 1\nlanguages:\n  - zh\n - en\n",
    "an item on the key's line": "film: 1\nlanguages: - zh\n",
    "a value that begins with a sign": "film: 1\nstyle: @home\n",
    "an unknown backslash": 'film: 1\nstyle: "a\\qb"\n',
    "an open code of a character": 'film: 1\nstyle: "\\u12"\n',
    "text on the line of a bar": "film: 1\nstyle: |night\n",
    "nothing where a value is due": "film: 1\nlanguages: [,]\n",
    "an end inside a bracket": "film: 1\nuse: {",
    "a star": _top("style: *bold"),
    "an anchor": _top("style: &s night"),
    "a tag": _top("style: !s night"),
    "a merge": _top("<<: {fps: 24}"),
    "a list as a key": _top("? [a]\n: b"),
    "a second document": "film: 1\nshots: {sh010: x}\n---\nfilm: 1\n",
    "too deep": "film: " + "[" * 30,
    "a key twice": _shot("panel: x", "panel: y"),
    "a shot twice": HEAD + TAIL + "  sh010: again\n",
    "an invisible character": _short("a\x07b"),
    "latin-1": b"film: 1\ntitle: Caf\xe9\n",
    "utf-16": "film: 1\n".encode("utf-16"),
    "no keys": "- film\n- 1\n",
    "a remark that was meant": _short("CU | the shop #1 seller, rain"),
    # the film
    "no shots": "film: 1\n",
    "no version": HEAD.removeprefix("film: 1\n") + TAIL,
    "another version": "film: 2\n" + TAIL.replace("<", "").replace(">", ""),
    "an unknown key": _top("framerate: 24"),
    "a misspelt key": _top("delivreies: {}"),
    "not a rate": _top("fps: fast"),
    "too fast": _top("fps: 1000"),
    "not a shape": _top("aspect: wide"),
    "not a language": (HEAD + TAIL).replace("[zh, en]", "[Chinese]"),
    "not an amount": _top("budget: a lot"),
    "a list for a text": _top("style: [night]"),
    "a block for a text": _top("style: {night: 1}"),
    "a text for a block": _top("defaults: night"),
    "an unknown default": _top("defaults: {duration: 2}"),
    "a later key": _shot("panel: x", "until: bar 9"),
    "no amount": _top("rebuy_below: cheap"),
    "a budget of nobody": _top("budget: {film: 80 USD, klnig: 3 USD}"),
    "a small currency": _top("rates: {eur: 1.08 USD}"),
    "a rate of nothing": _top("rates: {EUR: 0 USD}"),
    "a rate of a generator": _top("rates: {draw: 0.01 USD}"),
    "a rate that follows": _top("rates: {EUR: 1.08 USD, USD: 0.9 EUR}"),
    "follow what": _top("follow: sometimes"),
    "nothing uses the generators": "generators: {mj: {backend: inbox}}\nshots: {sh010: x}\n",
    "a grade that is a word": _top("grade: warm"),
    "an unknown correction": _top("grade: {brightness: 1}"),
    "too many stops": _top("grade: {exposure: 9}"),
    "no contrast left": _top("grade: {contrast: 0}"),
    "not a temperature": _top("grade: {temperature: warmK}"),
    "too hot": _top("defaults: {grade: {temperature: 90000K}}"),
    "a table of another kind": _top("lut: a.flac"),
    "a table that is not there": _top("deliveries: {main: {lut: looks/night.cube}}"),
    "too much grain": _top("grain: 40"),
    "grain that is a word": _top("grain: fine"),
    "an unknown key of grain": _top("grain: {amount: 2}"),
    "black corners": _top("defaults: {vignette: 0.95}"),
    # its parts
    "no description": _top("").replace("liu: an astronaut", "liu: "),
    "an unknown key of an element": _top("").replace("liu: an astronaut", "liu: {txt: x}"),
    "an unused element": "film: 1\nelements: {liu: x}\nshots: {sh010: y}\n",
    "no backend": _top("").replace("{backend: sketch}", "{bakend: sketch}"),
    "a generator that is a word": _top("").replace("{backend: sketch}", "sketch"),
    "not a stretch": _top("").replace("sketch}", "sketch, good: some}"),
    "a stretch backwards": _top("").replace("sketch}", "sketch, good: 40f-4f}"),
    "an unknown generator": _top("").replace("panels: draw", "panels: drwa"),
    "an unknown use": _top("").replace("panels: draw", "panel: draw"),
    "music without a file": _top("").replace("file: a.flac, ", ""),
    "music that is not there": _top("").replace("a.flac", "b.flac"),
    "not a tempo": _top("").replace("92", "quick"),
    "an odd width": _top("deliveries: {main: {width: 1281}}"),
    "no width": _top("deliveries: {main: {width: huge}}"),
    "an unknown size, its lines in the bar": _top(
        "deliveries: {main: {size: vertcal, burn: [zh], lines: bar}}"
    ),
    "an unknown cut": _top("deliveries: {main: {cut: short}}"),
    "an unknown language to burn": _top("deliveries: {main: {burn: fr}}"),
    "an unknown preset": _top("deliveries: {main: {preset: quick}}"),
    "a rate that is not exact": _top("deliveries: {main: {fps: 30}}"),
    "stems of another speed": _top("deliveries: {main: {fps: 25, stems: yes}}"),
    "a poster of no shot": _top("deliveries: {main: {poster: sh100}}"),
    "a poster of no time": _top('deliveries: {main: {poster: "12 apples"}}'),
    "an unknown codec": _top("deliveries: {main: {codec: prores}}"),
    "a quality that the codec has not": _top("deliveries: {main: {codec: prores-hq, crf: 12}}"),
    "a timecode without its frames": _top("deliveries: {main: {timecode: 1:00}}"),
    "a timecode after midnight": _top('deliveries: {main: {timecode: "25:00:00:00"}}'),
    "an unknown size": _top("deliveries: {main: {size: dci-scop}}"),
    "a size with an odd side": _top("deliveries: {main: {size: 1921x803}}"),
    "a size and a width": _top("deliveries: {main: {size: hd, width: 1280}}"),
    "bars that are no flag": _top("deliveries: {main: {bars: 2.39}}"),
    "an aspect without bars": _top("deliveries: {main: {size: hd, aspect: 2.39, bars: no}}"),
    "subtitles in a bar that is not there": _top(
        "deliveries: {main: {size: hd, burn: en, lines: bar}}"
    ),
    "nothing for the bar": _top("deliveries: {main: {size: square, bars: yes, lines: bar}}"),
    "a picture lost in its frame": _top("deliveries: {main: {size: vertical}}"),
    # names
    "not a name": HEAD + TAIL + "  10: x\n",
    "a word of the cut": HEAD + TAIL + "  fade: x\n",
    "a name that Windows keeps": HEAD + TAIL + "  con: x\n",
    "the same name in capitals": HEAD + TAIL + "  SH010: x\n",
    "a key as a name": HEAD + TAIL + "  lines: x\n",
    "a scene called as a shot": HEAD + "scenes: {a1: {shots: {A1: <liu> <lightkeeper>}}}\n",
    "a shot that is not indented": HEAD + "scenes:\n  sc010:\n    shots: {}\n    sh010: x\n",
    "a scene that is a text": HEAD + "scenes: {sc010: night}\n",
    "a title for a whole scene": HEAD + "scenes: {sc1: {title: x, shots: {a: x}}}\n",
    "a line for a whole film": _top("defaults: {lines: [{liu: x}]}"),
    "shots as a list": HEAD + "shots: [a, b]\n",
    "a shot as a list": HEAD + "shots: {sh010: [a, b]}\n",
    # shots
    "an unknown word": _short("CU, puhs in | a"),
    "a word of nowhere": _short("CU, quietly | a"),
    "two framings": _short("CU, MS | a"),
    "two lengths": _short("4s, 2 beats | a"),
    "a pace alone": _short("slow | a"),
    "too large a zoom": _short("100% -> 9000% | a"),
    "a point outside": _short("push in @ 120,50 | a"),
    "no bar": _short("CU, a face"),
    "an undescribed element": _short("CU | <keeper> waits"),
    "an unknown key of a shot": _shot("panel: x", "duration: 12s"),
    "said twice": _shot("panel: CU | x", "framing: MS"),
    "motion said twice": _shot("panel: x => y", "motion: z"),
    "not a framing": _shot("panel: x", "framing: huge"),
    "not a camera move": _shot("panel: x", "camera: CU"),
    "not a length": _shot("panel: x", "seconds: long"),
    "no time at all": _shot("panel: x", "seconds: 0"),
    "half a frame": _shot("panel: x", "seconds: 1.5f"),
    "beats without a tempo": "film: 1\nshots: {sh010: 2 beats | x}\n",
    "a day and more": _shot("panel: x", "seconds: 100000s"),
    "not a timecode": _shot("panel: x", "seconds: 00:00:04:30"),
    "an unknown music": _shot("panel: x", "music: m7"),
    "an unknown generator of clips": _shot("panel: x", "clips: {klong: 2}"),
    "too many": _shot("panel: x", "clips: 5000"),
    "motion of an unknown generator": _shot("panel: x", "motion: {klong: y}"),
    "not a flag": _shot("panel: x", "omit: maybe"),
    "a file that is not there": _shot("panel: x", "still: refs/lui.png"),
    "a file outside": _shot("panel: x", "still: ../../etc/passwd"),
    "a folder": _shot("panel: x", "still: refs"),
    "backslashes": _shot("panel: x", "still: refs\\liu.png"),
    "a later key of a shot": _shot("panel: x", "voice: soft"),
    "nothing said": _shot("seconds: 4"),
    "a line that is a text": _shot("panel: x", "lines: Come back."),
    "a line of nobody": _shot("panel: x", "lines: [{at: 4f}]"),
    "two speakers": _shot("panel: x", "lines: [{liu: a, lightkeeper: b}]"),
    "an unknown language of a line": _shot("panel: x", "lines: [{liu: {fr: a}}]"),
    "no words": _shot("panel: x", "lines: [{liu: }]"),
    "two lines of one name": _shot("panel: x", "lines: [{liu: a, id: x}, {liu: b, id: x}]"),
    "a title without words": _shot("panel: x", "title: {at: 4f}"),
    "a title of no style": _shot("panel: x", "title: {text: a, style: huge}"),
    "a title style with no name": HEAD + "title_styles: {Big One: {size: 9%}}\n" + TAIL,
    "a title style like nothing": HEAD + "title_styles: {note: {like: huge}}\n" + TAIL,
    "a shipped title style like another": HEAD + "title_styles: {card: {like: main}}\n" + TAIL,
    "a title style with a key of titles": HEAD + "title_styles: {note: {until: x}}\n" + TAIL,
    "a model of no service": HEAD + "models: {gen4.5: {price: 1 USD a call}}\n" + TAIL,
    "a model with a misspelt key": HEAD + "models: {runway/gen4.5: {prise: 1}}\n" + TAIL,
    "a model that is a text": HEAD + "models: {runway/gen4.5: cheap}\n" + TAIL,
    "an operation with a key of models": HEAD + "models: {fal/a/b: {i2v: {does: t2v}}}\n" + TAIL,
    "a label at no corner": HEAD + "label: {corner: middle}\n" + TAIL,
    "a label too small and too short": HEAD + "label: {size: 2%, seconds: 1}\n" + TAIL,
    "a label larger than the picture": HEAD + "label: {size: 50%}\n" + TAIL,
    "a label in no known language": HEAD + "label: {languages: [xx]}\n" + TAIL,
    "a title of no colour": _shot("panel: x", "title: {text: a, colour: reed}"),
    "a title larger than the picture": _shot("panel: x", "title: {text: a, size: 200%}"),
    "a title beside the picture": _shot("panel: x", "title: {text: a, place: 120,40}"),
    "a title at no place": _shot("panel: x", "title: {text: a, place: botom}"),
    "a title in a font by name": _shot("panel: x", "title: {text: a, font: Helvetica}"),
    "a title in a font that is not there": _shot("panel: x", "title: {text: a, font: a.ttf}"),
    "a title to no shot": _shot("panel: x", "title: {text: a, until: sh030}"),
    "a title to a shot before": _shot("panel: x", "title: {text: a, until: sh010}"),
    "a sound without a file": _shot("panel: x", "sfx: {at: 4f}"),
    "a sound that is a file and made": _shot("panel: x", "sfx: {file: a.flac, make: a click}"),
    "a sound of no words": _shot("panel: x", "sfx: {make: , seconds: 2}"),
    "a length of a file": _shot("panel: x", "sfx: {file: a.flac, seconds: 2}"),
    "a sound that nobody makes": _shot("panel: x", "sfx: {make: a click}"),
    "two sounds of one name": _shot(
        "panel: x", "sfx: [{make: a click, id: a}, {make: a knock, id: a}]"
    ),
    "a sound called as a line": _shot(
        "panel: x", "lines: [{liu: Yes.}]", "sfx: {make: a click, id: l1}"
    ),
    "a sound that all shots would have": _top("defaults: {ambience: {make: wind}}"),
    "music that is a file and made": _top("").replace("file: a.flac", "file: a.flac, make: drums"),
    "music of no length": _top("").replace("file: a.flac", "make: drums"),
    "music called as a shot": _top("").replace("m1: {file: a.flac", "sh010: {make: x, seconds: 9"),
    "takes of a file": _top("").replace("file: a.flac", "file: a.flac, takes: 2"),
    "a chain of several generators": _shot("panel: x", "chain: yes", "clips: {draw: 1, move: 1}"),
    "a chain over a clip": _shot("panel: x", "chain: yes", "from: sh010"),
    "a trained model of an element": _top("").replace(
        "liu: an astronaut", "liu: {text: x, lora: a}"
    ),
    "too loud": _shot("panel: x", "sfx: {file: a.flac, gain: 200}"),
    "sounds that cannot be heard": _shot("panel: x", "sfx: film.yaml", "ambience: refs/liu.png"),
    "music that cannot be heard": _top("")
    .replace("bpm: 92", "file: film.yaml")
    .replace("file: a.flac, ", ""),
    "pictures that cannot be seen": _shot("panel: x", "still: a.flac", "refs: [lines.txt]"),
    "a reference that cannot be seen": _top("").replace(
        "{liu:", "{old: {text: a man, refs: a.flac}, liu:"
    ),
    "an element that cannot be named": _top("").replace("{liu:", "{1st: x, liu:"),
    "a delivery that cannot be named": _top("deliveries: {16:9: {width: 96}}"),
    "a beat before the music": _top("").replace("bpm: 92", "first_beat: -1s"),
    "a beat that is no length": _top("").replace("bpm: 92", "first_beat: soon"),
    "a tempo and beats": _top("").replace("bpm: 92", "bpm: 92, first_beat: 1s, beats: a.beats"),
    "beats that are no beats": _top("").replace("bpm: 92", "beats: b.beats"),
    "beats that are no text": _top("").replace("bpm: 92", "beats: c.beats"),
    "a single beat": _top("").replace("bpm: 92", "beats: d.beats"),
    "beats that are not there": _top("").replace("bpm: 92", "beats: e.beats"),
    "a language no text has": "film: 1\ntitle: {English: Earth}\nshots: {sh010: x}\n",
    "sounds in a list of one": _shot("panel: x", "ambience: [a.flac]"),
    "handles before the shot": _shot("panel: x", "handles: -4f"),
    "not a generator's name": _top("").replace("panels: draw", "panels: dr/aw"),
    "an empty key": _shot("panel: x", "'': y"),
    "nothing in a scene": HEAD + "scenes: {sc010: }\n" + TAIL,
    "a word that begins in a tag": "!<a: b",
    # recorded lines
    "a recording that is not there": _shot("panel: x", "lines: [{liu: a, file: b.flac}]"),
    "a recording that cannot be heard": _shot("panel: x", "lines: [{liu: , file: lines.txt}]"),
    "a line too far to the right": _shot("panel: x", "lines: [{liu: a, file: a.flac, pan: 101}]"),
    "as long as a line and more": _shot("panel: x", "seconds: line + much"),
    # the mix
    "a bus of no name": _top("mix: {musik: {gain: -3}}"),
    "a key that no bus has": _top("mix: {music: {volume: -3}}"),
    "a mix that is a list": _top("mix: [music]"),
    "lines that make room for lines": _top("mix: {lines: {duck: 9}}"),
    "a dip that is no number": _top("mix: {music: {duck: deep}}"),
    "a key that no dip has": _top("mix: {music: {duck: {deph: 9}}}"),
    "beyond the right": _top("mix: {own: {pan: 130}}"),
    "no side": _shot("panel: x", "sfx: {file: a.flac, pan: up}"),
    # other files
    "an included file that is not there": _top("include: act2.yaml"),
    "a film that includes itself": _top("include: film.yaml"),
    "an included file of text": _top("include: lines.txt"),
    "an element in two files": _top("include: more.yaml"),
    "local settings": HEAD + TAIL,
}
OTHERS: dict[str, dict[str, str | bytes]] = {
    "an element in two files": {
        "more.yaml": "elements: {liu: a woman}\ndefaults: {seconds: 2}\n",
    },
    "a tempo and beats": {"a.beats": "0.5 bar\n1 beat\n"},
    "beats that are no beats": {
        "b.beats": (
            "# found\n0.5 bar\n1,2 beat\n1.5 bear\n2 beat 4\n0.5 bar\n90000 beat\n"
            "3 section\n4 section first verse\n5 section verse\n6 section verse\n"
        ),
    },
    "beats that are no text": {"c.beats": b"\xff\xfe"},
    "a single beat": {"d.beats": "1 bar  # alone\n"},
    "local settings": {
        "local.yaml": (
            "unit: AB\nplaces: [../nowhere, ~nobody/x, ]\ncache: [x]\ntakes: [a]\nplyer: mpv\n"
        ),
    },
}


def render() -> str:
    """Every case with the messages it gives."""
    parts = []
    for name, text in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            data = text if isinstance(text, bytes) else text.encode()
            film = write_film(Path(folder) / "film", "", FILES | OTHERS.get(name, {}))
            (film / "film.yaml").write_bytes(data)
            parts.append(f"== {name}\n" + "\n".join(_said(film)) + "\n")
    return "\n".join(parts)


def _said(film: Path) -> list[str]:
    try:
        problems = load(film).problems
    except ProjectError as err:
        return ["(no film)", *err.lines()]
    lines = []
    for problem in problems:
        scope = " ".join(filter(None, [problem.shot, *sorted(problem.stops)]))
        stops = [f"  stops: {scope}"] if scope and not problem.is_warning else []
        lines += [*problem.lines(), *stops]
    return lines


def test_every_message_is_as_it_was_agreed() -> None:
    """Each fault gives its own sentence, its line and what to do, and nothing else."""
    assert GOLDEN.read_text(encoding="utf-8") == render()


def test_every_message_says_what_to_do() -> None:
    """No fault is only named: a line below it says how to mend it."""
    for case in GOLDEN.read_text(encoding="utf-8").split("\n== "):
        told = re.split(r"\n(?=[\w./-]+\.yaml:)", case)[1:]
        for each in told:
            assert "\n  fix: " in each, each


def test_a_backend_that_is_no_name_is_not_told_to_be_called_backend(tmp_path: Path) -> None:
    """The key is spelt right; only its word is wrong."""
    film = write_film(tmp_path, "film: 1\ngenerators: {z: {backend: ../x}}\nshots: {sh010: a}\n")

    said = "\n".join(_said(film))

    assert "'../x' is not a name" in said
    assert "should be 'backend'" not in said


def test_no_message_speaks_of_the_parser() -> None:
    """An author never reads the words of a YAML library or of Python."""
    golden = GOLDEN.read_text(encoding="utf-8").lower()

    for word in ("mapping", "scalar", "token", "block end", "sequence", "parser", "none", "str "):
        assert f" {word}" not in golden


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(render(), encoding="utf-8")
