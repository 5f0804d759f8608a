"""Everybody tries every address: generated from the site's own table of addresses, so that none is forgotten."""

from html.parser import HTMLParser

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from tests.commission.access_table import OPERATIONS, TABLE
from tests.commission.conftest import signed_in

from suffrage.commission.accounts.access import signed_in_and_verified
from suffrage.commission.accounts.roles import CHANGING, Role
from suffrage.commission.trail.models import Act

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def patterns(resolver=None):
    """Every address of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from patterns(entry)


def address(name, election, area="01"):
    line = TABLE[name]
    return reverse(name, args=line.arguments(election.areas.get(code=area)) if line.arguments else [])


def asked(browser, method, name, election, area="01"):
    return browser.generic(
        method,
        address(name, election, area),
        "&".join(f"{key}={value}" for key, value in TABLE[name].form.items()),
        content_type="application/x-www-form-urlencoded",
    )


def test_every_address_has_a_line_and_every_line_an_address():
    assert sorted(str(entry.name) for entry in patterns()) == sorted([*TABLE, *OPERATIONS])


@pytest.mark.parametrize("name", TABLE)
def test_every_view_says_what_the_table_says(name):
    (view,) = [entry.callback for entry in patterns() if entry.name == name]
    assert view.roles == TABLE[name].roles
    assert getattr(view, "first_factor", False) == TABLE[name].first_factor
    assert not getattr(view, "csrf_exempt", False)


def test_a_view_that_says_nothing_is_opened_by_nobody(rf, people):
    middleware = signed_in_and_verified(lambda _request: HttpResponse())
    request = rf.get("/")
    request.user = people[Role.ADMINISTRATOR, None]
    with pytest.raises(PermissionDenied):
        middleware.process_view(request, lambda _request: HttpResponse(), [], {})


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", TABLE)
def test_each_role_at_each_address_in_the_own_and_the_other_area(name, role, election, client_of):
    line = TABLE[name]
    if line.roles is None:
        return
    for method in METHODS:
        for area in ("01", "02") if line.arguments else ("01",):
            acts = Act.objects.count()
            answer = asked(client_of(role, "01"), method, name, election, area)
            where = f"{method} {name} {area}: {answer.status_code}"
            if role not in line.roles:
                assert answer.status_code == 403, where
                assert Act.objects.count() == acts, where
            elif method not in line.methods.split():
                assert answer.status_code == 405, where
            elif line.arguments and area == "02":
                assert answer.status_code in (403, 404, 409), where  # 409: a page that says why
                assert Act.objects.count() == acts, where
            else:
                assert answer.status_code in (200, 302, 409, 422), where
                assert "/sign-in?" not in answer.headers.get("Location", ""), where


@pytest.mark.parametrize("name", [name for name, line in TABLE.items() if line.roles is not None])
def test_nobody_without_an_account(name, election, people, client):
    for method in METHODS:
        answer = asked(client, method, name, election)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in")
    assert not Act.objects.exists()


@pytest.mark.parametrize("role", sorted(CHANGING))
@pytest.mark.parametrize("name", [name for name, line in TABLE.items() if line.roles is not None and not line.first_factor])
def test_nobody_who_can_change_data_without_the_second_factor(name, role, election, client_of):
    browser = client_of(role, verified=False)
    for method in METHODS:
        answer = asked(browser, method, name, election)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/second-factor")
    assert not Act.objects.exists()


@pytest.mark.parametrize("name", [name for name, line in TABLE.items() if "POST" in line.methods])
def test_no_form_of_another_site(name, election, people):
    line = TABLE[name]
    role = min(line.roles) if line.roles else None
    browser = signed_in(people[role, "01"], enforce_csrf_checks=True) if role else Client(enforce_csrf_checks=True)
    answer = asked(browser, "POST", name, election)
    assert answer.status_code == 403
    assert not Act.objects.exists()


class Eye(HTMLParser):
    """What stands in a page that a content security policy would forbid, or that comes from elsewhere."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")) or tag in ("iframe", "object", "embed", "base"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")) or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}")
            if name in ("src", "href", "action", "formaction") and (value or "").startswith(("http:", "https:", "//")):
                self.found.append(f"{tag} {name}={value}")


@pytest.mark.parametrize("role", [None, *Role])
def test_every_page_bears_the_headers_and_nothing_inline(role, election, client_of, client):
    browser = client_of(role) if role else client
    addresses = [address(name, election) for name, line in TABLE.items() if "GET" in line.methods]
    for where in [*addresses, "/nowhere", "/static/nothing.css"]:
        answer = browser.get(where)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], where
        assert "unsafe" not in answer.headers["Content-Security-Policy"], where
        assert answer.headers["X-Frame-Options"] == "DENY", where
        assert answer.headers["X-Content-Type-Options"] == "nosniff", where
        assert answer.headers["Referrer-Policy"] == "same-origin", where
        if not where.startswith("/static/"):
            assert answer.headers["Cache-Control"] == "no-store", where
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            eye = Eye()
            eye.feed(answer.content.decode())
            assert eye.found == [], where


def test_the_eye_sees():
    eye = Eye()
    eye.feed('<p style="x" onclick="y"><script>z</script><a href="javascript:a"><img src="//elsewhere/x"><style></style>')
    assert len(eye.found) == 6
