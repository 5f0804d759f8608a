"""Names stand beside codes, in as many languages as are known; nothing is ever looked up by a name."""

from typing import Literal

from suffrage.model.base import Value

Language = Literal["en", "fr", "km"]


class Names(Value, frozen=True):
    """One thing's names: as the source writes it (`name`), and in Khmer, French and English where known."""

    name: str | None = None
    name_km: str | None = None
    name_fr: str | None = None
    name_en: str | None = None

    def text(self, language: Language, otherwise: str = "") -> str:
        """The name for a reader of `language`; failing that the source's own, then any other, then `otherwise`.

        >>> Names(name="ភ្នំពេញ", name_en="Phnom Penh").text("en")
        'Phnom Penh'
        """
        own = {"km": self.name_km, "fr": self.name_fr, "en": self.name_en}[language]
        return own or self.name or self.name_en or self.name_fr or self.name_km or otherwise


NO_NAMES = Names()
