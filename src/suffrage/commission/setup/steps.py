"""The steps of setting an election up, on pages: files, findings, name and law, and the last look before it is stored."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suffrage import law
from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.forms import Form, plain_digits
from suffrage.commission.refused import Refused
from suffrage.commission.setup import drafts, incoming
from suffrage.commission.setup.models import CODE, Draft
from suffrage.commission.words import language_of, sentence
from suffrage.intake.formats import CANONICAL, FORMATS
from suffrage.law.calendar import calendar
from suffrage.model import BadInput, Finding, Language
from suffrage.words import say
from suffrage.words.findings import say_place, say_sentence

A_PAGE = 50
STEPS = ("files", "findings", "about", "confirm")
"""The steps, by the ends of their addresses' names and of the keys of their words."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as a row: where in the files it is, which code it is about, and what it says."""

    severity: str
    file: str
    line: int | None
    column: str
    about: str
    said: str


class About(Form):
    """The election's name, day and law."""

    group = "draft"
    name_km = forms.CharField(max_length=300)
    name_fr = forms.CharField(max_length=300)
    name_en = forms.CharField(max_length=300)
    code = forms.CharField(max_length=CODE)
    day = forms.CharField(max_length=20, widget=forms.DateInput(attrs={"type": "date"}))
    law = forms.ChoiceField()
    law_day = forms.CharField(max_length=20, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, language: Language, *arguments: Any, **named: Any) -> None:
        super().__init__(language, *arguments, **named)
        cast("forms.ChoiceField", self.fields["law"]).choices = list(laws(language))

    def clean_code(self) -> str:
        """Letters, digits, full stop, hyphen and underscore, as in the names of files."""
        code: str = self.cleaned_data["code"]
        if not _CODE.fullmatch(code):
            raise forms.ValidationError(sentence(self.language, "draft.not-a-code"))
        return code

    def clean_day(self) -> date:
        """A day."""
        return self._day("day")

    def clean_law_day(self) -> date:
        """A day."""
        return self._day("law_day")

    def clean(self) -> dict[str, Any]:
        """The law is known on its day."""
        given = self.cleaned_data
        code, day = given.get("law"), given.get("law_day")
        if code and day and drafts.law_of(code, day) is None:
            self.refuse("law_day", "draft.law-not-known", known=known_days(self.language, code))
        return given

    def _day(self, name: str) -> date:
        try:
            return date.fromisoformat(plain_digits(self.cleaned_data[name]))
        except ValueError:
            raise forms.ValidationError(sentence(self.language, "draft.not-a-day")) from None


def laws(language: Language) -> "list[tuple[str, str]]":
    """Every law that is known, and every other reading of one, by name."""
    found = []
    for body in law.bodies():
        name = body.names.text(language, body.code)
        readings = sorted({reading for period in body.periods for reading in period.variants})
        found.append((body.code, f"{name} · {body.code}"))
        found += [(f"{body.code}:{reading}", f"{name} · {body.code}:{reading}") for reading in readings]
    return found


def known_days(language: Language, code: str) -> str:
    """From when to when the law of a body is known."""
    body = next(body for body in law.bodies() if body.code == code.partition(":")[0])
    first, last = body.periods[0].since, body.periods[-1].until
    if last is None:
        return say(language, "draft.known-since", since=first)
    return say(language, "draft.known-between", since=first, until=last)


