"""Run a command with a PostgreSQL of its own: a new cluster in a temporary folder, reached by DATABASE_URL, gone afterwards.

python -m tests.commission.on_postgresql pytest tests/commission
"""

import os
import subprocess
import sys

from tests.commission.live.cluster import cluster, initdb


def main(command: list[str]) -> int:
    """The command's exit code. Without PostgreSQL a sentence says what is left out; continuous integration leaves out nothing."""
    if initdb() is None:
        print(
            "PostgreSQL is not on this machine; `apt-get install postgresql` brings it. Left out: the tests on it.",
            file=sys.stderr,
        )
        return int(os.environ.get("CI") == "true")
    with cluster() as made:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": made.url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
