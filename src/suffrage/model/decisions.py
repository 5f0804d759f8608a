"""What people decide after the count and give to the law as input: a withdrawal, a lot drawn, a ruling."""

from suffrage.model.base import Value


class Withdrawal(Value, frozen=True, tag_field="kind", tag="withdrawal"):
    """An option that stood in this round does not go on to the next."""

    contest_id: str
    option_id: str


class Lot(Value, frozen=True, tag_field="kind", tag="lot"):
    """A lot drawn in public. `subject`: that of the pending question · `drawn`: the options that win, in the order drawn."""

    contest_id: str
    subject: str
    drawn: tuple[str, ...]


class Ruling(Value, frozen=True, tag_field="kind", tag="ruling"):
    """The competent authority's answer where the text of the law settles a tie by nothing at all."""

    contest_id: str
    subject: str
    drawn: tuple[str, ...]


Decision = Withdrawal | Lot | Ruling
