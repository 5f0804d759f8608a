"""A PostgreSQL of one's own: a new cluster in a temporary folder, which can be stopped and started, and is then gone.

The server will not run as root; then it runs as the user `postgres`, whom Debian's package makes.
"""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

QUICK = ("fsync=off", "max_connections=200")
"""For tests: nothing that they write has to outlive a power cut."""
DURABLE = ("max_connections=200",)
"""As a commission would run it."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that runs. `url`: for DATABASE_URL."""

    url: str
    folder: Path
    control: tuple[str, ...]
    options: str

    @property
    def process(self) -> int:
        """The number of its first process."""
        return int((self.folder / "data" / "postmaster.pid").read_text("utf-8").splitlines()[0])

    def stop(self, mode: str) -> None:
        """Stop it: "fast", or "immediate", as when its machine loses power."""
        subprocess.run([*self.control, "-m", mode, "stop"], check=False, stdout=subprocess.DEVNULL, cwd=self.folder)

    def is_running(self) -> bool:
        """Whether it runs."""
        return (
            subprocess.run([*self.control, "status"], check=False, stdout=subprocess.DEVNULL, cwd=self.folder).returncode == 0
        )

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        subprocess.run([*self.control, "-o", self.options, "start"], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)


def initdb() -> str | None:
    """The newest `initdb` of this machine, if there is one."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    return str(binaries[-1]) if binaries else shutil.which("initdb")


@contextmanager
def cluster(settings: tuple[str, ...] = QUICK, *, folder: Path | None = None) -> Iterator[Cluster]:
    """A new cluster, in `folder` (which must be empty) or a temporary one. `initdb()` must have found something."""
    program = initdb()
    if program is None:
        raise FileNotFoundError("PostgreSQL is not on this machine; `apt-get install postgresql` brings it.")
    home = folder or Path(tempfile.mkdtemp(prefix="suffrage-postgresql-"))
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    data, port, password = home / "data", free_port(), home / "password"
    password.write_text(secret := secrets.token_hex(16), "utf-8")
    if as_owner:
        shutil.chown(home, "postgres")
        shutil.chown(password, "postgres")
    control = (*as_owner, str(Path(program).with_name("pg_ctl")), "-D", str(data), "-w", "-l", str(home / "log"))
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 " + " ".join(f"-c {setting}" for setting in settings)
    made = Cluster(f"postgres://suffrage:{secret}@127.0.0.1:{port}/postgres", home, control, options)
    try:
        first = [*as_owner, program, "-D", str(data), "-U", "suffrage", "-A", "scram-sha-256", "--pwfile", str(password)]
        subprocess.run(first, check=True, stdout=subprocess.DEVNULL, cwd=home)
        made.start()
        yield made
    finally:
        made.stop("immediate")
        if folder is None:
            shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
