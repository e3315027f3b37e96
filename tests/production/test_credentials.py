"""Content Credentials in an export: what they state, who signed, and what becomes of a change."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.media.stating import Stated
from pipeline.production import Production
from tests import needs
from tests.production.far import far_film, install
from tests.production.test_under_way import typed

needs.package("c2pa")

COMPOSITE = "compositeWithTrainedAlgorithmicMedia"
MODEL = "trainedAlgorithmicMedia"


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a root, the author's certificate under it, and his key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def named(words: str) -> x509.Name:
        parts = ((NameOID.ORGANIZATION_NAME, "Films"), (NameOID.COMMON_NAME, words))
        return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])

    def issued(words: str, key: ec.EllipticCurvePrivateKey, root: ec.EllipticCurvePrivateKey):
        is_root, now = key is root, datetime.now(UTC)
        usage = dict.fromkeys(
            (
                *("content_commitment", "key_encipherment", "data_encipherment"),
                *("key_agreement", "encipher_only", "decipher_only"),
            ),
            False,
        )
        built = (
            x509.CertificateBuilder(named("Root"), named(words), key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
            .add_extension(x509.BasicConstraints(is_root, None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=True, key_cert_sign=is_root, crl_sign=is_root, **usage
                ),
                critical=True,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), False
            )
        )
        if not is_root:
            signing = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
            built = built.add_extension(signing, critical=False)
        return built.sign(root, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    folder = tmp_path_factory.mktemp("chain")
    root, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = issued("Root", root, root)
    (folder / "root.pem").write_bytes(authority)
    (folder / "chain.pem").write_bytes(issued("Li Wen", own, root) + authority)
    (folder / "key.pem").write_bytes(
        own.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory, chain: Path) -> Path:
    """Two clips of a model, and a panel that this program drew; exported and signed."""
    with pytest.MonkeyPatch.context() as patch:
        install(patch)
        film = far_film(tmp_path_factory.mktemp("signed") / "film")
        with (film / "film.yaml").open("a", encoding="utf-8") as file:
            file.write("rights: © 2026 Li Wen\n")
        _sign_with(film, chain)
        typed(film, "board")
        typed(film, "shoot", "sh010", "sh020")
        (film / "cuts").mkdir()
        events = "- sh010\n- sh020\n- sh030/p1\n"
        (film / "cuts/main.yaml").write_text(f"cut: main\nevents:\n{events}", "utf-8")
        typed(film, "export")
    return film


@pytest.fixture(autouse=True)
def _service(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


def _sign_with(film: Path, chain: Path) -> None:
    said = {"certificate": str(chain / "chain.pem"), "key": str(chain / "key.pem")}
    (film / "local.yaml").write_text(f"credentials: {json.dumps(said)}\n", "utf-8")


def exports(film: Path) -> list[Path]:
    return sorted((film / "out").glob("film_main_*.mp4"))


def stated(path: Path, trusted: Path | None = None) -> Stated:
    from pipeline.media.credentials import read_credentials

    found = read_credentials(path, trusted=trusted.read_text("utf-8") if trusted else "")
    assert found is not None
    return found


def test_an_export_states_its_takes_and_that_a_model_had_part_in_it(
    film: Path, chain: Path
) -> None:
    """The library's own reader finds it whole, and trusts whom it is told to trust."""
    found = stated(exports(film)[0], chain / "root.pem")
    made = {one["label"]: one["data"] for one in found.manifest["assertions"]}
    first, *placed = made["c2pa.actions.v2"]["actions"]

    assert ("Trusted", "Li Wen", ()) == (found.state, found.signer, found.failures)
    assert ("Valid", ()) == (stated(exports(film)[0]).state, found.failures)
    assert ("c2pa.created", COMPOSITE) == (
        first["action"],
        first["digitalSourceType"].rpartition("/")[2],
    )
    names = {one["title"] for one in found.manifest["ingredients"]}
    assert {"sh010_clip_t01.mp4", "sh020_clip_t01.mp4", "sh030_panel_t01.png"} == names
    kinds = {one["digitalSourceType"].rpartition("/")[2]: one for one in placed}
    assert {MODEL, "algorithmicMedia"} == set(kinds)
    assert 2 == len(kinds[MODEL]["parameters"]["ingredients"])
    assert "© 2026 Li Wen" == made["cawg.metadata"]["dc:rights"]
    assert "by Li Wen" in exports(film)[0].with_suffix(".txt").read_text("utf-8")


