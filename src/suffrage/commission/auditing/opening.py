"""Opening rounds of an audit on the site, from the files that `suffrage audit forms` writes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from suffrage.audit.codes import FormCode, parse_code
from suffrage.audit.handout import Handout
from suffrage.audit.methods import BY_STATION
from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.auditing.models import Audit, Round, Sheet
from suffrage.commission.auditing.states import OPENING
from suffrage.commission.auditing.steps import transactions
from suffrage.commission.declaring.export import canonical
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Contest, Election
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.reading import LONGEST_FIELD
from suffrage.commission.trail import chain
from suffrage.model import BadInput
from suffrage.model.jsonio import from_json

LARGEST = 16 * 1024 * 1024
"""The most bytes of a file: a round of all stations of a country is about a third of this."""
MOST = 200
"""The most files that are sent at once."""
_LONGEST_SEED, _LONGEST_CODE = 400, 600


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent, by its name."""

    name: str
    content: bytes


def open_rounds(files: Sequence[File], election: Election, *, by: Person) -> list[Round]:
    """Open the round of each file, or none of them. `Refused` says which file cannot be, and why."""
    if Role(by.role) not in OPENING:
        raise Refused("work.not-your-role")
    if election.phase == Election.Phase.SETUP:
        raise Refused("work.not-counting")
    if not files:
        raise Refused("scan.none")
    if len(files) > MOST:
        raise Refused("auditing.too-many-files", most=MOST)
    with transactions():
        opened = [_open(file, election, by) for file in files]
        for made, forms in opened:
            _record(made, forms, by)
        return [made for made, _forms in opened]


def _open(file: File, election: Election, by: Person) -> tuple[Round, int]:
    """The round, and how many forms it has."""
    handout = _read(file)
    if handout.election_id != canonical(election).election_id:
        raise Refused("auditing.other-election", file=file.name, found=handout.election_id)
    contest = Contest.objects.filter(election=election, code=handout.contest_id).select_related("area__election").first()
    if contest is None:
        raise Refused("auditing.unknown-contest", file=file.name, contest=handout.contest_id)
    if not within(by, contest.area):
        raise Refused("auditing.contest-not-yours", file=file.name, contest=contest.code)
    if {option.option_id for option in handout.options} != set(contest.options.values_list("code", flat=True)):
        raise Refused("auditing.other-options", file=file.name, contest=contest.code)
    statements = _statements(file, handout, contest)
    audit = _audit(file, handout, election)
    if audit.rounds.filter(contest=contest, after__lt=handout.until, until__gt=handout.after).exists():
        raise Refused("auditing.open-already", file=file.name, contest=contest.code)
    made = Round.objects.create(
        audit=audit,
        contest=contest,
        after=handout.after,
        until=handout.until,
        head=handout.head,
        options=[[option.mark, option.option_id] for option in handout.options],
        sha256=hashlib.sha256(file.content).hexdigest(),
        person=by,
    )
    Sheet.objects.bulk_create(
        (
            Sheet(
                round=made,
                statement_id=statements[form.station_id],
                place=place,
                code=form.code,
                draws=[[hit.draw, hit.paper] for hit in form.draws],
            )
            for place, form in enumerate(handout.forms, start=1)
        ),
        1000,
    )
    return made, len(handout.forms)


def _record(made: Round, forms: int, by: Person) -> None:
    """The act, in the trail; after everything else in the transaction."""
    told = {
        "audit": made.audit.name,
        "contest": made.contest.code,
        "method": made.audit.method,
        "seed": made.audit.seed,
        "head": made.head,
        "round": f"{made.first}-{made.until}",
        "forms": forms,
        "file": made.sha256,
    }
    chain.record("audit-opened", told, person=by, election=made.audit.election, area=made.contest.area)


def _read(file: File) -> Handout:
    """The file, if it can be of a round; each form's code fits what stands beside it."""
    if len(file.content) > LARGEST:
        raise Refused("auditing.not-a-round", file=file.name)
    try:
        found = from_json(Handout, file.content)
    except BadInput:
        raise Refused("auditing.not-a-round", file=file.name) from None
    by_paper = found.method not in BY_STATION
    whole = (
        0 <= found.after < found.until < 2**31
        and len(found.audit) <= 16
        and len(found.head) <= 64
        and len(found.seed) <= _LONGEST_SEED
        and found.forms
        and len({option.mark for option in found.options}) == len(found.options)
        and all(0 < len(option.mark) <= LONGEST_FIELD or not by_paper for option in found.options)
        and all(
            form.draws
            and len(form.code) <= _LONGEST_CODE
            and all(0 < hit.draw < 2**31 and (0 < hit.paper < 2**31) is by_paper for hit in form.draws)
            for form in found.forms
        )
    )
    if not whole:
        raise Refused("auditing.not-a-round", file=file.name)
    for form in found.forms:
        meant = FormCode(found.audit, found.contest_id, form.station_id, min(hit.draw for hit in form.draws))
        if parse_code(form.code) != meant:
            raise Refused("auditing.code-does-not-fit", file=file.name, station=form.station_id)
    return found


def _statements(file: File, handout: Handout, contest: Contest) -> dict[str, int]:
    """Station → its statement for the contest."""
    known = dict(Statement.objects.filter(contest=contest).values_list("station__code", "pk"))
    wanted = [form.station_id for form in handout.forms]
    if unknown := next((station for station in wanted if station not in known), None):
        raise Refused("auditing.unknown-station", file=file.name, station=unknown, contest=contest.code)
    if len(set(wanted)) < len(wanted):
        raise Refused("auditing.not-a-round", file=file.name)
    return known


def _audit(file: File, handout: Handout, election: Election) -> Audit:
    """The audit of a round, made with its first one."""
    given = {"method": handout.method, "seed": handout.seed}
    audit, _made = Audit.objects.get_or_create(election=election, name=handout.audit, defaults=given)
    if {name: getattr(audit, name) for name in given} != given:
        raise Refused("auditing.other-audit", file=file.name, audit=audit.name)
    return audit
