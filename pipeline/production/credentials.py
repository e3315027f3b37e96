"""What an export states of itself: its takes, how they were made, and who signs for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.json import encode

from pipeline.cut.timeline import Footage, Timeline
from pipeline.errors import MissingToolError, ProjectError
from pipeline.facts import Json, Take
from pipeline.media.stating import CredentialOrder, Ingredient, is_signable
from pipeline.production.provenance import Making, making_of
from pipeline.production.within import all_in
from pipeline.project.credentials import Credentials
from pipeline.project.rights import stated

if TYPE_CHECKING:
    from pipeline.production.filming import FilmRequest
    from pipeline.production.production import Production

__all__ = ["credential_order", "credentials_wanted", "key_of_order", "order_of"]

_TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_TYPES = {
    Making.MODEL: f"{_TERMS}trainedAlgorithmicMedia",
    Making.MIXED: f"{_TERMS}compositeWithTrainedAlgorithmicMedia",
    Making.PROGRAM: f"{_TERMS}algorithmicMedia",
}
_COMPOSITE = f"{_TERMS}composite"


class _Placed(Struct, frozen=True):
    """A take with the name that the statement calls it by."""

    name: str
    take: Take
    making: Making


def credentials_wanted(production: Production, *, is_asked: bool | None) -> Credentials | None:
    """With what exports are signed; None where they are not. ``is_asked`` None: as local.yaml says.

    Raises:
        ProjectError: credentials are asked for, and no certificate is named.
        MissingToolError: the library is not installed.
    """
    if is_asked is False:
        return None
    own, environment = production.project.local.credentials, production.environment
    if own is None and is_asked and environment.get("RUSHES_CERTIFICATE"):
        own = Credentials(
            Path(environment["RUSHES_CERTIFICATE"]).expanduser(),
            Path(environment.get("RUSHES_CERTIFICATE_KEY", "")).expanduser(),
        )
    if own is None and is_asked:
        raise ProjectError(
            "no certificate is named that this film could be signed with",
            fix="write `credentials: {certificate: …, key: …}` into local.yaml, or set "
            "RUSHES_CERTIFICATE and RUSHES_CERTIFICATE_KEY",
        )
    if own is not None and find_spec("c2pa") is None:
        raise MissingToolError(
            "Content Credentials need the package c2pa-python",
            fix="pip install 'rushes[credentials]'",
        )
    for path in () if own is None else (own.certificate, own.key):
        if not path.is_file():
            raise ProjectError(f"there is no file {path}", fix="mend `credentials:` in local.yaml")
    return own


def credential_order(
    production: Production, timeline: Timeline, signer: Credentials
) -> CredentialOrder:
    """What is stated of a film: that a model had part in it, and which takes it is made of."""
    placed = list(_placed(production, timeline))
    carried = [one for one in placed if is_signable(one.take.path)]
    return CredentialOrder(
        manifest={
            "title": production.project.title.first or production.folder.name,
            "claim_generator_info": [_software()],
            "assertions": [_actions(placed, carried), *_metadata(production)],
        },
        ingredients=tuple(Ingredient(one.name, one.take.path, _about(one)) for one in carried),
        certificate=signer.certificate,
        key=signer.key,
        timestamp=signer.timestamp,
    )


def order_of(
    production: Production, request: FilmRequest, timeline: Timeline
) -> CredentialOrder | None:
    """What a film that is wanted states; None for drafts, and where nothing is signed."""
    if not request.is_delivery:
        return None
    signer = credentials_wanted(production, is_asked=request.is_signed)
    return None if signer is None else credential_order(production, timeline, signer)


def key_of_order(order: CredentialOrder | None) -> str:
    """Of everything that is stated, and who signs it; empty where nobody does."""
    if order is None:
        return ""
    said = [order.manifest, [(one.name, one.about) for one in order.ingredients]]
    said += [str(order.certificate), order.timestamp]
    return hashlib.blake2b(encode(said), digest_size=16).hexdigest()


def _placed(production: Production, timeline: Timeline) -> Iterator[_Placed]:
    """Every take that is shown or heard, once, in film order."""
    by_path = {one.path: one for found in production.vault.all().values() for one in found}
    paths = [one.path for one in all_in(timeline, Footage)]
    paths += [production.folder / cue.file for cue in timeline.sounds]
    for number, path in enumerate(dict.fromkeys(path for path in paths if path in by_path), 1):
        take = by_path[path]
        yield _Placed(f"take{number}", take, making_of(production, take))


def _actions(placed: Sequence[_Placed], carried: Sequence[_Placed]) -> Json:
    made = {one.making for one in placed}
    created = {
        "action": "c2pa.created",
        "digitalSourceType": _type_of(made),
        "softwareAgent": _software(),
    }
    actions: list[Json] = [created]
    for making in Making:
        own = [one for one in carried if one.making is making]
        if own:
            kind = {"digitalSourceType": _TYPES[making]} if making in _TYPES else {}
            named = {"ingredientIds": [one.name for one in own]}
            actions.append(
                {
                    "action": "c2pa.placed",
                    **kind,
                    "description": making.value,
                    "parameters": named,
                }
            )
    return {"label": "c2pa.actions.v2", "data": {"actions": actions}}


def _type_of(made: set[Making]) -> str:
    """What kind of source the film as a whole is."""
    if made == {Making.MODEL}:
        return _TYPES[Making.MODEL]
    if any(one.has_model for one in made):
        return _TYPES[Making.MIXED]
    return _TYPES[Making.PROGRAM] if made == {Making.PROGRAM} else _COMPOSITE


def _metadata(production: Production) -> Iterator[Json]:
    """What the author states of the film's rights."""
    rights = stated(production.project.rights)
    said = {"dc:rights": rights.rights, "xmpRights:UsageTerms": rights.licence}
    said = {name: words for name, words in said.items() if words}
    if said:
        context = {
            "dc": "http://purl.org/dc/elements/1.1/",
            "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
        }
        yield {"label": "cawg.metadata", "data": {"@context": context, **said}}


def _software() -> Json:
    return {"name": "rushes", "version": version("rushes")}


def _about(one: _Placed) -> str:
    """How a take was made; its prompt is the author's and stays in the disclosure."""
    slate = one.take.slate
    who = " ".join(part for part in (slate.backend, slate.model) if part)
    said = [f"{one.making.value}{f' ({who})' if who else ''}", slate.made.date().isoformat()]
    return ", ".join(said)
