"""Quick counts and forensics in words: sentences and cells of tables, for the screen and the page alike."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from suffrage.model import Language
from suffrage.observe.forensics import Forensics, Reason
from suffrage.observe.naming import Naming
from suffrage.observe.official import Compared
from suffrage.observe.quickcount import ContestCount, QuickCount, Share
from suffrage.observe.ratios import Interval
from suffrage.observe.seats import SeatContrast
from suffrage.words import say
from suffrage.words.findings import say_finding
from suffrage.words.numbers import say_fraction, say_integer, say_percent

PARTS = 10_000
"""Shares are told in hundredths of a per cent."""


def say_share(tongue: Language, share: float | None) -> str:
    """A share as a percentage; a dash where there is none."""
    return "—" if share is None else say_percent(tongue, round(share * PARTS), PARTS)


def say_level(tongue: Language, level: float) -> str:
    """The level of an interval, without digits that it does not have.

    >>> say_level("en", 0.95)
    '95 %'
    """
    return f"{say_fraction(tongue, Fraction(round(level * PARTS), PARTS // 100))} %"


def say_shares(tongue: Language, interval: Interval | None) -> str:
    """An interval of shares."""
    if interval is None:
        return "—"
    return say(tongue, "quickcount.range", low=say_share(tongue, interval[0]), high=say_share(tongue, interval[1]))


def say_seats(tongue: Language, interval: Interval | None) -> str:
    """An interval of seats: one number where both ends are the same."""
    if interval is None:
        return "—"
    low, high = (say_integer(tongue, int(end)) for end in interval)
    return low if low == high else say(tongue, "quickcount.range", low=low, high=high)


def say_decimal(tongue: Language, number: float) -> str:
    """A number with two decimals."""
    return say_fraction(tongue, Fraction(round(number * 100), 100))


def interval_or_reason(tongue: Language, share: Share) -> str:
    """The interval of a share, or why there is none."""
    return say(tongue, f"quickcount.{share.reason}") if share.reason else say_shares(tongue, share.interval)


def share_heads(tongue: Language, count: ContestCount, level: float) -> list[str]:
    """The heads of the columns of `share_rows`: those of seats are there only where seats are."""
    interval = say(tongue, "quickcount.interval", level=say_level(tongue, level))
    heads = [say(tongue, "quickcount.option"), say(tongue, "quickcount.share"), interval, say(tongue, "quickcount.worst")]
    return [*heads, say(tongue, "quickcount.seats"), interval] if count.seats else heads


def share_rows(tongue: Language, count: ContestCount, name: Any) -> Iterator[tuple[str, ...]]:
    """Option, share, interval, worst case, and where there are seats those and their interval; most votes first, turnout last.

    `name`: code → what to say.
    """
    seats = {own.code: own for own in count.seats}
    for share in sorted(count.shares, key=lambda own: -(own.share or 0)):
        own = seats.get(share.code)
        cells = (
            name(share.code),
            say_share(tongue, share.share),
            interval_or_reason(tongue, share),
            say_shares(tongue, share.worst),
        )
        yield (*cells, say_integer(tongue, own.seats), say_seats(tongue, own.interval)) if own else cells
    if count.turnout:
        turnout = count.turnout
        label = say(tongue, "quickcount.turnout")
        cells = (label, say_share(tongue, turnout.share), interval_or_reason(tongue, turnout), "—")
        yield (*cells, "", "") if seats else cells


def contest_lines(tongue: Language, count: ContestCount, name: Any) -> Iterator[str]:
    """What is said of a contest under its table: stations, joined strata, the design effect, and each seat that is not safe."""
    yield say(tongue, "quickcount.stations", reported=count.reported, drawn=count.drawn)
    if count.reason:
        yield say(tongue, f"quickcount.{count.reason}")
    if count.known_in_full:
        yield say(tongue, "quickcount.known")
    if count.joined:
        yield say(tongue, "quickcount.joined", names=", ".join(count.joined))
    if count.design_effect is not None:
        yield say(tongue, "quickcount.effect", effect=say_decimal(tongue, count.design_effect))
    for contrast in count.contrasts:
        yield say_contrast(tongue, contrast, name)


def say_contrast(tongue: Language, contrast: SeatContrast, name: Any) -> str:
    """One seat: safe, or cannot be told."""
    key = {"claim": "", "threshold": "-threshold", "alone": "-alone"}[contrast.by]
    rival = name(contrast.rival) if contrast.rival else None
    return say(tongue, f"quickcount.{contrast.verdict}{key}", seat=contrast.seat, option=name(contrast.option_id), rival=rival)


def count_lines(tongue: Language, found: QuickCount, names: Naming) -> Iterator[str]:
    """What is said of the whole quick count: unusable reports, seats that are not added up, and the warning about looking often."""
    if found.findings:
        yield say(tongue, "quickcount.defects")
        yield from (f"  {say_finding(tongue, finding)}" for finding in found.findings)
    without = [count.contest_id for count in found.contests if not count.seats]
    if 0 < len(without) < len(found.contests):
        yield say(tongue, "quickcount.not-added-up", contests=", ".join(map(names.contest, without)))
    if found.together is None:
        yield say(tongue, "quickcount.looks")
    else:
        looks = ", ".join(say_integer(tongue, number) for number in found.looked_at)
        operands = {"level": say_level(tongue, found.together), "own": say_level(tongue, found.level)}
        yield say(tongue, f"quickcount-report.together{'' if looks else '-first'}", looks=looks, **operands)


def official_lines(tongue: Language, found: Compared) -> Iterator[str]:
    """What is said of the official record beside the sample."""
    yield say(tongue, "quickcount.official", equal=found.equal, compared=found.compared)
    if found.most_differing is not None:
        yield say(tongue, "quickcount.official-bound", most=found.most_differing, of=found.of)
    yield from (f"  {say_finding(tongue, finding)}" for finding in found.findings)


def say_reason(tongue: Language, reason: Reason) -> str:
    """A forensic reason as a sentence, with its p-value or score."""
    operands = dict(reason.operands)
    what = operands.pop("what", None)
    sentence = say(tongue, f"forensics.{reason.code}{f'-{what}' if what else ''}", **operands)
    return f"{sentence} [{_strength(tongue, reason)}]" if reason.p is not None or reason.score else sentence


def forensics_lines(tongue: Language, found: Forensics) -> Iterator[str]:
    """What is said around the list: how many stations, the whole election, how multiplicity is controlled, and no verdict."""
    yield say(tongue, "forensics.stations", looked_at=found.looked_at, stations=found.stations)
    picture = found.picture
    numbers = {
        name: say_decimal(tongue, value)
        for name, value in (("skewness", picture.rate_skewness), ("kurtosis", picture.rate_kurtosis))
    }
    yield say(tongue, "forensics.picture", corner=picture.in_corner, **numbers)
    yield say(tongue, "forensics.controlled", tests=found.tests)
    yield say(tongue, "forensics.verdict")


def _strength(tongue: Language, reason: Reason) -> str:
    if reason.p is None or reason.controlled is None:
        return say(tongue, "forensics.score", times=say_decimal(tongue, reason.score))
    return say(tongue, "forensics.p", p=_probability(tongue, reason.p), controlled=_probability(tongue, reason.controlled))


def _probability(tongue: Language, p: float) -> str:
    """A probability with four digits; below that, how small it is."""
    if p >= 0.0001:
        return say_fraction(tongue, Fraction(round(p * PARTS), PARTS), 4)
    return f"< {say_fraction(tongue, Fraction(1, PARTS), 4)}"
