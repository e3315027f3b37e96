"""Stills: read as they were meant, with the notes that generators left inside them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from pipeline.errors import MediaError
from pipeline.media.opening import has_words_behind
from pipeline.media.pictures import (
    PictureNote,
    cropped,
    fitted,
    note_of,
    read_picture,
    sheet,
    strip,
    write_picture,
)


def with_text(path, **texts):
    """A PNG with text chunks."""
    info = PngImagePlugin.PngInfo()
    for key, value in texts.items():
        info.add_itxt(key, value)
    Image.new("RGB", (8, 8)).save(path, pnginfo=info)
    return path


def test_what_midjourney_writes_is_read(tmp_path):
    """The prompt with its flags, and the job that its four pictures share."""
    path = with_text(
        tmp_path / "a.png",
        Description="a frozen city --ar 21:9 Job ID: 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
        Author="someone",
    )

    note = note_of(path)

    assert (
        PictureNote("a frozen city --ar 21:9", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "midjourney")
        == note
    )


def test_what_comfyui_writes_is_read(tmp_path):
    """The positive prompt of the sampler, not the longer negative one, and its seed."""
    graph = {
        "3": {"class_type": "KSampler", "inputs": {"seed": 42, "positive": ["6", 0]}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a column of trucks"}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry, ugly, six fingers"}},
    }

    note = note_of(with_text(tmp_path / "a.png", prompt=json.dumps(graph)))

    assert PictureNote("a column of trucks", "", "comfyui", 42) == note


def test_the_words_of_comfyui_are_found_through_what_stands_between(tmp_path):
    """Guidance, several encoders, a text of its own node; never the negative words."""
    graph = {
        "3": {"inputs": {"noise_seed": 5, "positive": ["10", 0], "negative": ["7", 0]}},
        "10": {"inputs": {"guidance": 3.5, "conditioning": ["6", 0]}},
        "6": {"inputs": {"clip_l": "fox", "t5xxl": ["11", 0], "clip": ["4", 1]}},
        "11": {"inputs": {"value": "a red fox"}},
        "7": {"inputs": {"text": "blurry, ugly, six fingers, watermark"}},
    }

    note = note_of(with_text(tmp_path / "a.png", prompt=json.dumps(graph)))

    assert PictureNote("a red fox", "", "comfyui", 5) == note


def test_what_a1111_writes_is_read(tmp_path):
    """The words before the negative prompt."""
    text = "a gloved hand\non a switch\nNegative prompt: blurry\nSteps: 20, Seed: 7, Size: 8x8"

    note = note_of(with_text(tmp_path / "a.png", parameters=text))

    assert PictureNote("a gloved hand\non a switch", "", "a1111", 7) == note


def test_our_own_note_comes_back(tmp_path):
    """Chinese words too."""
    note = PictureNote("行星发动机", "", "rushes", 12)
    write_picture(np.zeros((8, 8, 3), np.uint8), tmp_path / "a.png", note)

    assert note == note_of(tmp_path / "a.png")


@pytest.mark.parametrize("texts", [{}, {"prompt": "not json"}, {"Description": "no id here"}])
def test_a_picture_without_a_note_gives_an_empty_one(tmp_path, texts):
    """Other people's text chunks are not mistaken for a prompt."""
    assert PictureNote() == note_of(with_text(tmp_path / "a.png", **texts))


@pytest.mark.parametrize(
    "texts",
    [
        {"prompt": "[" * 100_000},
        {"prompt": '{"3": {"inputs": {"positive": ["3", 0], "seed": true}}}'},
        {"prompt": '{"3": {"inputs": {"positive": [{"a": 1}]}}, "4": [1]}'},
        {"parameters": "\nSteps: 20, Seed: " + "9" * 6000},
        {"Software": "rushes", "Seed": "²"},
    ],
)
def test_a_note_of_nonsense_says_nothing(tmp_path, texts):
    """A stranger's picture may hold anything; reading it never fails."""
    note = note_of(with_text(tmp_path / "a.png", **texts))

    assert ("", None) == (note.prompt, note.seed)


def test_a_broken_picture_has_no_note(tmp_path):
    """Reading notes never fails."""
    (tmp_path / "a.png").write_bytes(b"nothing")

    assert PictureNote() == note_of(tmp_path / "a.png")


def test_a_still_is_turned_and_flattened(tmp_path):
    """EXIF rotation, alpha over black, and 16 bits become plain RGB."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20), "white").save(tmp_path / "turned.jpg", exif=exif)
    Image.new("RGBA", (4, 4), (255, 255, 255, 128)).save(tmp_path / "clear.png")
    Image.fromarray(np.full((4, 4), 65535 // 2, np.uint16)).save(tmp_path / "deep.png")

    assert (40, 20, 3) == read_picture(tmp_path / "turned.jpg").shape
    assert [128, 128, 128] == read_picture(tmp_path / "clear.png")[0, 0].tolist()
    assert [127, 127, 127] == read_picture(tmp_path / "deep.png")[0, 0].tolist()


def test_a_missing_still_is_named(tmp_path):
    """The path is in the sentence."""
    with pytest.raises(MediaError, match=r"gone\.png is not there"):
        read_picture(tmp_path / "gone.png")


def test_fitting_keeps_the_centre():
    """What is cut off is cut off on both sides alike."""
    picture = np.zeros((100, 300, 3), np.uint8)
    picture[:, 140:160] = 255

    small = fitted(picture, 50, 50)

    assert (50, 50, 3) == small.shape
    assert small[25, 25].min() > 200
    assert 0 == small[25, 2].max()


def test_a_crop_that_leaves_the_picture_is_refused():
    """In percent, inside the picture."""
    picture = np.zeros((100, 200, 3), np.uint8)

    assert (50, 100, 3) == cropped(picture, (25, 25, 50, 50)).shape
    with pytest.raises(MediaError, match="leaves the picture"):
        cropped(picture, (60, 0, 50, 50))


def test_sheets_and_strips_hold_every_picture():
    """Cells row by row; a strip of one row is as high as its frames."""
    pictures = [np.full((54, 96, 3), 40 * k, np.uint8) for k in range(5)]

    contact = sheet([(p, f"{k} sh010") for k, p in enumerate(pictures)], columns=3, cell=(96, 54))
    row = strip(pictures, columns=5, width=500)

    assert (2 * (54 + 40 + 12) + 12, 3 * (96 + 12) + 12, 3) == contact.shape
    assert 160 == contact[12 + 54 + 40 + 12 + 27, 12 + 96 + 12 + 48, 0]
    assert 500 == row.shape[1]


def test_texts_are_found_before_the_pixels_and_behind_them(tmp_path):
    """Behind them only where there are some: else no pixel is unpacked to look for a prompt."""
    before = with_text(tmp_path / "a.png", parameters="a city")
    content = before.read_bytes()
    at = content.index(b"tEXt") - 4 if b"tEXt" in content else content.index(b"iTXt") - 4
    size = int.from_bytes(content[at : at + 4], "big") + 12
    end = content.rindex(b"IEND") - 4
    moved = content[:at] + content[at + size : end] + content[at : at + size] + content[end:]
    (tmp_path / "b.png").write_bytes(moved)

    assert (False, True) == (has_words_behind(before), has_words_behind(tmp_path / "b.png"))
    assert ["a city"] * 2 == [note_of(tmp_path / name).prompt for name in ("a.png", "b.png")]
