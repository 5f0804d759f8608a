"""Clerks who go on entering while something breaks under them, and what is there when everything stands again."""

import asyncio
import json
import tempfile
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.commission.live.browser import Lost
from tests.commission.live.clerks import Office, Person, enter, finish
from tests.commission.live.server import Server

_ROUND = 0.02
"""Seconds between two looks at whether the site can work again."""

_LONGEST = 600
"""Seconds after which something must be wrong that is not told."""


@dataclass(slots=True)
class Trouble:
    """A site with clerks at work, but for the first `apart`, who do what the test lets them do."""

    server: Server
    prepared: Path
    office: Office
    apart: int = 0
    answers: int = 0
    waiting: list[tuple[int, asyncio.Event]] = field(default_factory=list)
    in_order: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    async def begin(self) -> None:
        """Everybody signs in and goes to work, until nothing is left to enter."""
        self.in_order.set()
        await self.office.sign_in(at_once=8)
        for clerk in self.office.clerks:
            clerk.answered = self._count
        self.tasks += [asyncio.create_task(self._work(clerk)) for clerk in self.office.clerks[self.apart :]]

    async def after(self, answers: int) -> None:
        """Wait until so many more answers have come."""
        reached = asyncio.Event()
        self.waiting.append((self.answers + answers, reached))
        await reached.wait()

    async def again(self) -> None:
        """Wait until the site says that it can work, and let the clerks go on."""
        while not await asyncio.to_thread(self._is_well):
            await asyncio.sleep(_ROUND)
        self.in_order.set()

    async def failing(self, press: Callable[[], None] = lambda: None) -> None:
        """Wait until an answer says that the server failed, or does not come. `press` is what leads to it, done again and again.

        The clerks must be at work: those who wait until all is in order ask for nothing that could fail.
        """
        assert self._is_open()
        before = self._failed()
        while self._failed() == before:
            await asyncio.to_thread(press)
            await asyncio.sleep(_ROUND)
            if all(task.done() for task in self.tasks):
                raise AssertionError("everything was entered, and nothing failed")

    def afterwards(self) -> dict[str, Any]:
        """What the database says, held against what was sent; and the record published from it."""
        sent = self.prepared.with_name("sent.json")
        sent.write_text(json.dumps([[*which, told] for which, told in self.office.sheet.sent.items()]), "utf-8")
        found: dict[str, Any] = json.loads(self.server.run("afterwards", str(sent), str(self.prepared)))
        return found | json.loads(self.server.run("publishing"))

    def _failed(self) -> int:
        return self.office.sheet.broken + self.office.sheet.lost

    def _count(self) -> None:
        self.answers += 1
        for due in [due for due in self.waiting if due[0] <= self.answers]:
            self.waiting.remove(due)
            due[1].set()

    async def _work(self, clerk: Person) -> None:
        """Enter one statement after the other; where the site does not answer, or fails, wait until it can work again."""
        while True:
            broken = clerk.sheet.broken
            try:
                if await enter(clerk, self.office.told["papers"], 0) is None and clerk.sheet.broken == broken:
                    return
            except Lost:
                clerk.sheet.lost += 1
            if clerk.sheet.broken != broken or not self._is_open():
                await self.in_order.wait()
                await asyncio.sleep(_ROUND)

    def _is_open(self) -> bool:
        return self.in_order.is_set()

    def _is_well(self) -> bool:
        address = f"http://127.0.0.1:{self.server.port}/health"
        with suppress(OSError), urllib.request.urlopen(address, timeout=10) as answer:
            return bool(answer.status == 200)
        return False


@contextmanager
def site(database: str | None, *, papers: int, clerks: int = 6, home: Path | None = None) -> Iterator[tuple[Server, Path]]:
    """A site that runs, on SQLite where no database is given, with its papers received. `home`: the folder that it stands in."""
    with tempfile.TemporaryDirectory(prefix="suffrage-trouble-") as beside:
        place = home or Path(beside) / "site"
        place.mkdir(exist_ok=True)
        server = Server(place, database, workers=2 if database else 1, log=Path(beside) / "server.log")
        prepared = Path(beside) / "prepared.json"
        server.run("prepare", str(max(100, papers)), str(papers), str(clerks), "0", str(prepared))
        server.start()
        try:
            yield server, prepared
        finally:
            server.stop()


def through(
    server: Server, prepared: Path, events: Callable[[Trouble], Awaitable[None]], *, apart: int = 0
) -> tuple[Trouble, dict[str, Any]]:
    """Let clerks work (but for so many `apart`), let `events` happen, let the clerks end; what was found afterwards."""

    async def run() -> Trouble:
        trouble = Trouble(server, prepared, Office(server.port, json.loads(prepared.read_text("utf-8"))), apart)
        await trouble.begin()
        try:
            async with asyncio.timeout(_LONGEST):
                await events(trouble)
                await asyncio.gather(*trouble.tasks)
        finally:
            for task in trouble.tasks:
                task.cancel()
            await trouble.office.leave()
        return trouble

    trouble = asyncio.run(run())
    return trouble, trouble.afterwards()


def kills(times: int, gaps: Callable[[], int]) -> Callable[[Trouble], Awaitable[None]]:
    """The server killed so many times, each after as many answers as `gaps` says, and started again."""

    async def events(trouble: Trouble) -> None:
        for _ in range(times):
            await trouble.after(gaps())
            trouble.in_order.clear()
            trouble.server.kill()
            await asyncio.to_thread(trouble.server.start)
            await trouble.again()

    return events


async def drop_saves(trouble: Trouble, clerk: Person, parts: tuple[float, ...]) -> None:
    """A clerk whose connection drops when that part of the form's end was sent, once for each of `parts`; then they look and go on."""
    for part in parts:
        begun = await clerk.post("next", "/statements/next")
        number = begun.location.split("/")[2]
        fields = trouble.office.told["papers"][number]
        await clerk.get("form", begun.location)
        clerk.sheet.sent[number, clerk.name] = False
        await clerk.browser.half(f"/statements/{number}/entry", fields, part)
        if (await clerk.get("form", begun.location)).status == 200:  # what was sent did not arrive, or not yet
            await finish(clerk, number, fields)