@for_roles(Role.ADMINISTRATOR)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin to set an election up."""
    return redirect("setup-files", drafts.begin_draft(by=cast("Person", request.user)).pk)


@for_roles(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, number: int) -> HttpResponse:
    """The first step: the format of the files, and the files."""
    draft, said = draft_of(request, number), ""
    if request.method == "POST":
        try:
            drafts.choose_format(draft, request.POST.get("format", draft.format))
            incoming.remove(draft, request.POST.getlist("remove"))
            if sent := request.FILES.getlist("files"):
                incoming.take_in(draft, sent)
            if drafts.is_complete(draft):
                return redirect("setup-findings" if "on" in request.POST else "setup-files", draft.pk)
            raise Refused("draft.files-missing", **_wanted(draft.format))
        except Refused as refused:
            said = refused.say(language_of(request))
    language = language_of(request)
    formats = [(code, say(language, f"format.{code}"), _wanted(code)) for code in FORMATS]
    more = {"formats": formats, "files": list(draft.files.all()), "said": said}
    return _step(request, "files", draft, more, status=422 if said else 200)


@for_roles(Role.ADMINISTRATOR)
@require_GET
def findings(request: HttpRequest, number: int) -> HttpResponse:
    """The second step: what the files contain, with everything that was found in them."""
    draft, language = draft_of(request, number), language_of(request)
    if not drafts.is_complete(draft):
        return redirect("setup-files", draft.pk)
    contents = drafts.contents_of(draft)
    severity = request.GET.get("severity", "")
    chosen = [finding for finding in contents.findings if severity in ("", finding.severity)]
    chosen.sort(key=lambda finding: drafts.SEVERITIES.index(finding.severity))
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    more = {
        "contents": contents,
        "severity": severity,
        "paged": page,
        "rows": [_shown(language, finding) for finding in page],
    }
    return _step(request, "findings", draft, more, status=200 if contents.is_sound else 422)


@for_roles(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, number: int) -> HttpResponse:
    """The third step: the election's name, day and law, and whether it is real; beside it, what the law means."""
    draft, language = draft_of(request, number), language_of(request)
    if not drafts.is_complete(draft) or not (contents := drafts.contents_of(draft)).is_sound:
        return redirect("setup-findings", draft.pk)
    drafts.fill_in(draft, contents)
    names = tuple(About.base_fields)
    form = About(language, request.POST or None, initial={name: getattr(draft, name) for name in names})
    if request.method == "POST" and form.is_valid():
        for name in names:
            setattr(draft, name, form.cleaned_data[name])
        draft.rehearsal = request.POST.get("kind") != "real"
        draft.save()
        return redirect("setup-confirm", draft.pk)
    more = {"form": form, "known": drafts.law_of(draft.law, draft.law_day), "language_of_law": language}
    return _step(request, "about", draft, more, status=422 if form.errors else 200)


@for_roles(Role.ADMINISTRATOR)
@require_GET
def law_in_words(request: HttpRequest) -> HttpResponse:
    """What a law means, for the page on which it is chosen."""
    try:
        day = date.fromisoformat(plain_digits(request.GET.get("law_day", "")))
    except ValueError:
        day = None
    return render(request, "setup/law.html", {"known": drafts.law_of(request.GET.get("law", ""), day)})


@for_roles(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """The last step: everything once more, and the election is stored."""
    draft, said = draft_of(request, number), ""
    if not drafts.is_ready(draft):
        return redirect("setup-about", draft.pk)
    if request.method == "POST":
        try:
            drafts.store(draft, by=cast("Person", request.user))
            return redirect("setup")
        except Refused as refused:
            said = refused.say(language_of(request))
        except BadInput as bad:
            said = str(bad)
    known = drafts.law_of(draft.law, draft.law_day)
    more = {
        "contents": drafts.contents_of(draft),
        "files": list(draft.files.all()),
        "known": known,
        "said": said,
        "deadlines": len(calendar(known.code, draft.day)) - 1
        if known and draft.day and drafts.law_of(draft.law, draft.day)
        else 0,
    }
    return _step(request, "confirm", draft, more, status=422 if said else 200)


@for_roles(Role.ADMINISTRATOR)
@require_POST
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """Give a draft up."""
    drafts.give_up(draft_of(request, number))
    return redirect("setup")


def draft_of(request: HttpRequest, number: int) -> Draft:
    """A draft of whoever is signed in; `Http404` for any other."""
    person = cast("Person", request.user)
    drafts.may_set_up(person)
    found = Draft.objects.filter(pk=number, person=person).first()
    if found is None:
        raise Http404
    return found


def _step(request: HttpRequest, step: str, draft: Draft, more: dict[str, Any], *, status: int) -> HttpResponse:
    shown = {"draft": draft, "step": step, "steps": [(each, f"setup-{each}") for each in STEPS], **more}
    return render(request, f"setup/step-{step}.html", shown, status=status)


def _wanted(code: str) -> dict[str, Any]:
    """How many files a format is made of."""
    least, most = FORMATS[code].files
    return (
        {"least": 1, "most": most, "canonical": True}
        if code == CANONICAL
        else {"least": least, "most": most, "canonical": False}
    )


def _shown(language: Language, finding: Finding) -> Shown:
    place = finding.place
    about = finding.place.__class__(
        area_id=place.area_id, contest_id=place.contest_id, station_id=place.station_id, option_id=place.option_id
    )
    return Shown(
        severity=finding.severity,
        file=place.file or "",
        line=place.line,
        column=place.column or "",
        about=say_place(language, Finding(code=finding.code, severity=finding.severity, place=about)),
        said=say_sentence(language, finding),
    )
