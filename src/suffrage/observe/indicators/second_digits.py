"""Second digits against Benford's law: shown because it is asked for, with the warning that belongs to it; no station, no p-value.

W. Mebane (2006, "Election forensics: the second-digit Benford's law test") compares the mean of the second digits with 4.187.
J. Deckert, M. Myagkov and P. Ordeshook, "Benford's law and the detection of election fraud", Political Analysis 19 (2011)
245–268, show that honest counts of stations of like size break that law and forged ones keep it: "at best a coin toss". W.
Mebane, ibid. 269–272, answers that the digits respond to strategic voting and to turnout as well. The test has no valid null
hypothesis for counts by station, so that none is given here.
"""

import numpy as np

from suffrage.observe.signs import Sheet, Sign, percent

EXPECTED = sum(d * sum(np.log10(1 + 1 / (10 * first + d)) for first in range(1, 10)) for d in range(10))
"""The mean of the second digits by Benford's law, 4.187."""


def find(sheet: Sheet) -> list[Sign]:
    """The mean second digit of all votes of 10 and more."""
    counts = sheet.votes[sheet.votes >= 10]
    if not len(counts):
        return []
    power = 10 ** (np.floor(np.log10(counts + 0.5)).astype(np.int64) - 1)
    mean = float((counts // power % 10).mean())
    return [
        Sign(
            "second-digits", operands={"mean": percent(mean / 100), "expected": percent(EXPECTED / 100), "figures": len(counts)}
        )
    ]
