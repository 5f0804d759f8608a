"""What a site's database says after work on it, held against what was sent: nothing lost, doubled or half, the trail whole.

    python -m tests.commission.live.afterwards SENT PREPARED

SENT: JSON, a list of [statement, person, whether it was confirmed]. Prints JSON: what is wrong, each a sentence, and how much there is.
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path

from suffrage.commission.running import Place, configure


def main(sent: Path, prepared: Path) -> None:
    """Print what is wrong."""
    configure(Place(Path(os.environ["SUFFRAGE_HOME"])))
    from suffrage.commission.statements.models import Accepted, Entry, EntryVotes, Statement
    from suffrage.commission.trail.chain import check
    from suffrage.commission.trail.models import Act

    papers = json.loads(prepared.read_text("utf-8"))["papers"]
    told = {(int(statement), person): confirmed for statement, person, confirmed in json.loads(sent.read_text("utf-8"))}
    wrong = []
    votes: dict[int, dict[str, int]] = {}
    for entry, option, number in EntryVotes.objects.values_list("entry", "option__code", "votes").iterator():
        votes.setdefault(entry, {})[option] = number
    stored = Counter()
    for entry in Entry.objects.filter(finished__isnull=False).select_related("person"):
        which = entry.statement_id, entry.person.username
        stored[which] += 1
        if which not in told:
            wrong.append(f"{which} was never sent")
        fields = {f"f.{name}": str(figure) for name, figure in entry.figures.items() if figure is not None}
        fields |= {f"f.votes.{code}": str(number) for code, number in votes.get(entry.pk, {}).items()}
        if fields != papers[str(entry.statement_id)]:
            wrong.append(f"{which} is not what was sent")
    wrong += [
        f"{which} was confirmed and is stored {stored[which]} times" for which in told if told[which] and stored[which] != 1
    ]
    wrong += [f"{which} is stored {number} times" for which, number in stored.items() if number > 1]
    half = EntryVotes.objects.filter(entry__finished=None).count()
    if half:
        wrong.append(f"{half} votes of entries that are not finished")
    acts = Counter(Act.objects.filter(statement__isnull=False).values_list("kind", flat=True))
    ends = sum(acts[kind] for kind in ("finish-first", "agree", "differ", "err", "stand-out"))
    if ends != stored.total():
        wrong.append(f"{stored.total()} entries are finished, and the trail tells of {ends}")
    accepted, in_state = Accepted.objects.count(), Statement.objects.filter(state="accepted").count()
    if not accepted == in_state == acts["agree"]:
        wrong.append(f"{in_state} statements are accepted, {accepted} have figures, the trail tells of {acts['agree']}")
    if acts["differ"]:
        wrong.append(f"{acts['differ']} statements differ, though both clerks read the same paper")
    checked = check()
    if checked.broken is not None:
        wrong.append(f"the trail is broken at act {checked.broken}")
    sys.stdout.write(json.dumps({"wrong": wrong, "entries": stored.total(), "accepted": accepted, "acts": checked.acts}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
