"""The election before, to compare turnouts with: its folder is counted once, and each area's figures are kept."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from suffrage import jobs
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.setup import incoming
from suffrage.commission.setup.loading import digests
from suffrage.commission.setup.models import Election
from suffrage.commission.trail import chain
from suffrage.commission.watching.models import EarlierArea
from suffrage.model import AreaTotals


def take(election: Election, folder: Path, *, by: Person) -> int:
    """Keep the figures of every area of the election in `folder`, in the place of those that were given before; how many areas.

    Of several rounds, those of the first. `BadInput`, `LawNotKnown`: the folder cannot be counted. `Refused`: `by` is no administrator
    of the whole country, or the folder holds no statement.
    """
    if by.role != Role.ADMINISTRATOR.value or by.area_id is not None:
        raise Refused("setup.not-administrator")
    counted = jobs.count(folder, steps=False)
    described = counted.election
    areas: dict[str, AreaTotals] = {}
    for area in counted.areas:
        if area.reported:
            areas.setdefault(area.area_id, area)
    if not areas or described is None:
        raise Refused("watch.earlier-empty")
    with transaction.atomic():
        EarlierArea.objects.filter(election=election).delete()
        EarlierArea.objects.bulk_create(
            EarlierArea(
                election=election, title=described.election_id, code=code, registered=area.registered, voters=area.voters
            )
            for code, area in areas.items()
        )
        chain.record(
            "earlier-given",
            {"earlier": described.election_id, "areas": len(areas), "sha256": digests(folder)},
            person=by,
            election=election,
        )
    return len(areas)


@contextmanager
def folder_of(files: "Iterable[UploadedFile[Any]]") -> Iterator[Path]:
    """Files that were sent, as a folder for as long as it is read. `Refused`: an unknown name, or too much."""
    given = {file.name or "": file for file in files}
    if unknown := next((name for name in given if name not in incoming.KNOWN), None):
        raise Refused("setup.unknown-file", name=unknown[: incoming.LONGEST_NAME])
    if sum(file.size or 0 for file in given.values()) > incoming.LARGEST:
        raise Refused("setup.too-much")
    incoming.home().mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=incoming.home()) as beside:
        folder = Path(beside)
        for name, file in given.items():
            with (folder / name).open("wb") as kept:
                kept.writelines(file.chunks())
        if sum(incoming.unpacked(folder / name, name) for name in given) > incoming.LARGEST_UNPACKED:
            raise Refused("setup.unpacks-to-too-much")
        yield folder