def test_no_prompt_and_no_path_of_this_machine_leaves_with_it(film: Path, chain: Path) -> None:
    """The words are the author's; they stand in the disclosure, for whom he gives it to."""
    data = exports(film)[0].read_bytes()

    assert b"glow leaves her face" not in data
    assert str(chain).encode() not in data
    assert str(film).encode() not in data


def test_a_film_that_was_changed_since_is_told(film: Path, tmp_path: Path) -> None:
    """One byte of its picture: the credentials do not hold any more."""
    data = bytearray(exports(film)[0].read_bytes())
    data[data.index(b"mdat") + 40] ^= 1
    changed = tmp_path / "changed.mp4"
    changed.write_bytes(data)

    found = stated(changed)

    assert "Invalid" == found.state
    assert found.failures


def test_signing_again_makes_nothing_anew_and_replaces_nothing(film: Path) -> None:
    """The same film is the same file; without credentials it is another, beside it."""
    from pipeline.media.credentials import read_credentials

    before = {path: path.read_bytes() for path in exports(film)}
    again = typed(film, "export").output
    plain = typed(film, "export", "--no-credentials").output

    assert "nothing has changed since" in again
    assert "film_main_96x54_v02.mp4" in plain
    assert before == {path: path.read_bytes() for path in before}
    assert read_credentials(exports(film)[1]) is None
    assert [] == [path.name for path in (film / "out").iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("local", "said"),
    [
        ("", "no certificate is named that this film could be signed with"),
        ("credentials: {certificate: away.pem, key: key.pem}", "there is no file"),
        ("credentials: {certificate: chain.pem}", "names no certificate, or no key"),
        ("credentials: {certificate: key.pem, key: key.pem}", "is no certificate in PEM"),
        ("credentials: {certificate: root.pem, key: key.pem}", "could not be signed with root.pem"),
    ],
)
def test_what_cannot_be_signed_is_a_sentence_and_leaves_no_film(
    film: Path, chain: Path, tmp_path: Path, local: str, said: str
) -> None:
    """Nothing half-made has the name of an export."""
    import shutil

    copy = tmp_path / "film"
    shutil.copytree(film, copy, ignore=shutil.ignore_patterns("out"))
    for name in ("root.pem", "key.pem", "chain.pem"):
        shutil.copy(chain / name, copy)
    (copy / "local.yaml").write_text(local, "utf-8")

    output = typed(copy, "export", "--credentials", code=None).output

    assert said in " ".join(output.split())
    assert not list((copy / "out").glob("*.mp4"))
    assert not list((copy / "out").glob(".*"))


def test_environment_names_a_certificate_where_it_is_asked_for(chain: Path, film: Path) -> None:
    """Never unasked: a variable of the shell signs nothing by itself."""
    from pipeline.production.credentials import credentials_wanted

    names = {"RUSHES_CERTIFICATE": "chain.pem", "RUSHES_CERTIFICATE_KEY": "key.pem"}
    environment = {name: str(chain / file) for name, file in names.items()}
    production = Production(film, environment)
    from msgspec.structs import replace

    local = replace(production.project.local, credentials=None)
    production.__dict__["project"] = replace(production.project, local=local)

    asked = credentials_wanted(production, is_asked=True)
    assert asked is not None
    assert chain / "key.pem" == asked.key
    assert credentials_wanted(production, is_asked=None) is None
