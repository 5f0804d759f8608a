"""Numbers and dates as each language writes them. Exact: a decimal that had to be cut is marked with ≈."""

from datetime import date
from fractions import Fraction

from suffrage.model import Language

_THOUSANDS: dict[Language, str] = {"en": ",", "fr": "\N{NARROW NO-BREAK SPACE}", "km": "."}
_DECIMAL: dict[Language, str] = {"en": ".", "fr": ",", "km": ","}
_KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
_MONTHS: dict[Language, str] = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "km": "មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ",
}


def say_integer(language: Language, number: int) -> str:
    """A whole number with its thousands set apart.

    >>> say_integer("en", 9710655)
    '9,710,655'
    >>> say_integer("km", 9710655)
    '៩.៧១០.៦៥៥'
    """
    return _digits(language, f"{number:,}".replace(",", _THOUSANDS[language]))


def say_fraction(language: Language, fraction: Fraction, places: int = 2) -> str:
    """A fraction as a decimal with `places` digits, cut (never rounded up); ≈ before it where digits were cut.

    >>> say_fraction("en", Fraction(100, 3))
    '≈ 33.33'
    >>> say_fraction("fr", Fraction(25, 2))
    '12,5'
    """
    scaled, cut = divmod(abs(fraction.numerator) * 10**places, fraction.denominator)
    whole, decimals = divmod(scaled, 10**places)
    digits = f"{decimals:0{places}d}" if cut else f"{decimals:0{places}d}".rstrip("0")
    text = say_integer(language, whole) + (_DECIMAL[language] + _digits(language, digits) if digits else "")
    return ("≈ " if cut else "") + ("−" if fraction < 0 else "") + text


def say_percent(language: Language, part: int, whole: int) -> str:
    r"""`part` as a percentage of `whole` with two digits, rounded half up; a dash where there is no whole.

    >>> say_percent("fr", 31, 99)
    '31,31\u202f%'
    """
    if not whole:
        return "—"
    hundredths = (part * 20000 + whole) // (2 * whole)
    text = say_integer(language, hundredths // 100) + _DECIMAL[language] + _digits(language, f"{hundredths % 100:02d}")
    return text + ("\N{NARROW NO-BREAK SPACE}%" if language == "fr" else "%")


def say_date(language: Language, day: date) -> str:
    """A date in words.

    >>> say_date("fr", date(2024, 7, 1))
    '1er juillet 2024'
    """
    number = "1er" if language == "fr" and day.day == 1 else _digits(language, str(day.day))
    return f"{number} {_MONTHS[language].split()[day.month - 1]} {_digits(language, str(day.year))}"


def say_clock(language: Language, clock: str) -> str:
    """A time of day, "17:30", in the language's digits.

    >>> say_clock("km", "17:30")
    '១៧:៣០'
    """
    return _digits(language, clock)


def _digits(language: Language, text: str) -> str:
    return text.translate(_KHMER_DIGITS) if language == "km" else text
