"""A finding in words: where it is, what was found, what was expected."""

from suffrage.model import Finding, Language
from suffrage.words import messages, say


def say_finding(language: Language, finding: Finding) -> str:
    """One finding as a sentence, its place first.

    >>> from suffrage.model import Place
    >>> say_finding("en", Finding(code="votes-sum", severity="error", place=Place(contest_id="1602"),
    ...                           operands={"sum": 55103, "valid": 55105}))
    'contest 1602: The votes of the options add up to 55,103; the statement says that 55,105 votes are valid.'
    """
    where, sentence = say_place(language, finding), say_sentence(language, finding)
    return say(language, "place.before", place=where, sentence=sentence) if where else sentence


def say_sentence(language: Language, finding: Finding) -> str:
    """What a finding says, for those who see its place."""
    key = f"finding.{finding.code}"
    if finding.verdict == "cannot-tell" and f"{key}-cannot-tell" in messages(language):
        key += "-cannot-tell"
    return say(language, key, **finding.operands)


def say_place(language: Language, finding: Finding) -> str:
    """Where a finding is: file, line, column, area, contest, station, option, as far as they are known."""
    place = finding.place
    known = [(part, getattr(place, part)) for part in place.__struct_fields__]
    return ", ".join(say(language, f"place.{part}", code=str(code)) for part, code in known if code is not None)
