"""A browser as small as a load generator needs: one connection that stays open, cookies, forms; no pictures, no script."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

_IDLE = 25
"""Seconds after which a connection that was not used is not used again: the server closes it soon."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    location: str
    body: bytes
    seconds: float


class Lost(Exception):
    """The connection broke before the whole answer was there: nobody knows whether what was asked for was done."""


@dataclass(slots=True)
class Browser:
    """One person's browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=lambda: {"language": "km"})
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None
    _used: float = 0.0

    async def get(self, path: str) -> Answer:
        """Open a page."""
        return await self._ask("GET", path, b"", "")

    async def post(self, path: str, form: Mapping[str, str] | list[tuple[str, str]] = (), *, by_script: bool = False) -> Answer:
        """Send a form, with the token that keeps others from sending it."""
        pairs = [*(form.items() if isinstance(form, Mapping) else form)]
        token = self.cookies.get("csrftoken", "")
        body = urlencode([("csrfmiddlewaretoken", token), *pairs]).encode()
        return await self._ask("POST", path, body, f"HX-Request: true\r\nX-CSRFToken: {token}\r\n" if by_script else "")

    async def half(self, path: str, form: Mapping[str, str], part: float) -> None:
        """Send that part of a form and drop the connection; 1: all of it, without waiting for the answer."""
        body = urlencode([("csrfmiddlewaretoken", self.cookies.get("csrftoken", "")), *form.items()]).encode()
        whole = self._request("POST", path, body, "")
        self.close()
        _reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(whole[: max(1, int(len(whole) * part))])
        await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    def close(self) -> None:
        """Close the connection."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def leave(self) -> None:
        """Close the connection, and wait until it is closed."""
        writer = self._writer
        self.close()
        if writer is not None:
            with suppress(OSError):
                await writer.wait_closed()

    async def _ask(self, method: str, path: str, body: bytes, more: str) -> Answer:
        started = time.perf_counter()
        try:
            if self._writer is None or self._reader is None or self._reader.at_eof() or started - self._used > _IDLE:
                self.close()
                self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
            self._writer.write(self._request(method, path, body, more))
            status, headers, content = await self._answer(self._reader)
        except (OSError, asyncio.IncompleteReadError, ValueError) as problem:
            self.close()
            raise Lost(str(problem)) from problem
        self._used = time.perf_counter()
        return Answer(status, headers, content, self._used - started)

    def _request(self, method: str, path: str, body: bytes, more: str) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        host = f"127.0.0.1:{self.port}"
        head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nAccept-Encoding: gzip\r\n{more}"
        if method == "POST":
            head += (
                f"Origin: http://{host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            )
        return head.encode() + b"\r\n" + body

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, str, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status, length, location, stays = int(head[0].split()[1]), None, "", True
        for line in head[1:]:
            name, _colon, value = line.partition(": ")
            match name.lower():
                case "set-cookie":
                    key, _equals, content = value.partition(";")[0].partition("=")
                    self.cookies[key] = content
                case "content-length":
                    length = int(value)
                case "location":
                    location = value
                case "connection":
                    stays = value.lower() != "close"
        body = await (reader.readexactly(length) if length is not None else _chunks(reader))
        if not stays:
            self.close()
        return status, location, body


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    """A body in chunks."""
    found = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        found.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(found)
