"""Cosigning: another key (a court's, a party's, a mission's) signs the record's checkpoint, after all of it is verified."""

import time
from pathlib import Path

from suffrage.commission.accounts.models import Person
from suffrage.commission.declaring import runs
from suffrage.commission.declaring.models import Run
from suffrage.commission.declaring.publishing import may_sign, record_folder
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.record import layout
from suffrage.record.notes import PrivateKey, PublicKey
from suffrage.record.verify import verify
from suffrage.record.witness import add_cosignature


def cosign(election: Election, key: PrivateKey, *, by: Person) -> Run:
    """Have the record that is there cosigned. `Refused`: not a member, no record yet, or the key is the record's own."""
    may_sign(by)
    mine = log_key(election)
    if mine is None or not (record_folder(election) / layout.MANIFEST).is_file():
        raise Refused("declaring.no-record")
    if mine.raw == key.public().raw or mine.name == key.name:
        raise Refused("declaring.own-key")
    asks = {"key": str(key.public()), "name": key.name}
    return runs.start(election, Run.Kind.COSIGN, by=by, secret=key.secret_text(), asks=asks)


def log_key(election: Election) -> PublicKey | None:
    """The public key with which the election's record was signed last."""
    run = Run.objects.filter(election=election, kind=Run.Kind.PUBLISH, state=Run.State.DONE).order_by("-pk").first()
    return PublicKey.parse(run.told["key"]) if run else None


def work(run: Run, secret: str, say: runs.Say) -> runs.Done:
    """Verify all of the record, and sign its checkpoint."""
    witness, log = PrivateKey.parse(secret), log_key(run.election)
    record: Path = record_folder(run.election)
    if log is None:
        raise Refused("declaring.no-record")
    found = verify(record, log, progress=say)
    if not found.is_valid:
        raise Refused("declaring.record-not-valid", number=len(found.failures))
    say("signing")
    size = add_cosignature(record, log, witness, int(time.time()))
    return runs.Done("cosigned", {"name": witness.name, "size": size})
