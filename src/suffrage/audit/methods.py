"""How an audit looks."""

from typing import Literal

Method = Literal["stations", "polling", "one-audit", "comparison", "transcription"]
"""`stations`: the papers of drawn stations are counted again · `polling`: single papers are drawn and read · `one-audit`: the same,
beside the mean of their station · `comparison`: the same, beside the record of each paper, where there are such · `transcription`:
signed statements of drawn stations are compared with the published figures."""

BY_STATION: tuple[Method, ...] = ("stations", "transcription")
"""The methods that draw stations; the others draw single papers."""
