"""The serial number of a printed form: the number of its printing, that of its statement, and two digits that betray a slip."""

import re

from suffrage.commission.paper.models import PrintRun
from suffrage.commission.statements.models import Statement

_SERIAL = re.compile(r"([1-9]\d{0,8})-([1-9]\d{0,11})-(\d\d)")
_ROOM = 10**12


def serial_of(run: int, statement: int) -> str:
    """The serial number of the form that a printing has for a statement, with the check digits of ISO 7064, MOD 97-10.

    >>> serial_of(3, 21894)
    '3-21894-23'
    """
    return f"{run}-{statement}-{98 - (run * _ROOM + statement) * 100 % 97:02d}"


def barcode_of(station: str, contest: str, serial: str) -> str:
    r"""What the form's QR code says: station and contest, a tab, the serial number.

    A reader that types what it reads thereby goes from the first field of the page where papers are received to the second.

    >>> barcode_of("0101", "01", "3-21894-23")
    '0101/01\t3-21894-23'
    """
    return f"{station}/{contest}\t{serial}"


def printed_for_another(serial: str, statement: Statement) -> bool:
    """Whether a serial number is one that was printed here, but for another statement. Numbers of other printers say nothing."""
    found = _SERIAL.fullmatch(serial)
    if found is None or serial != serial_of(int(found[1]), int(found[2])):
        return False
    return int(found[2]) != statement.pk and PrintRun.objects.filter(pk=int(found[1])).exists()
