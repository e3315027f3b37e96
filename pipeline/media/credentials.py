"""Content Credentials (C2PA): signed statements inside a film of how it was made, read back.

Nothing here asks the network: no revocation lists, no remote manifests, and a time stamp only where
the author names an authority.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from pipeline.errors import DiskFull, MediaError, ProjectError
from pipeline.media.stating import FORMATS, CredentialOrder, Stated

__all__ = ["read_credentials", "sign"]

_SETTINGS = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


def sign(film: Path, signed: Path, order: CredentialOrder) -> Stated:
    """Write the film with its credentials into a new file, and read them back.

    Raises:
        ProjectError: the certificate or its key cannot be used.
        MediaError: a take cannot be read, or what was written does not hold.
        DiskFull: no room.
    """
    form = FORMATS[film.suffix.lower()]
    manifest = {**order.manifest, "format": form}
    with _telling(film, order), _minding(signed), _signer(order) as signer:
        context = c2pa.Context(c2pa.Settings.from_dict(_SETTINGS))
        with c2pa.Builder.from_json(json.dumps(manifest), context) as builder:
            for one in order.ingredients:
                about = {
                    "title": one.path.name,
                    "relationship": "componentOf",
                    "instance_id": one.name,
                    "label": one.name,
                    "description": one.about,
                }
                with one.path.open("rb") as stream:
                    kind = FORMATS[one.path.suffix.lower()]
                    builder.add_ingredient(json.dumps({**about, "format": kind}), kind, stream)
            with film.open("rb") as source, signed.open("w+b") as target:
                builder.sign(signer, form, source, target)
    found = read_credentials(signed)
    if found is None or found.state == "Invalid" or found.failures:
        said = "; ".join(found.failures) if found is not None else "there are none in it"
        raise MediaError(f"the credentials of {film.name} do not hold: {said}")
    return found


def read_credentials(path: Path, *, trusted: str = "") -> Stated | None:
    """The credentials of a file; None where it has none.

    ``trusted`` are certificates, PEM, whose signatures count as ``Trusted``.

    Raises:
        MediaError: the file cannot be read.
    """
    trust = {"trust": {"trust_anchors": trusted}} if trusted else {}
    context = c2pa.Context(c2pa.Settings.from_dict({**_SETTINGS, **trust}))
    try:
        with path.open("rb") as stream:
            reader = c2pa.Reader.try_create(FORMATS[path.suffix.lower()], stream, context=context)
            if reader is None:
                return None
            with reader:
                state = reader.get_validation_state() or "Invalid"
                manifest = reader.get_active_manifest() or {}
                results = reader.get_validation_results() or {}
    except (c2pa.C2paError, OSError) as err:
        raise MediaError(f"the credentials of {path} cannot be read: {err}") from err
    signer = manifest.get("signature_info", {})
    failures = results.get("activeManifest", {}).get("failure", [])
    return Stated(
        state,
        signer.get("common_name") or signer.get("issuer") or "",
        manifest,
        tuple(
            one.get("explanation") or one["code"]
            for one in failures
            if one["code"] != "signingCredential.untrusted"
        ),
    )


@contextmanager
def _signer(order: CredentialOrder) -> Iterator[c2pa.Signer]:
    try:
        certificate, key = order.certificate.read_bytes(), order.key.read_bytes()
    except OSError as err:
        raise ProjectError(
            f"{err.filename} cannot be read: {err.strerror}",
            fix="mend `credentials:` in local.yaml",
        ) from err
    timestamp = order.timestamp.encode() or None
    info = c2pa.C2paSignerInfo(
        _algorithm(order.certificate, certificate), certificate, key, timestamp
    )
    signer = c2pa.Signer.from_info(info)
    try:
        yield signer
    finally:
        signer.close()


def _algorithm(path: Path, certificate: bytes) -> bytes:
    """The way of signing that the certificate is for."""
    try:
        public = x509.load_pem_x509_certificate(certificate).public_key()
    except ValueError as err:
        fix = "export it as text that begins with -----BEGIN CERTIFICATE-----, its chain behind it"
        raise ProjectError(f"{path} is no certificate in PEM", fix=fix) from err
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in _CURVES:
        return _CURVES[public.curve.name].encode()
    if isinstance(public, ed25519.Ed25519PublicKey):
        return b"ed25519"
    if isinstance(public, rsa.RSAPublicKey):
        return b"ps256"
    raise ProjectError(
        f"the certificate {path} is for a way of signing that C2PA does not know",
        fix="ask for one with a P-256 key (ES256)",
    )


@contextmanager
def _telling(film: Path, order: CredentialOrder) -> Iterator[None]:
    """Say what the library found fault with in our words; its own follow."""
    try:
        yield
    except c2pa.C2paError as err:
        raise ProjectError(
            f"{film.name} could not be signed with {order.certificate.name}: {err}",
            fix="the certificate must be one for signing (key usage digitalSignature, extended "
            "usage emailProtection or documentSigning), its chain behind it, and the key its own",
        ) from err


@contextmanager
def _minding(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as err:
        raise (DiskFull.from_os(err, place) or err) from err
