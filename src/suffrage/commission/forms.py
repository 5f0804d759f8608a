"""Forms whose labels and errors are words of the reader's language."""

from typing import Any, ClassVar

from django import forms

from suffrage.commission.words import sentence
from suffrage.model import Language
from suffrage.words import messages

_ERRORS = (
    "required",
    "invalid",
    "invalid_choice",
    "max_length",
    "min_length",
    "max_value",
    "min_value",
    "null_characters_not_allowed",
)
_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")


def plain_digits(text: str) -> str:
    """Khmer digits as 0 to 9, and no spaces: what somebody means who types a number."""
    return "".join(text.translate(_DIGITS).split())


class Form(forms.Form):
    """A form in a language. `group`: of the words; a field's label is its name there, its help the name with "-help" after it."""

    group: ClassVar[str]

    def __init__(self, language: Language, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.language = language
        for name, field in self.fields.items():
            key = f"{self.group}.{name.replace('_', '-')}"
            field.label = sentence(language, key)
            if f"{key}-help" in messages(language):
                field.help_text = sentence(language, f"{key}-help")
            for code in _ERRORS:
                field.error_messages[code] = sentence(language, f"field.{code.replace('_', '-')}")

    def refuse(self, field: str | None, key: str, **operands: Any) -> None:
        """Put a sentence beside a field, or over all of them."""
        self.add_error(field, sentence(self.language, key, **operands))
