"""What can be asked of a described service, and what of an order it cannot honour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from pipeline.backends import catalogue
from pipeline.backends.asking import MADE_WORDS
from pipeline.backends.base import Capabilities, Operation, Order, Recovery, Refusal
from pipeline.backends.described.model import Call, Description
from pipeline.backends.described.values import Asked, asked_of, length_of, pictures_of
from pipeline.backends.model import Model
from pipeline.facts import Money

__all__ = ["Asking"]

_STRENGTH = (
    Recovery.NONE, Recovery.LISTED, Recovery.TAGGED,
    Recovery.IDEMPOTENT, Recovery.CLIENT_ID, Recovery.FREE,
)  # fmt: skip
"""What a restart can do, the weakest first."""
_MANY = 16
"""References where nobody says how many are taken."""


class Asking(Struct, frozen=True):
    """A described service, beside what the catalogue of models knows of its models."""

    description: Description
    overrides: tuple[catalogue.Override, ...] = ()
    """What the film says of models itself."""

    def model(self, name: str) -> Model | None:
        """What is known of a model; None where nobody described it."""
        if not name:
            return None
        return catalogue.model_of(self.description.name, name, self.overrides)

    def capabilities(self, name: str) -> Capabilities:
        """What can be asked of a model; of the whole service where none is named.

        What its calls have no place for cannot be asked. Where they differ in recovery, the
        weakest counts.
        """
        base = _capabilities(self.description, name)
        model = self.model(name)
        if model is None:
            return base
        known = catalogue.capabilities(model, base)
        return replace(
            known,
            has_seed=known.has_seed and base.has_seed,
            has_negative=known.has_negative and base.has_negative,
            has_first_frame=known.has_first_frame and base.has_first_frame,
            has_last_frame=known.has_last_frame and base.has_last_frame,
            references=min(known.references, base.references),
        )

    def refusals(self, order: Order) -> list[Refusal]:
        """What of an order cannot be honoured, with the part of the order it is about.

        What the catalogue says of the model comes first; the description has the word where it
        says nothing.
        """
        call = self._call(order)
        if unknown := self._unknown(call, order):
            return [unknown]
        found = list(_refusals(self.description, call, order))
        model = self.model(_model(call, order))
        if model is None:
            return found
        told = catalogue.refusals(model, order)
        if any(one.field == "model" for one in told):
            return told  # it is gone: what it could not have made is no news
        fields = {one.field for one in told}
        return told + [one for one in found if one.field not in fields]

    def _call(self, order: Order) -> Call | None:
        return self.description.call(order.operation, order.model, pictures_of(order))

    def _unknown(self, call: Call | None, order: Order) -> Refusal | None:
        """A model that nobody described, at a service that sells none but those."""
        name = _model(call, order)
        service = catalogue.service_of(self.description.name)
        if service is None or service.is_router or (call is not None and name in call.models):
            return None
        if not name and (call is None or call.own_model):
            return None
        said, fix = catalogue.stranger(self.description.name, name, self.overrides)
        return Refusal("model", f"{said}: {fix}") if said else None

    def unheeded(self, order: Order) -> list[str]:
        """What of an order changes nothing in the result."""
        call = self._call(order)
        model = self.model(_model(call, order))
        if model is not None and (said := catalogue.unheeded(model, order)):
            return said
        if call is None or order.seed is None or "seed" in call.names:
            return []
        return [f"the seed {order.seed} ('{self.description.name}' takes none)"]

    def estimate(self, order: Order) -> Money | None:
        """The most an order can cost; nothing where all is free; None is unknown."""
        if self.description.is_free:
            return Money(0)
        call = self._call(order)
        model = self.model(_model(call, order))
        return None if model is None else catalogue.estimate(model, order)

    def asked(self, call: Call, order: Order) -> Asked:
        """What the order asks of its model, in the model's own measures."""
        plain = asked_of(self.description, call, order)
        model = self.model(plain.model)
        if model is None:
            return plain
        seconds = catalogue.seconds_for(model, order)
        size = catalogue.size_for(model, order)
        if seconds is not None:
            plain = replace(plain, seconds=seconds)
        can = model.at(order.operation)
        if can is not None and not can.has_seed:
            plain = replace(plain, seed=None)  # some refuse a body with what they do not take
        if size is None:
            return plain
        return replace(
            plain,
            width=size.width or plain.width,
            height=size.height or plain.height,
            ratio=size.word,
            resolution=size.resolution_beside,
        )

    def seconds(self, order: Order) -> Fraction | None:
        """The length that is asked for; None where an order has none, or a clip's own."""
        call = self.description.call(order.operation, order.model)
        if call is None or order.operation in {Operation.V2V, Operation.UPSCALE}:
            return None
        return self.asked(call, order).seconds


