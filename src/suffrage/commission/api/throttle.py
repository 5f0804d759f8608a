"""How often a token may ask: a steady rate with some in advance, kept in the memory of each server process."""

import time
from collections.abc import Callable
from threading import Lock

from django.conf import settings

RATE, BURST = 20, 200
"""Requests a second in the long run, and how many may come at once. The settings SUFFRAGE_API_RATE and _BURST give others."""


class Throttle:
    """For each key the moment at which all that it asked for is worked off, at one request each 1/rate seconds (GCRA)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._until, self._lock = clock, dict[int, float](), Lock()

    def wait(self, key: int) -> float:
        """Count a request; 0, or for how many seconds to wait, and then it was not counted.

        >>> moments = iter([0.0] * 201 + [60.0])
        >>> throttle = Throttle(lambda: next(moments))
        >>> [throttle.wait(7) for _ in range(200)] == [0] * 200, round(throttle.wait(7), 3), throttle.wait(7)
        (True, 0.05, 0)
        """
        rate, burst = getattr(settings, "SUFFRAGE_API_RATE", RATE), getattr(settings, "SUFFRAGE_API_BURST", BURST)
        with self._lock:
            now = self._clock()
            until = max(self._until.get(key, now), now) + 1 / rate
            over = until - now - burst / rate
            if over > 1e-9:
                return over
            self._until[key] = until
            return 0


THROTTLE = Throttle()
"""The one of this process; keys are numbers of tokens that exist, so that it stays small."""
