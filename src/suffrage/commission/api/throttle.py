"""How often a token may ask: a steady rate with some in advance, over all processes and machines of a site together.

What a token used is one number in the database: the moment at which all that was taken is worked off, at one request each 1/rate
seconds (GCRA). A process takes requests from it in shares, ahead of their being asked, and counts a share's requests in its memory.
A share is what was asked of this process in two seconds, at most a tenth of the burst and `SHARE`: a program at the limit costs about
two small writes a second, a refused request none. So a token can never take more than burst + rate × seconds, nor spend more than
that and the shares that lay untouched before. Where the database does not answer or cannot write (a full disk), the process counts
by itself.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError

from suffrage.commission.api.models import Allowance

RATE, BURST = 20, 200
"""Requests a second in the long run, and how many may come at once. The settings SUFFRAGE_API_RATE and _BURST give others."""
SHARE = 20
"""The most requests that a process takes at once."""

_MICROSECONDS = 1_000_000
_WRONG = 60 * _MICROSECONDS
"""A moment so much further away than the burst can take was written by a clock that was wrong; machines' clocks differ by less."""
_log = logging.getLogger(__name__)


class Until(Protocol):
    """Where the moments stand until which what each key took is worked off, in microseconds since 1970."""

    def read(self, key: int) -> int | None:
        """The moment of a key; None: it never took anything."""

    def write(self, key: int, old: int | None, new: int) -> bool:
        """Put `new` where `old` stands; False: something else stands there by now."""


class InMemory:
    """The moments of this process alone."""

    def __init__(self) -> None:
        self._moments: dict[int, int] = {}

    def read(self, key: int) -> int | None:
        """See `Until`."""
        return self._moments.get(key)

    def write(self, key: int, old: int | None, new: int) -> bool:
        """See `Until`."""
        if self._moments.get(key) != old:
            return False
        self._moments[key] = new
        return True


class InDatabase:
    """The moments of all processes; keys are numbers of tokens. Nobody waits for a lock: who comes second looks again."""

    def read(self, key: int) -> int | None:
        """See `Until`."""
        return Allowance.objects.filter(token_id=key).values_list("until", flat=True).first()

    def write(self, key: int, old: int | None, new: int) -> bool:
        """See `Until`."""
        if old is None:
            _row, is_new = Allowance.objects.get_or_create(token_id=key, defaults={"until": new})
            return is_new
        return bool(Allowance.objects.filter(token_id=key, until=old).update(until=new))


@dataclass(slots=True)
class _Share:
    """What a process has of a key: `left` requests until `until`, of `size` taken at `taken`; or nothing before `closed`."""

    left: int = 0
    size: int = 0
    taken: int = 0
    until: int = 0
    closed: int = 0
    lock: Lock = field(default_factory=Lock)


class Throttle:
    """How many requests each key may still make, held against what all processes took."""

    def __init__(self, store: Until | None = None, clock: Callable[[], float] = time.time) -> None:
        self._store, self._alone, self._clock = store or InMemory(), InMemory(), clock
        self._shares: dict[int, _Share] = {}
        self._lock = Lock()

    def wait(self, key: int) -> float:
        """Count a request; 0, or for how many seconds to wait, and then it was not counted.

        >>> moments = iter([0.0] * 201 + [60.0])
        >>> throttle = Throttle(clock=lambda: next(moments))
        >>> [throttle.wait(7) for _ in range(200)] == [0] * 200, round(throttle.wait(7), 3), throttle.wait(7)
        (True, 0.05, 0)
        """
        rate, burst = getattr(settings, "SUFFRAGE_API_RATE", RATE), getattr(settings, "SUFFRAGE_API_BURST", BURST)
        with self._lock:
            share = self._shares.setdefault(key, _Share())
        with share.lock:  # one share at a time: threads that ask with the same token wait for it together
            now = round(self._clock() * _MICROSECONDS)
            if share.left and now < share.until:
                share.left -= 1
                return 0
            if now < share.closed:
                return (share.closed - now) / _MICROSECONDS
            size = _size(share, now, burst)
            taken, until = self._take(key, now, size, round(_MICROSECONDS / rate), burst)
            if not taken:
                share.closed = until
                return max(until - now, 1) / _MICROSECONDS
            share.left, share.size, share.taken, share.until = taken - 1, taken, now, until
            return 0

    def _take(self, key: int, now: int, asked: int, each: int, burst: int) -> tuple[int, int]:
        """Up to `asked` requests, and the moment at which they are worked off; or 0, and the moment at which one may be taken."""
        try:
            return _taken(self._store, key, now, asked, each, burst)
        except DatabaseError as problem:
            _log.warning("The API counts requests in one process alone: %s", type(problem).__name__)
            return _taken(self._alone, key, now, asked, each, burst)


def _size(share: _Share, now: int, burst: int) -> int:
    """How many to take next: as many as were asked in two seconds, going by the last share; the first time, one."""
    used, elapsed = share.size - share.left, max(now - share.taken, 1)
    return max(1, min(used * 2 * _MICROSECONDS // elapsed, SHARE, burst // 10))


def _taken(store: Until, key: int, now: int, asked: int, each: int, burst: int) -> tuple[int, int]:
    """See `Throttle._take`."""
    while True:
        old, latest = store.read(key), now + burst * each
        if old is not None and old > latest + _WRONG:
            store.write(key, old, latest)
            continue
        start = max(old or now, now)
        free = min((latest - start) // each, asked)
        if free <= 0:
            return 0, start + each - burst * each
        until = start + free * each
        if store.write(key, old, until):
            return free, until


THROTTLE = Throttle(InDatabase())
"""The one of this process. What it keeps is small: keys are numbers of tokens that exist."""