def _model(call: Call | None, order: Order) -> str:
    return order.model or (call.model if call is not None else "")


def _capabilities(description: Description, model: str) -> Capabilities:
    calls = description.calls_of(model) if model else description.calls
    names = frozenset(name for call in calls for name in call.names)
    lengths, is_range = _lengths(calls)
    limits = description.limits
    return Capabilities(
        frozenset(call.operation for call in calls),
        seconds=lengths,
        seconds_are_a_range=is_range,
        has_seed="seed" in names,
        has_negative="negative" in names,
        has_first_frame="first" in names,
        has_last_frame="last" in names,
        references=_MANY if "references" in names else 0,
        is_free=description.is_free,
        outputs=max((call.takes for call in calls), default=1),
        poll_seconds=limits.poll_seconds,
        concurrency=limits.concurrency,
        per_minute=limits.per_minute,
        per_day=limits.per_day,
        result_hours=limits.result_hours,
        recovery=min((call.recovery for call in calls), key=_STRENGTH.index, default=Recovery.NONE),
    )


def _lengths(calls: Sequence[Call]) -> tuple[tuple[Fraction, ...] | None, bool]:
    every = [call for call in calls if call.lengths]
    if not every:
        return None, True
    if any(call.is_range for call in every):
        numbers = [number for call in every for number in call.lengths]
        return (min(numbers), max(numbers)), True
    return tuple(sorted({number for call in every for number in call.lengths})), False


def _refusals(description: Description, call: Call | None, order: Order) -> Iterator[Refusal]:
    if call is None:
        yield _not_made(description, order)
        return
    who = f"'{description.name}'"
    names = call.names
    if "model" in names and not (order.model or call.model or call.own_model):
        yield Refusal("model", f"{who} needs a model: write `model: …` under the generator")
    if order.negative and "negative" not in names:
        yield Refusal("negative", f"{who} cannot be told what must not be seen")
    roles = [image.role for image in order.images]
    if "last" in roles and "last" not in names:
        yield Refusal("last", f"{who} takes no last picture")
    if "reference" in roles and "references" not in names:
        yield Refusal("references", f"{who} takes no reference pictures")
    yield from _wrong_source(description, call, order)
    if call.lengths and order.frames > 1 and length_of(call, order) is None:
        longest = float(max(call.lengths))
        asked = float(Fraction(order.frames) / order.fps)
        yield Refusal("seconds", f"{who} makes at most {longest:g} s, not {asked:.3g} s")
    if "voice" in names and order.operation is Operation.TTS:
        yield from _voiceless(who, order)


def _wrong_source(description: Description, call: Call, order: Order) -> Iterator[Refusal]:
    """What is wrong with the picture or clip that it is to be made from."""
    who, names = f"'{description.name}'", call.names
    roles = [image.role for image in order.images]
    is_from = order.operation in {Operation.I2V, Operation.I2I}
    if is_from and "first" in names and "first" not in roles and "source" not in roles:
        yield Refusal("first", f"{who} needs a picture to begin with")
    over = {"source", "first"} if order.operation is Operation.UPSCALE else {"source"}
    if "source" in names and order.video is None and not over & set(roles):
        yield Refusal("source", f"{who} needs a clip to work on")
    if call.of == "picture" and order.video is not None:
        yield Refusal("source", f"{_whose(description, order)} works on pictures, not on clips")
    if call.of == "clip" and order.video is None and over & set(roles):
        yield Refusal("source", f"{_whose(description, order)} works on clips, not on pictures")


def _voiceless(who: str, order: Order) -> Iterator[Refusal]:
    voices, person = order.options.get("voices") or {}, str(order.words.get("who", ""))
    if not (voices.get(person) or order.options.get("voice")):
        spoken = person or "the line"
        said = f"{who} is not told which voice is that of {spoken}"
        yield Refusal("voices", f"{said}: write `voices: {{{spoken}: …}}` or `voice: …`")


def _whose(description: Description, order: Order) -> str:
    """The service, with the model that was named: ``'fal' with the model 'fal-ai/esrgan'``."""
    whose = f"'{description.name}'"
    return f"{whose} with the model '{order.model}'" if order.model else whose


def _not_made(description: Description, order: Order) -> Refusal:
    can = {call.operation for call in description.calls_of(order.model)}
    made = " and ".join(MADE_WORDS[one] for one in MADE_WORDS if one in can)
    said = (
        f"{_whose(description, order)} makes {made or 'nothing'}, not {MADE_WORDS[order.operation]}"
    )
    return Refusal("operation", said)
