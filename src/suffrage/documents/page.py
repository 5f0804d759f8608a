"""A document as one page of HTML: no script, nothing from the network."""

from collections.abc import Iterator, Sequence
from html import escape as escaped
from importlib import resources

from suffrage.documents.blocks import (
    Block,
    Boxes,
    Bullets,
    Cell,
    Document,
    Gallery,
    Paragraph,
    Picture,
    Section,
    Table,
    Title,
    unbroken,
)
from suffrage.record.site.html import table
from suffrage.words import say

MARK = ' class="mark"'


def page(report: Document, store: str = "") -> str:
    """A document as HTML. `store`: a drawing that is not seen, of pieces that the pictures use."""
    title, language = escape(report.title), report.language
    links = "".join(f'<li><a href="#{section.anchor}"><bdi>{escape(section.title)}</bdi></a>' for section in report.sections)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
        f'<link rel="icon" href="data:,"><style>{_style()}</style></head>\n<body>{store}'
        f'<a class="skip" href="#main">{escape(say(language, "site.skip"))}</a>\n<main id="main"><h1><bdi>{title}</bdi></h1>\n'
        f'{_blocks(report.intro)}\n<nav aria-label="{escape(say(language, "study.contents"))}"><ul class="toc">{links}</ul></nav>\n'
        f"{''.join(_section(section) for section in report.sections)}</main></body></html>\n"
    )


def escape(text: str) -> str:
    """A text as HTML, its signs kept beside what they belong to."""
    return escaped(unbroken(text))


def _style() -> str:
    """The site's own style, and what a document adds to it."""
    own = (resources.files(__package__) / "document.css").read_text("utf-8")
    return (resources.files("suffrage.record.site") / "style.css").read_text("utf-8") + own


def _section(section: Section) -> str:
    return f'<section id="{section.anchor}"><h2><bdi>{escape(section.title)}</bdi></h2>\n{_blocks(section.blocks)}</section>\n'


def _blocks(blocks: Sequence[Block]) -> str:
    return "\n".join(piece for block in blocks for piece in _block(block))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield f"<p{MARK if block.mark else ''}>{escape(block.text)}</p>"
        case Title():
            yield f"<h3>{escape(block.text)}</h3>"
        case Bullets():
            yield f"<ul>{''.join(f'<li>{_linked(text, address)}' for text, address in block.items)}</ul>"
        case Table():
            yield _table(block)
        case Picture():
            yield _figure(block)
        case Gallery():
            yield f'<div class="side">{"".join(map(_figure, block.pictures))}</div>'
        case Boxes():
            boxes = "".join(
                f'<li class="{box.colour}"><bdi>{escape(box.text)}</bdi><b>{escape(box.small)}</b>' for box in block.boxes
            )
            yield f'<p>{escape(block.label)}</p><ul class="grid">{boxes}</ul>'


def _linked(text: str, address: str) -> str:
    """A text that leads to an address on the web or to a file beside the page; any other address is left out."""
    is_safe = address.startswith(("https://", "http://")) or (address.endswith(".csv") and address[:-4].isalpha())
    return f'<a href="{escape(address)}">{escape(text)}</a>' if is_safe else f"<bdi>{escape(text)}</bdi>"


def _figure(picture: Picture) -> str:
    title = f"<figcaption><bdi>{escape(picture.title)}</bdi></figcaption>" if picture.title else ""
    return f"<figure>{title}{picture.on_page}</figure>"


def _table(block: Table) -> str:
    title = f"<h3>{escape(block.title)}</h3>" if block.title and not block.folded else ""
    head = [f"<bdi>{escape(words)}</bdi>" for words in block.head]
    rows = [[_cell(cell) for cell in row] for row in block.rows]
    part = table(head, rows, title=title, texts=block.texts, kind=block.form)
    whole = part.head + "\n".join(part.items) + part.foot
    return f"<details><summary>{escape(block.folded)}</summary>{whole}</details>" if block.folded else whole


def _cell(cell: Cell) -> str:
    mark = f'<i class="k {cell.colour}"></i>' if cell.colour else ""
    text = f"<bdi>{escape(cell.text)}</bdi>" if cell.text else ""
    small = f" <small><bdi>{escape(cell.small)}</bdi></small>" if cell.small else ""
    return mark + (f"<b>{text}</b>" if cell.strong else text) + small
