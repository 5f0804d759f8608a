"""Shares, differences and durations as each language writes them."""

from datetime import datetime
from fractions import Fraction

from django.utils.safestring import SafeString

from suffrage.model import Language
from suffrage.words import say
from suffrage.words.numbers import say_fraction, say_percent


def percent(language: Language, part: int | None, whole: int | None) -> str:
    """A share; a dash where it is not known."""
    return "—" if part is None or not whole else say_percent(language, part, whole)


def points(language: Language, one: Fraction | None, other: Fraction | None) -> str:
    """By how many percentage points one share is over the other, with one digit; a dash where one is not known."""
    if one is None or other is None:
        return "—"
    thousandths = round((one - other) * 1000)
    number = say_fraction(language, Fraction(abs(thousandths), 10), 1)
    return say(language, "watch.points", number=f"{'−' if thousandths < 0 else '+' if thousandths else ''}{number}")


def waited(language: Language, since: datetime, now: datetime) -> str:
    """How long ago that was: days and hours, or hours and minutes."""
    minutes = max(0, int((now - since).total_seconds()) // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return say(language, "watch.days-hours", days=days, hours=hours)
    return say(language, "watch.hours-minutes", hours=hours, minutes=minutes % 60)


def share(part: int | None, whole: int | None) -> Fraction | None:
    """A share, exactly; None where it is not known."""
    return None if part is None or not whole else Fraction(part, whole)


def bar(*parts: tuple[str, int], of: int, mark: Fraction | None = None) -> SafeString:
    """A bar as SVG: (class, number) after each other, of so many in all, and a mark across it. Words beside it say the same."""
    shown, at = [], 0
    for kind, number in parts:
        width = 1000 * number // of if of else 0
        if width:
            shown.append(f'<rect class="{kind}" x="{at}" y="0" width="{width}" height="100"/>')
        at += width
    if mark is not None:
        shown.append(f'<rect class="mark" x="{min(995, int(mark * 1000))}" y="0" width="6" height="100"/>')
    return SafeString(
        '<svg class="bar" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f"{''.join(shown)}</svg>"
    )
