"""Clerks at work over real HTTP, as their browsers ask: the next statement, its form, drafts while they type, the end, the list again.

Everybody has a session of their own, begun on the real sign-in page. What was sent and what was confirmed is kept, to be held against
the database afterwards.
"""

import asyncio
import base64
import hashlib
import hmac
import random
import re
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.commission.live.browser import Answer, Browser, Lost

WATCHED = (
    "/watch/progress/part",
    "/watch/results/part",
    "/watch/wall/part",
    "/watch/late/part",
    "/watch/turnout/part",
    "/watch/findings/part",
    "/statements",
)
"""What those who watch ask for, one after the other: what their screens ask for by themselves, and the list."""
DRAFTS = 2
"""How often a form is saved while it is typed: its figures, and its votes."""


@dataclass(slots=True)
class Sheet:
    """What happened. `timed`: (what was asked, status, seconds) · `sent`: (statement, person) → whether it was confirmed."""

    timed: list[tuple[str, int, float]] = field(default_factory=list)
    sent: dict[tuple[str, str], bool] = field(default_factory=dict)
    lost: int = 0

    def seconds(self, *kinds: str) -> list[float]:
        """How long the answers took, of some kinds or of all, from the quickest."""
        return sorted(seconds for kind, _status, seconds in self.timed if not kinds or kind in kinds)

    @property
    def broken(self) -> int:
        """How many answers said that the server failed."""
        return sum(status >= 500 for _kind, status, _seconds in self.timed)


@dataclass(slots=True)
class Person:
    """Somebody at a screen."""

    name: str
    password: str
    key: str
    browser: Browser
    sheet: Sheet
    answered: Callable[[], None] = lambda: None

    async def get(self, kind: str, path: str) -> Answer:
        """Open a page."""
        return self._noted(kind, await self.browser.get(path))

    async def post(self, kind: str, path: str, form: Any = (), *, by_script: bool = False) -> Answer:
        """Send a form."""
        return self._noted(kind, await self.browser.post(path, form, by_script=by_script))

    async def sign_in(self) -> None:
        """Sign in with name, password and, where there is one, the second factor; then fetch what the pages look like, once."""
        page = await self.get("sign-in", "/sign-in")
        for asset in re.findall(rb'(?:href|src)="(/static/[^"]+)"', page.body):
            await self.get("asset", asset.decode())
        done = await self.post("sign-in", "/sign-in", {"username": self.name, "password": self.password})
        if self.key:
            done = await self.post("sign-in", "/account/second-factor", {"code": code_of(self.key)})
        if done.status != 302:
            raise RuntimeError(f"{self.name} could not sign in: {done.status}")

    def _noted(self, kind: str, answer: Answer) -> Answer:
        self.sheet.timed.append((kind, answer.status, answer.seconds))
        self.answered()
        return answer


def code_of(key: str, at: float | None = None) -> str:
    """The code of a second factor at a moment (RFC 6238).

    >>> code_of("3132333435363738393031323334353637383930", 59)
    '287082'
    """
    count = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.new(base64.b16decode(key.upper()), count, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


async def enter(clerk: Person, papers: Mapping[str, Mapping[str, str]], seconds: float) -> str | None:
    """Enter the next statement, in about that many seconds; its number, or None where nothing waits."""
    begun = await clerk.post("next", "/statements/next")
    if "/entry" not in begun.location:
        return None
    number = begun.location.split("/")[2]
    await clerk.get("form", begun.location)
    fields = dict(papers[number])
    typed = list(fields.items())
    for part in range(1, DRAFTS + 1):
        await _pause(seconds / (DRAFTS + 1))
        so_far = dict(typed[: len(typed) * part // DRAFTS])
        await clerk.post("draft", f"/statements/{number}/draft", so_far, by_script=True)
    await _pause(seconds / (DRAFTS + 1))
    await finish(clerk, number, fields)
    return number


async def finish(clerk: Person, number: str, fields: Mapping[str, str]) -> None:
    """Send a form as finished, confirm what the page asks about, and see the list again."""
    address = f"/statements/{number}/entry"
    clerk.sheet.sent[number, clerk.name] = False
    done = await clerk.post("finish", address, fields)
    if done.status == 422:
        confirmed = [("confirmed", code.decode()) for code in re.findall(rb'name="confirmed" value="([^"]+)"', done.body)]
        done = await clerk.post("finish", address, [*fields.items(), *confirmed])
    if done.status == 302 and "done=" in done.location:
        clerk.sheet.sent[number, clerk.name] = True
        await clerk.get("list", done.location)


async def _pause(seconds: float) -> None:
    """Think or type for about so long."""
    if seconds:
        await asyncio.sleep(random.uniform(0.5, 1.5) * seconds)


@dataclass(slots=True)
class Office:
    """Everybody who works on a site. `told`: what `prepare` wrote."""

    port: int
    told: Mapping[str, Any]
    sheet: Sheet = field(default_factory=Sheet)
    clerks: list[Person] = field(default_factory=list)
    watchers: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        for one in self.told["people"]:
            person = Person(one["name"], self.told["password"], one["key"], Browser(self.port), self.sheet)
            (self.clerks if one["role"] == "clerk" else self.watchers).append(person)

    async def sign_in(self, at_once: int = 4) -> None:
        """Everybody signs in; passwords cost the server much, so only a few at once."""
        turn = asyncio.Semaphore(at_once)

        async def one(person: Person) -> None:
            async with turn:
                await person.sign_in()

        await asyncio.gather(*map(one, (*self.clerks, *self.watchers)))

    async def leave(self) -> None:
        """Everybody closes their browser."""
        for person in (*self.clerks, *self.watchers):
            await person.browser.leave()

    async def work(self, rate: float, seconds: float, *, watch_every: float = 8) -> int:
        """Begin `rate` entries a second for so long, by whoever is free, and let all of them end; how many were not even begun.

        An entry takes about two thirds of the time that a clerk has for it at this rate.
        """
        free: asyncio.Queue[Person] = asyncio.Queue()
        for clerk in random.sample(self.clerks, len(self.clerks)):
            free.put_nowait(clerk)
        pace, under_way = len(self.clerks) / rate * 2 / 3, set()
        until = time.perf_counter() + seconds
        watching = [asyncio.create_task(_watch(person, until, watch_every)) for person in self.watchers]

        async def one(clerk: Person) -> None:
            try:
                found = await enter(clerk, self.told["papers"], pace)
            except Lost:
                self.sheet.lost += 1
                found = ""
            if found is not None:  # a clerk for whom nothing waits goes home
                free.put_nowait(clerk)

        number, missed = int(rate * seconds), 0
        for turn in range(number):
            await asyncio.sleep(max(0.0, until - seconds + turn / rate - time.perf_counter()))
            try:
                clerk = await asyncio.wait_for(free.get(), max(0.05, until - time.perf_counter()))
            except TimeoutError:
                missed = number - turn
                break
            task = asyncio.create_task(one(clerk))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way, *watching)
        return missed


async def _watch(person: Person, until: float, every: float) -> None:
    """Look at one page after the other."""
    await asyncio.sleep(random.uniform(0, every))
    turn = random.randrange(len(WATCHED))
    while time.perf_counter() < until:
        try:
            await person.get("watch", WATCHED[turn % len(WATCHED)])
        except Lost:
            person.sheet.lost += 1
        turn += 1
        await asyncio.sleep(every)
