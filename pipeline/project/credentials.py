"""With what this machine's author signs exports: his own certificate, never a part of a film."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

__all__ = ["Credentials"]


class Credentials(Struct, frozen=True):
    """Files of ``local.yaml`` that Content Credentials are signed with."""

    certificate: Path
    """The certificate and those it follows from, PEM."""
    key: Path
    """Its private key, PEM."""
    timestamp: str = ""
    """The authority that is asked for the time; empty: nobody is asked."""
