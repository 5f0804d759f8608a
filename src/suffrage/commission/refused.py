"""An act that cannot be done, and why, as a sentence that can be said in every language."""

from typing import Any

from suffrage.commission.words import sentence
from suffrage.model import Language


class Refused(Exception):
    """What a service function raises instead of doing something. `key`: of the sentence (`commission.` before it where none is)."""

    def __init__(self, key: str, **operands: Any) -> None:
        super().__init__(key)
        self.key, self.operands = key, operands

    def say(self, language: Language) -> str:
        """The sentence."""
        return sentence(language, self.key, **self.operands)
