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
    from suffrage.commission.setup.models import Election
    from suffrage.record.notes import PrivateKey
    from suffrage.record.publish import publish
    from suffrage.record.verify import verify

    key = PrivateKey("example.org/faults", bytes(range(32)))
    with tempfile.TemporaryDirectory() as beside:
        folder, record = Path(beside) / "election", Path(beside) / "record"
        statements = _written(Election.objects.get(), folder)
        publish(folder, record, key)
        found = verify(record, key.public())
    sys.stdout.write(json.dumps({"statements": statements, "failures": [str(failure) for failure in found.failures]}))


def _written(election: object, folder: Path) -> int:
    """The election as canonical tables: those that it was made from, with the statements that count now."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from tests.commission.live.prepare import SEED

    from suffrage.commission.setup.models import Station
    from suffrage.commission.statements.models import Accepted, EntryVotes
    from suffrage.generate import generate
    from suffrage.model import FIGURES

    generate("kh-2023", folder, stations=Station.objects.filter(election=election).count(), seed=SEED)
    where = ("statement__station__code", "statement__contest__code", "version")
    rows = list(Accepted.objects.order_by("pk").values_list(*where, *FIGURES))
    of_entry = {entry: place for entry, *place in Accepted.objects.values_list("entry_id", *where)}
    votes = EntryVotes.objects.filter(entry__in=of_entry).order_by("pk").values_list("entry_id", "option__code", "votes")
    tables = {
        "statements": (("station_id", "contest_id", "version", *FIGURES), rows),
        "votes": (
            ("station_id", "contest_id", "version", "option_id", "votes"),
            [(*of_entry[entry], option, number) for entry, option, number in votes],
        ),
    }
    for name, (columns, lines) in tables.items():
        file = folder / f"{name}.parquet"
        schema = pq.read_schema(file)
        found = [dict(zip(columns, line, strict=True)) for line in lines]
        pq.write_table(pa.Table.from_pylist(found, schema=schema), file)
    return len(rows)


if __name__ == "__main__":
    main()
