"""What every type of the vocabulary has in common: immutable, compared by value, lossless in JSON."""

from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, NoReturn, Self, TypeVar, get_origin, get_type_hints

import msgspec

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that refuses every change, so that a frozen value is frozen all the way down.

    >>> FrozenDict({"1": 70})["1"]
    70
    >>> FrozenDict({"1": 70})["1"] = 71
    Traceback (most recent call last):
    TypeError: this mapping cannot be changed
    """

    __slots__ = ()

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("this mapping cannot be changed")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Self], tuple[dict[K, V]]]:
        return type(self), (dict(self),)


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """An immutable value: equal when its fields are equal.

    `gc=False`: an immutable tree cannot refer to itself, so the cycle collector need not look at it.
    """


class MappingValue(Value, frozen=True):
    """A value some of whose fields are mappings: those given to it are copied and frozen."""

    def __post_init__(self) -> None:
        for field in _mapping_fields(type(self)):
            content = getattr(self, field)
            if type(content) is dict:
                msgspec.structs.force_setattr(self, field, FrozenDict(content))


@cache
def _mapping_fields(kind: type[Value]) -> tuple[str, ...]:
    """The fields whose type is a mapping."""
    hints = get_type_hints(kind)
    return tuple(name for name in kind.__struct_fields__ if get_origin(hints[name]) is Mapping)
