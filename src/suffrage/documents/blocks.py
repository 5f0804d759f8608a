"""What a document is made of, before it becomes HTML or a PDF. All texts are plain: each of the two escapes them in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from suffrage.model import Language


def unbroken(text: str) -> str:
    """A text whose signs stay beside their numbers and words at the end of a line."""
    for sign in "%:;?!→":
        text = text.replace(f" {sign}", f"\N{NO-BREAK SPACE}{sign}")
    text = text.replace("< ", "<\N{NO-BREAK SPACE}")
    return text.replace("→ ", "→\N{NO-BREAK SPACE}").replace("≈ ", "≈\N{NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, and beside it a smaller one (a code, a difference). `colour`: the class of a party's colour · `strong`: stands out."""

    text: str
    small: str = ""
    colour: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or several. `mark`: not to be overlooked."""

    text: str
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """Sentences one below the other; each may lead somewhere: (text, address)."""

    items: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Figures or sentences. The first column names the row; the `texts` after it hold text, the others numbers.

    `folded`: on a screen it is opened by these words · `form`: `stacked` puts a cell's smaller text below the other, `broad` has names
    of scenarios in its head.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    texts: int = 0
    folded: str = ""
    form: Literal["plain", "stacked", "broad"] = "plain"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing twice: as a piece of a page, and as an SVG file of its own. `label` says what it shows, and `title` stands above."""

    on_page: str
    alone: str
    label: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures side by side where there is room."""

    pictures: Sequence[Picture]


@dataclass(frozen=True, slots=True)
class Boxes:
    """A box for each constituency, with its code above a few letters. `label` says what they show."""

    label: str
    boxes: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Title:
    """A heading within a section."""

    text: str


Block = Paragraph | Bullets | Table | Picture | Gallery | Boxes | Title


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, by which others can lead here, and what stands below it."""

    anchor: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language. `mark`: said on every printed page, where the figures are generated."""

    language: Language
    title: str
    mark: str
    intro: Sequence[Block]
    sections: Sequence[Section]
