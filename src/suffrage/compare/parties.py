"""Parties that stand as one, and parties that stand apart: the alliances and splits of a scenario, on the votes of a contest."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from suffrage.compare.constituencies import Refuse, Relabel
from suffrage.compare.home import Home
from suffrage.compare.scenario import Scenario
from suffrage.compare.transfers import parse_share
from suffrage.compare.wholes import share_out


def relabelling(home: Home, scenario: Scenario, refuse: Refuse) -> Relabel:
    """What the scenario's alliances and splits make of one contest's options.

    An alliance's votes are the sum of its parties'; a split party's are shared out in whole votes by largest remainders, contest by
    contest. Their options bear the codes of the new parties; all others stay as they are.
    """
    becomes = _becomes(home, scenario, refuse)

    def relabel(votes: Mapping[str, int], parties: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
        found, party_of = Counter[str](), dict[str, str]()
        for option, number in votes.items():
            party = parties[option]
            new = share_out(number, becomes[party]) if party in becomes else {option: number}
            for code, part in new.items():
                found[code] += part
                party_of[code] = code if party in becomes else party
        return dict(found), party_of

    return relabel


def _becomes(home: Home, scenario: Scenario, refuse: Refuse) -> dict[str, dict[str, Fraction]]:
    """Party → the parties that its votes go to, with their shares."""
    known = {home.party(contest.contest_id, option) for contest in home.first_round for option in contest.totals.votes}
    becomes: dict[str, dict[str, Fraction]] = {}
    for number, alliance in enumerate(scenario.alliance):
        for party in alliance.parties:
            if party not in known:
                refuse(f"alliance[{number}].parties", _unknown(party, known))
            becomes[party] = {alliance.code: Fraction(1)}
    for number, split in enumerate(scenario.split):
        if split.party not in known:
            refuse(f"split[{number}].party", _unknown(split.party, known))
        becomes[split.party] = {code: parse_share(text) for code, text in split.into.items()}
    return becomes


def _unknown(party: str, known: set[str]) -> str:
    some = ", ".join(sorted(known)[:8])
    return f"no option of the election is of party {party!r}; give a party's code, such as {some}."
