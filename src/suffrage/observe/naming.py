"""What contests, options and parties are called in what is printed of a quick count: by their names, with the codes beside them."""

from dataclasses import dataclass

from suffrage.jobs import Labels
from suffrage.model import Language
from suffrage.words import say


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of one election in one language. What has no name is told by its code."""

    labels: Labels
    language: Language

    def contest(self, code: str) -> str:
        """A contest."""
        names = self.labels.contests.get(code)
        name = names.text(self.language) if names else ""
        return f"{name} ({code})" if name else say(self.language, "quickcount.contest", code=code)

    def option(self, contest: str, code: str) -> str:
        """An option of a contest."""
        option = self.labels.options.get((contest, code))
        name = option.names.text(self.language) if option else ""
        return f"{name} ({code})" if name else code

    def party(self, code: str) -> str:
        """A party: named as the first of its options that has a name, in the order of the contests."""
        own = (option for _, option in sorted(self.labels.options.items()) if (option.party_id or option.option_id) == code)
        name = next((name for option in own if (name := option.names.text(self.language))), "")
        return f"{name} ({code})" if name else code
