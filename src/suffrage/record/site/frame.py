"""The frame of a page, and the cutting of a long one into numbered pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from suffrage.model import Election, Language
from suffrage.record.layout import SITE
from suffrage.record.site.paths import PAGE_BYTES, numbered
from suffrage.record.site.voice import Voice
from suffrage.words import LANGUAGES, say

Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page. Its `items` may be divided among pages; each then has `head` before them and `foot` behind."""

    head: str = ""
    items: Sequence[str] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page in one language, before it is cut. `crumbs`: the pages above it, as (path, name); names and title are HTML."""

    title: str
    parts: Sequence[Part]
    crumbs: Sequence[tuple[str, str]] = ()


def lay_out(versions: Sequence[Sequence[Part]], limit: int = PAGE_BYTES) -> tuple[list[list[str]], list[list[int]]]:
    """Cut the same page in several languages at the same places.

    Gives the pages, each a body per language, and the number of the page on which each item of each part stands.
    """
    bodies: list[list[list[str]]] = [[[] for _ in versions]]
    used = 0
    places: list[list[int]] = []
    for parts in zip(*versions, strict=True):
        ends = max(len(part.head.encode()) + len(part.foot.encode()) for part in parts)
        is_open = False
        places.append([])
        for items in zip(*(part.items for part in parts), strict=True):
            size = max(len(item.encode()) for item in items) + 1
            if used and used + size + (0 if is_open else ends) > limit:
                if is_open:
                    _add(bodies[-1], [part.foot for part in parts])
                bodies.append([[] for _ in versions])
                used, is_open = 0, False
            if not is_open:
                _add(bodies[-1], [part.head for part in parts])
                used, is_open = used + ends, True
            _add(bodies[-1], items)
            used += size
            places[-1].append(len(bodies))
        if not is_open and not parts[0].items:
            _add(bodies[-1], [part.head for part in parts])
            used, is_open = used + ends, True
        if is_open:
            _add(bodies[-1], [part.foot for part in parts])
    return [["\n".join(pieces) for pieces in page] for page in bodies], places


def _add(page: list[list[str]], pieces: Sequence[str]) -> None:
    for body, piece in zip(page, pieces, strict=True):
        if piece:
            body.append(piece)


def documents(path: str, voices: Sequence[Voice], drafts: Sequence[Draft]) -> tuple[list[tuple[str, bytes]], list[list[int]]]:
    """The files of a page in every language, cut where it is long, and on which page each item stands."""
    bodies, places = lay_out([draft.parts for draft in drafts])
    files = []
    for page, versions in enumerate(bodies, start=1):
        for voice, draft, body in zip(voices, drafts, versions, strict=True):
            whole = body + _turning(voice, path, page, len(bodies))
            title = draft.title if page == 1 else f"{draft.title} ({voice.number(page)})"
            content = frame(voice, numbered(path, page), title, draft.crumbs, whole)
            files.append((f"{SITE}/{numbered(path, page)}.{voice.language}.html", content.encode()))
    return files, places


def _turning(voice: Voice, path: str, page: int, pages: int) -> str:
    """Links to the pages before and after."""
    if pages == 1:
        return ""
    own = path.rsplit("/", 1)[-1]
    links = [
        f'<a rel="{rel}" href="{numbered(own, other)}.{voice.language}.html">{voice.say(f"site.{rel}")}</a>'
        for rel, other in (("prev", page - 1), ("next", page + 1))
        if 1 <= other <= pages
    ]
    said = voice.say("site.page", page=page, pages=pages)
    return f'\n<nav class="turn" aria-label="{voice.say("site.pages")}"><span>{said}</span> {" ".join(links)}</nav>'


def frame(voice: Voice, path: str, title: str, crumbs: Sequence[tuple[str, str]], body: str) -> str:
    """A whole page in one language; `title` is HTML with no more than <bdi> and <small> in it."""
    up, own, language = "../" * path.count("/"), path.rsplit("/", 1)[-1], voice.language
    links = "".join(f'<a href="{up}{target}.{language}.html">{name}</a>' for target, name in crumbs)
    above = f'<nav class="up" aria-label="{voice.say("site.where")}">{links}</nav>' if links else ""
    others = "".join(
        f'<a href="{own}.{other}.html" hreflang="{other}" lang="{other}">{own_name(other)}</a>'
        for other in LANGUAGES
        if other != language
    )
    mark = "".join(f'<p class="mark">{voice.say(f"site.{key}")}</p>\n' for key in _marks(voice.book.view.election))
    return (
        f"{opening(language, up, title)}"
        f'<a class="skip" href="#main">{voice.say("site.skip")}</a><header>{above}'
        f'<nav aria-label="{voice.say("site.languages")}">{others}</nav></header>\n<main id="main"><h1>{title}</h1>\n{mark}{body}\n'
        f"</main></body></html>\n"
    )


def _marks(election: Election) -> Iterator[str]:
    """What must be in sight on every page: that it is not real, or not the last word."""
    if election.generated:
        yield "generated"
    if election.rehearsal:
        yield "rehearsal"
    if election.status == "preliminary":
        yield "preliminary"


def opening(language: str, up: str, title: str) -> str:
    """What every page begins with."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{plain(title)}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="{up}style.css"></head>\n<body>'
    )


def plain(title: str) -> str:
    """A title without its tags; what was escaped stays so."""
    for tag in ("bdi", "small"):
        title = title.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    return title


def own_name(language: Language) -> str:
    """A language by its own name."""
    return escape(say(language, "site.language"))
