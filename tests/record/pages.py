"""Reading the pages of a site as strictly as a browser is forgiving."""

from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "br", "img", "input"}
ENDED_BY = {"li": {"li"}, "td": {"td", "th"}, "th": {"td", "th"}, "tr": {"td", "th", "tr"}}
"""What a start tag ends without saying so; the end of the element around it does so too."""


class Page(HTMLParser):
    """A page: its links, anchors, headings, text, and tables as lists of rows. `AssertionError` where a tag has no partner."""

    def __init__(self, file: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.file = file
        self.stack, self.links, self.ids, self.tags, self.text = [], [], [], [], ""
        self.tables, self.lang = [], None
        self.feed(file.read_text("utf-8"))
        self.close()
        assert self.stack == [], (file, self.stack)
        self.tables = [[[cell.strip() for cell in row] for row in table] for table in self.tables]

    def handle_starttag(self, tag, attributes):
        while self.stack and self.stack[-1] in ENDED_BY.get(tag, ()):
            self.stack.pop()
        self._note(tag, dict(attributes))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self._note(tag, dict(attributes))

    def handle_endtag(self, tag):
        while self.stack and self.stack[-1] != tag and self.stack[-1] in ENDED_BY:
            self.stack.pop()
        assert self.stack, (self.file, tag)
        assert self.stack[-1] == tag, (self.file, tag, self.stack)
        self.stack.pop()

    def handle_data(self, data):
        if self.stack and self.stack[-1] not in ("script", "style"):
            self.text += data
        if self.tables and self.tables[-1] and self.tables[-1][-1] and {"td", "th"} & set(self.stack):
            self.tables[-1][-1][-1] += data

    def _note(self, tag, attributes):
        self.tags.append((tag, attributes))
        self.lang = attributes.get("lang") if tag == "html" else self.lang
        if "id" in attributes:
            self.ids.append(attributes["id"])
        self.links += [attributes[name] for name in ("href", "src") if name in attributes]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")


def pages_of(record: Path) -> dict[str, Page]:
    """Every page of a record's site by its path in the record."""
    files = [record / "index.html", *sorted((record / "site").rglob("*.html"))]
    return {file.relative_to(record).as_posix(): Page(file) for file in files}
