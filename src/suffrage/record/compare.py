"""How two pieces of JSON differ, leaf by leaf, for a person to read."""

import json
from collections.abc import Iterator
from typing import Any

SHOWN = 12
"""Differences named one by one; whoever sees so many looks at the files themselves."""


def differences(one: bytes | str, other: bytes | str) -> list[tuple[str, str | None, str | None]]:
    """The first differing leaves of two JSON texts: where, in the one, in the other (None: not there).

    >>> differences('{"votes": {"A": 5}, "valid": 9}', '{"votes": {"A": 6}, "valid": 9}')
    [('votes A', '5', '6')]
    """
    found = _walk("", json.loads(one), json.loads(other))
    return [difference for difference, _ in zip(found, range(SHOWN), strict=False)]


def _walk(path: str, one: Any, other: Any) -> Iterator[tuple[str, str | None, str | None]]:
    if one == other:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *(key for key in other if key not in one)]:
            yield from _walk(f"{path} {key}".strip(), one.get(key), other.get(key))
    elif isinstance(one, list) and isinstance(other, list):
        for number in range(max(len(one), len(other))):
            mine, theirs = (side[number] if number < len(side) else None for side in (one, other))
            yield from _walk(f"{path} {number + 1}".strip(), mine, theirs)
    else:
        yield path, _text(one), _text(other)


def _text(value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
