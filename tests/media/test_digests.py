"""Digests name content, and are worked out once per change."""

from __future__ import annotations

import os

import pytest

from pipeline.errors import MediaError
from pipeline.media.digests import DigestCache, digest_of, digest_of_bytes


def test_a_digest_names_the_content(tmp_path):
    """BLAKE2b-128 of the bytes, whatever the file is called."""
    (tmp_path / "a").write_bytes(b"take")
    (tmp_path / "b").write_bytes(b"take")

    assert "b2:" + "cae66941d9efbd404e4d88758ea67670" == digest_of_bytes(b"")
    assert digest_of_bytes(b"take") == digest_of(tmp_path / "a") == digest_of(tmp_path / "b")


def test_an_unchanged_file_is_read_once(tmp_path):
    """The cache answers for path, size and time; a change is read again."""
    path, cache = tmp_path / "a", DigestCache()
    path.write_bytes(b"one")
    first = digest_of(path, cache)
    when = path.stat().st_mtime_ns
    path.write_bytes(b"two")
    os.utime(path, ns=(when, when))

    assert first == digest_of(path, cache)

    os.utime(path, ns=(when, when + 1))

    assert digest_of_bytes(b"two") == digest_of(path, cache)


def test_a_missing_file_is_named(tmp_path):
    """One sentence, no traceback."""
    with pytest.raises(MediaError, match="gone cannot be read"):
        digest_of(tmp_path / "gone")
