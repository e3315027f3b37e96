"""Read ``models:``: what the film says of models, over the shipped catalogue.

    models:
      runway/gen4.5: {price: 0.15 USD a second, concurrency: 10}
      fal/fal-ai/new-model: {does: i2v, seconds: [5, 10], price: 0.35 USD per 5 seconds}

Keys are checked here; what stands behind them is understood by the catalogue.
"""

from __future__ import annotations

from pipeline.errors import Where
from pipeline.project.keys import MODEL, MODEL_OPERATION
from pipeline.project.model_text import ModelText
from pipeline.project.nodes import Mapping, Node, Scalar, Sequence
from pipeline.project.reading import Reader

__all__ = ["read_models"]


def read_models(reader: Reader, node: Node | None) -> dict[str, ModelText]:
    """Every row of ``models:`` by ``service/model``."""
    block = reader.any_block(node, "models")
    found: dict[str, ModelText] = {}
    for name, entry in block.entries.items() if block is not None else ():
        service, _, model = name.partition("/")
        if not service or not model:
            fix = f"write the service first, as in runway/{name}: {{…}}"
            reader.error(entry.key, f"'{name}' names no model of a service", fix)
            continue
        row = reader.block(entry.value, "model", MODEL)
        if row is None:
            continue
        for operation in row.entries.keys() & MODEL.keys() - MODEL_OPERATION.keys():
            if MODEL[operation].kind == "model operation":
                reader.block(row.get(operation), "operation", MODEL_OPERATION)
        said = {key: _texts(each.value) for key, each in row.entries.items() if key in MODEL}
        found[name] = ModelText(service, model, said, entry.key.where, _marks(row))
    return found


def _texts(node: Node) -> object:
    """The node as texts, lists and blocks of texts; nothing is taken for a number or a date."""
    if isinstance(node, Scalar):
        return "" if node.is_empty else node.text.strip()
    if isinstance(node, Sequence):
        return [_texts(item) for item in node.items]
    return {key: _texts(entry.value) for key, entry in node.entries.items()}


def _marks(row: Mapping) -> dict[tuple[str, ...], Where]:
    marks: dict[tuple[str, ...], Where] = {}
    for key, entry in row.entries.items():
        marks[key,] = entry.value.where
        if isinstance(entry.value, Mapping):
            for inner, each in entry.value.entries.items():
                marks[key, inner] = each.value.where
    return marks
