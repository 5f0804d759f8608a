"""One log: what is published goes on from what was published, or nothing is published.

What was published last stands in the trail, which nobody can change: the log's size and root. The record that is there must be that
log, or go on from it. A backup that came back knows nothing of what was published after it: then a person says how long the log is
that the public has.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suffrage.commission.declaring import acts
from suffrage.commission.declaring.models import Drawing, Removal
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statements.models import Accepted
from suffrage.commission.trail.models import Act
from suffrage.record import layout
from suffrage.record.entries import Entry, parse
from suffrage.record.notes import Checkpoint, Note, NoteError
from suffrage.record.reading import Log

_SHOWN = 16
"""So many digits of a root are said, as many as two people compare."""


@dataclass(frozen=True, slots=True)
class Published:
    """The log that was published last, as the trail has it: its size, its root in hexadecimal digits."""

    size: int
    root: str


def last_published(election: Election) -> Published | None:
    """What the trail says was published last; None: nothing."""
    act = _last_act(election)
    if act is None:
        return None
    told = json.loads(act.data)
    return Published(told["size"], told["root"])


def hold_checkpoint(election: Election, record: Path) -> None:
    """`Refused` where the record that was published last is not there, or what is there is older or another one. Reads one file."""
    last = last_published(election)
    if last is None:
        return
    there = checkpoint_in(record)
    if there is None:
        raise Refused("declaring.record-missing", folder=str(record), size=last.size, root=last.root[:_SHOWN])
    if there.size < last.size:
        raise Refused("declaring.record-older", folder=str(record), size=last.size, there=there.size, root=last.root[:_SHOWN])
    if there.size == last.size and there.root.hex() != last.root:
        raise Refused("declaring.record-other", folder=str(record), size=last.size, root=last.root[:_SHOWN])


def hold_log(election: Election, record: Path, log: Log) -> None:
    """`Refused` where the log that is there does not begin with what was published last, or has what this database lost."""
    hold_checkpoint(election, record)
    last = last_published(election)
    if last and log.tree.root(last.size).hex() != last.root:
        raise Refused("declaring.record-other", folder=str(record), size=last.size, root=last.root[:_SHOWN])
    size = last.size if last else 0
    later = [(number, parse(log.entries[number], number)) for number in range(size, len(log.entries))]
    if later:
        _hold_statements(election, record, [entry for _, entry in later])
        _hold_decided(election, record, later)


def checkpoint_in(record: Path) -> Checkpoint | None:
    """The checkpoint of the record that is there, whoever signed it; None: there is none that can be read."""
    try:
        note = Note.parse((record / layout.CHECKPOINT).read_bytes(), "The checkpoint")
        return Checkpoint.parse(note.body, "The checkpoint")
    except (OSError, NoteError):
        return None


def must_say_newest(election: Election) -> bool:
    """Whether a backup came back since the last publication, so that more may have been published than is known here."""
    restored = Act.objects.filter(kind="restored").order_by("-number").first()
    last = _last_act(election)
    return restored is not None and (last is None or last.number < restored.number)


def hold_newest(election: Election, record: Path, newest: str) -> None:
    """`Refused` where a backup came back and nobody says that the log that is there is as long as the one that the public has.

    `newest`: how many entries that one has, as a person typed it; 0 where nothing was published.
    """
    if not must_say_newest(election):
        return
    digits = "".join(c for c in newest if c not in " ,.\u00a0\u202f")
    if not digits.isdecimal() or len(digits) > 18:
        raise Refused("declaring.newest-needed")
    there = checkpoint_in(record)
    size = there.size if there else 0
    if int(digits) != size:
        raise Refused("declaring.newest-differs", folder=str(record), newest=int(digits), there=size)


def _last_act(election: Election) -> Act | None:
    return Act.objects.filter(election=election, kind="published").order_by("-number").first()


def _hold_statements(election: Election, record: Path, later: list[Entry]) -> None:
    """Every statement in `later` is accepted here; withdrawn ones too, since this database never takes one back."""
    logged = [
        (entry["contest_id"], entry["station_id"], entry["version"])
        for entry in later
        if entry["type"] in ("statement", "correction")
    ]
    if not logged:
        return
    of = Accepted.objects.filter(statement__contest__election=election)
    here = set(of.values_list("statement__contest__code", "statement__station__code", "version"))
    if lost := [key for key in logged if key not in here]:
        contest, station, version = lost[0]
        said = {"contest": contest, "station": station, "version": version}
        raise Refused("declaring.record-ahead", folder=str(record), number=len(lost), **said)


def _hold_decided(election: Election, record: Path, later: list[tuple[int, Entry]]) -> None:
    """Every act and decision in `later` is known here, also those decisions that were put aside or lifted since."""
    made = {row["act_id"] for row in acts.rows_of(election)}
    drawn = Drawing.objects.filter(contest__election=election).values_list("contest__code", "kind", "subject")
    removed = Removal.objects.filter(contest__election=election)
    decided = {*drawn, *removed.values_list("contest__code", "kind", "option__code", "position")}
    lost = [
        number
        for number, entry in later
        if (entry["type"] == "act" and entry["act_id"] not in made)
        or (entry["type"] == "decision" and _question_of(entry) not in decided)
    ]
    if lost:
        raise Refused("declaring.record-ahead-decided", folder=str(record), number=len(lost), entry=lost[0])


def _question_of(decision: Entry) -> tuple[Any, ...]:
    """What a decision of the log is about, as a drawing or a removal has it."""
    about = decision.get("contest_id"), decision["kind"]
    if decision["kind"] in Removal.Kind.values:
        return (*about, decision.get("option_id"), decision.get("rank"))
    return (*about, decision.get("subject") or "")
