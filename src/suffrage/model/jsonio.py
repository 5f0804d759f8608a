"""JSON in and out, without loss: every value of the vocabulary ↔ JSON text, and the JSON Schema of each.

Fractions are written "numerator/denominator" (always both, so that a reader needs one rule), dates as YYYY-MM-DD, the kind of
a step or decision in its field `kind`.
"""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeVar

import msgspec

from suffrage.model.errors import BadInput

T = TypeVar("T")

_FRACTION = re.compile(r"-?\d+/[1-9]\d*", re.ASCII)


def to_json(value: Any, *, indent: int = 0) -> str:
    """The value as JSON text: fields in their defined order, so the same value always gives the same bytes.

    >>> from suffrage.model import Elected
    >>> to_json(Elected(option_id="5", position=1))
    '{"option_id":"5","position":1,"candidate_id":null,"section":null}'
    """
    encoded = msgspec.json.encode(value, enc_hook=_encode)
    return (msgspec.json.format(encoded, indent=indent) if indent else encoded).decode()


def from_json(kind: type[T], text: str | bytes) -> T:
    """The value of type `kind` that `text` holds; `BadInput` says where the text is not one.

    >>> from suffrage.model import Elected
    >>> from_json(Elected, '{"option_id": "5", "position": 1}')
    Elected(option_id='5', position=1, candidate_id=None, section=None)
    """
    try:
        return msgspec.json.decode(text, type=kind, dec_hook=_decode)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadInput(f"This JSON is not a {getattr(kind, '__name__', 'value of the expected kind')}: {problem}.") from None


def schema(kinds: Iterable[Any]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the given types, as `$defs`."""
    _, definitions = msgspec.json.schema_components(kinds, schema_hook=_schema, ref_template="#/$defs/{name}")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": definitions}


def _encode(value: Any) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    raise TypeError(f"no JSON form is defined for {type(value).__name__}")


def _decode(kind: type[Any], value: Any) -> Any:
    if kind is Fraction and isinstance(value, str) and _FRACTION.fullmatch(value):
        return Fraction(value)
    raise ValueError(f"Expected a fraction such as '1/2', got {value!r}")


def _schema(kind: type[Any]) -> dict[str, Any]:
    if kind is Fraction:
        return {"type": "string", "pattern": r"^-?\d+/[1-9]\d*$", "description": "an exact fraction, numerator/denominator"}
    raise TypeError(f"no JSON Schema is defined for {kind.__name__}")
