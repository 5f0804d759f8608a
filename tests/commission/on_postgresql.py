"""Run a command with a PostgreSQL of its own: a new cluster in a temporary folder, reached by DATABASE_URL, gone afterwards.

    python -m tests.commission.on_postgresql pytest tests/commission

The server will not run as root; then it runs as the user `postgres`, whom Debian's package makes.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def main(command: list[str]) -> int:
    """The command's exit code. Without PostgreSQL a sentence says what is left out; continuous integration leaves out nothing."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    initdb = str(binaries[-1]) if binaries else shutil.which("initdb")
    if not initdb:
        print(
            "PostgreSQL is not on this machine; `apt-get install postgresql` brings it. Left out: the tests on it.",
            file=sys.stderr,
        )
        return int(os.environ.get("CI") == "true")
    folder = Path(tempfile.mkdtemp(prefix="suffrage-postgresql-"))
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_owner:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", _free_port()
    password = folder / "password"
    password.write_text(secret := secrets.token_hex(16), "utf-8")
    if as_owner:
        shutil.chown(password, "postgres")
    control = [*as_owner, str(Path(initdb).with_name("pg_ctl")), "-D", str(data), "-w", "-l", str(folder / "log")]
    try:
        quiet = {"stdout": subprocess.DEVNULL, "cwd": folder}
        made = [*as_owner, initdb, "-D", data, "-U", "suffrage", "-A", "scram-sha-256", "--pwfile", password]
        subprocess.run(made, check=True, **quiet)
        # Nothing that these tests write has to outlive a power cut.
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
        subprocess.run([*control, "-o", options, "start"], check=True, **quiet)
        url = f"postgres://suffrage:{secret}@127.0.0.1:{port}/postgres"
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
