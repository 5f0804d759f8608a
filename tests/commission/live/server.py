"""The site as `suffrage commission` starts it, in processes of its own that can be stopped, or killed as by a power cut."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.commission.live.cluster import free_port

ROOT = Path(__file__).parents[3]


@dataclass(slots=True)
class Server:
    """A server in `home`, on a port of its own, with the same port every time it is started."""

    home: Path
    database: str | None = None
    workers: int = 2
    threads: int = 8
    log: Path | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of everything that works on this site."""
        given = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONUNBUFFERED": "1"}
        own = {"SUFFRAGE_HOME": str(self.home), "SUFFRAGE_HTTPS": "0"}
        return given | own | ({"DATABASE_URL": self.database} if self.database else {}) | dict(self.more)

    @property
    def said(self) -> Path:
        """The file of all that the server complained of."""
        return self.log or self.home.with_name("server.log")

    def start(self) -> None:
        """Start it, and return when it says that it can be opened. `RuntimeError` with what it printed if it ends before."""
        arguments = ["--home", str(self.home), "--port", str(self.port), "--workers", str(self.workers)]
        command = [sys.executable, "-m", "suffrage", "commission", *arguments, "--threads", str(self.threads)]
        with self.said.open("a") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
            )
        printed = [self._line()]
        while "The site is at" not in printed[-1]:
            if not printed[-1]:
                raise RuntimeError(f"the server ended: {''.join(printed)}{self.said.read_text()[-2000:]}")
            printed.append(self._line())

    def kill(self) -> None:
        """Kill the master and all its workers at this moment: SIGKILL, which none of them sees coming."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def stop(self) -> None:
        """Stop it as an administrator does."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.communicate(timeout=40)
        except subprocess.TimeoutExpired:
            self.kill()

    def run(self, module: str, *arguments: str) -> str:
        """Run a module of this room on the site's database; what it prints. `RuntimeError` with its complaint if it fails."""
        command = [sys.executable, "-m", f"tests.commission.live.{module}", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-4000:])
        return done.stdout

    def _line(self) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        return self.process.stdout.readline()
