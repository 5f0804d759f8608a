"""NIST SP 1500-100 version 2, Election Results Reporting: the same report as JSON and XML, at the level of contests.

The keys stand in the order of the XML schema. Dates are those of the election, not of the run, so that the same record gives the same
bytes; `Status` never says "certified", which is the commission's word to give.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from suffrage.model import Contest, ContestResult, Names
from suffrage.record.view import View

NAMESPACE = "http://itl.nist.gov/ns/voting/1500-100/v2"
_ABSTRACT = {"Contest", "ContestSelection", "GpUnit"}
"""Elements whose XML type must be said, because their schema type is abstract."""

Node = dict[str, Any]


def nist_json(view: View) -> bytes:
    """The report as JSON."""
    return (json.dumps(report(view), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def nist_xml(view: View) -> bytes:
    """The report as XML."""
    lines = "\n".join(_xml("ElectionReport", report(view), root=True))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{lines}\n'.encode()


def report(view: View) -> Node:
    """The report as nested values."""
    election, complete = view.election, view.result.is_complete
    contests = [_contest(view, contest) for contest in view.contests]
    name = _text(election.names, election.election_id)
    scope = next((area.area_id for area in view.areas if area.parent_id is None), view.areas[0].area_id)
    body = _node(
        "Election",
        Candidate=_candidates(view),
        Contest=contests,
        ElectionScopeId=_id("area", scope),
        Name=name,
        StartDate=election.date.isoformat(),
        EndDate=election.date.isoformat(),
        Type="general",
    )
    return _node(
        "ElectionReport",
        Election=[body],
        Format="summary-contest",
        GeneratedDate=f"{election.date.isoformat()}T00:00:00Z",
        GpUnit=[
            _node(
                "ReportingUnit",
                _id("area", area.area_id),
                ExternalIdentifier=[_node("ExternalIdentifier", Type="other", OtherType="area_id", Value=area.area_id)],
                Name=_text(area.names, area.area_id),
                Type="country" if area.parent_id is None else "other",
                OtherType=None if area.parent_id is None else area.level,
            )
            for area in view.areas
        ],
        Issuer=view.checkpoint.origin,
        IssuerAbbreviation=view.checkpoint.origin,
        IsTest=bool(election.generated or election.rehearsal) or None,
        Party=[
            _node("Party", _id("party", party), Name=_text(names, party)) for party, names in sorted(_parties(view).items())
        ],
        SequenceStart=1,
        SequenceEnd=1,
        Status="certified" if election.status == "final" else "unofficial-complete" if complete else "unofficial-partial",
        VendorApplicationId="suffrage",
    )


def _contest(view: View, contest: Contest) -> Node:
    result = next(each for each in view.result.contests if each.contest_id == contest.contest_id)
    by_party = _is_by_party(view, contest.contest_id)
    common: Node = {
        "ContestSelection": [
            _selection(view, contest, result, option, number, by_party=by_party)
            for number, option in enumerate(result.totals.votes, start=1)
        ],
        "ElectionDistrictId": _id("area", contest.area_id),
        "ExternalIdentifier": [_node("ExternalIdentifier", Type="other", OtherType="contest_id", Value=contest.contest_id)],
        "Name": contest.names.text("en", contest.contest_id),
        "VoteVariation": "proportional" if by_party else "majority",
    }
    if by_party:
        return _node("PartyContest", _id("contest", contest.contest_id), **common)
    elected = contest.seats or sum(result.outcome.seats.values()) or None
    return _node("CandidateContest", _id("contest", contest.contest_id), **common, NumberElected=elected, VotesAllowed=1)


def _selection(view: View, contest: Contest, result: ContestResult, option: str, number: int, *, by_party: bool) -> Node:
    where = _id("area", contest.area_id)
    counts = [
        _node("VoteCounts", GpUnitId=where, Round=contest.round, Type=kind, Count=count)
        for kind, count in (("total", result.totals.votes[option]), ("seats", result.outcome.seats.get(option, 0)))
    ]
    code = _id("option", f"{contest.contest_id}/{option}")
    if by_party:
        party = view.labels.options[contest.contest_id, option].party_id
        return _node("PartySelection", code, SequenceOrder=number, VoteCounts=counts, PartyIds=[_id("party", str(party))])
    person = _id("candidate", f"{contest.contest_id}/{option}")
    return _node("CandidateSelection", code, SequenceOrder=number, VoteCounts=counts, CandidateIds=[person])


def _candidates(view: View) -> list[Node]:
    """The options of contests between candidates, each by the name on the ballot."""
    return [
        _node("Candidate", _id("candidate", f"{contest}/{option}"), BallotName=_text(value.names, option))
        for (contest, option), value in sorted(view.labels.options.items())
        if not _is_by_party(view, contest)
    ]


def _is_by_party(view: View, contest_id: str) -> bool:
    """Whether all options of a contest are those of parties, each of its own."""
    parties = [option.party_id for (contest, _), option in view.labels.options.items() if contest == contest_id]
    return None not in parties and len(set(parties)) == len(parties)


def _parties(view: View) -> dict[str, Names]:
    """Every party that stands as itself, with the name of its option."""
    return {
        option.party_id: option.names
        for (contest, _), option in sorted(view.labels.options.items())
        if option.party_id and _is_by_party(view, contest)
    }


def _text(names: Names, code: str) -> Node:
    known = {language: names.text(language) for language in ("en", "fr", "km")}
    texts = {language: text for language, text in known.items() if text} or {"en": code}
    return _node(
        "InternationalizedText", Text=[_node("LanguageString", Content=text, Language=key) for key, text in texts.items()]
    )


def _node(kind: str, identity: str | None = None, **fields: Any) -> Node:
    head: Node = {"@type": f"ElectionResults.{kind}"} | ({"@id": identity} if identity else {})
    return head | {name: value for name, value in fields.items() if value is not None and value != []}


def _id(kind: str, code: str) -> str:
    """A code as an XML name: what may not stand in one is written as its number."""
    return f"{kind}-" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in code)


def _xml(name: str, node: Mapping[str, Any], *, root: bool = False) -> Iterator[str]:
    kind = node["@type"].removeprefix("ElectionResults.")
    attributes = f' xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' if root else ""
    attributes += f" ObjectId={quoteattr(node['@id'])}" if "@id" in node else ""
    attributes += f' xsi:type="{kind}"' if name in _ABSTRACT else ""
    if kind == "LanguageString":
        yield f"<{name} Language={quoteattr(node['Language'])}>{escape(node['Content'])}</{name}>"
        return
    yield f"<{name}{attributes}>"
    for field, value in node.items():
        if not field.startswith("@"):
            yield from _xml_field(field, value)
    yield f"</{name}>"


def _xml_field(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _xml(name, value)
    elif isinstance(value, list) and isinstance(value[0], dict):
        for item in value:
            yield from _xml(name, item)
    else:
        text = " ".join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)
        yield f"<{name}>{escape(text)}</{name}>"
