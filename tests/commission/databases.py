"""A database of its own for a site that a test starts as a process, on the server that DATABASE_URL names."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

ON_POSTGRESQL = "postgres" in os.environ.get("DATABASE_URL", "")


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """Its address, while it exists. `name`: a part of what it is called."""
    url, name = os.environ["DATABASE_URL"], f"suffrage_{name}_{secrets.token_hex(4)}"
    _on_server(url, f"CREATE DATABASE {name}")
    try:
        yield url.rpartition("/")[0] + f"/{name}"
    finally:
        _on_server(url, f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(url: str, command: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(command)
