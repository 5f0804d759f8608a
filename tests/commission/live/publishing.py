"""The record published from a site's database, and verified: what counts there is what anybody can check.

    python -m tests.commission.live.publishing

Prints JSON: how many statements the record has, and every failure that `suffrage verify` finds.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from suffrage.commission.running import Place, configure


def main() -> None:
    """Publish and verify."""
    configure(Place(Path(os.environ["SUFFRAGE_HOME"])))
    from suffrage.commission.declaring.export import export
    from suffrage.commission.setup.models import Election
    from suffrage.record.notes import PrivateKey
    from suffrage.record.publish import publish
    from suffrage.record.verify import verify

    key = PrivateKey("example.org/faults", bytes(range(32)))
    with tempfile.TemporaryDirectory() as beside:
        folder, record = Path(beside) / "election", Path(beside) / "record"
        statements = export(Election.objects.get(), folder).rows["statements"]
        publish(folder, record, key)
        found = verify(record, key.public())
    sys.stdout.write(json.dumps({"statements": statements, "failures": [str(failure) for failure in found.failures]}))


if __name__ == "__main__":
    main()
