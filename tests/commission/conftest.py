"""What the tests of the commission's site share: a tiny election, people of every role in two areas, and their browsers."""

import os
import shutil

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.commission.settings")

import pytest
from django.core.management.commands import flush
from django.db import connection


@pytest.fixture(scope="session", autouse=True)
def emptied_after_transactions():
    """Tests with real transactions (`django_db(transaction=True)`) end with empty tables, which the guards would refuse."""
    really = flush.Command.handle

    def handle(self, **options):
        from suffrage.commission.guards import aside
        from suffrage.commission.trail.models import Tip

        with aside():
            really(self, **options)
        Tip.objects.get_or_create(id=1)

    flush.Command.handle = handle
    yield
    flush.Command.handle = really


@pytest.fixture(autouse=True)
def no_uploads_left():
    """Uploads and records do not outlive the test that made them."""
    from django.conf import settings

    yield
    shutil.rmtree(settings.STORAGES["default"]["OPTIONS"]["location"], ignore_errors=True)
    shutil.rmtree(settings.RECORDS, ignore_errors=True)


@pytest.fixture(autouse=True)
def every_act_has_words():
    """Of whatever acts a test makes: each kind has words, and so have the name of each detail and each code of the program in it."""
    import json

    from django.db.models.signals import post_save

    from suffrage.commission.trail.details import INNER, group_of
    from suffrage.commission.trail.models import Act
    from suffrage.words import messages

    wordless = set()

    def keys_of(kind, content):
        yield f"act.{kind}"
        for name, value in content.items():
            yield f"detail.{name.replace('_', '-')}"
            group = group_of(kind, name)
            if group and value:
                codes = value.split() if isinstance(value, str) else value
                yield from (f"{group}.{code}" for code in codes)
            if name in INNER:
                held = value if isinstance(value, list) else [value]
                yield from (f"{INNER[name]}.{inner}" for each in held for inner in each)

    def look(sender, instance, **_more):
        wordless.update(set(keys_of(instance.kind, json.loads(instance.data))) - messages("en").keys())

    post_save.connect(look, sender=Act)
    yield
    post_save.disconnect(look, sender=Act)
    assert not wordless, "words for these belong in words/*/commission*.toml"


@pytest.fixture(scope="session", autouse=True)
def nobody_left(django_db_setup, django_db_blocker):
    """At the end, no thread of a live server holds PostgreSQL's test database, which could then not be dropped."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
                )


@pytest.fixture
def election(db):
    """The tiny election: provinces 01 and 02, two stations each."""
    from tests.commission import tiny

    return tiny.election()


@pytest.fixture
def people(election):
    """(role, area's code, or None for the whole country) → a person: every role in both provinces and for the whole country."""
    from tests.commission import tiny

    from suffrage.commission.accounts.roles import Role

    areas = {None: None, **{area.code: area for area in election.areas.exclude(code="KH").select_related("election")}}
    return {(role, code): tiny.person(role, area) for role in Role for code, area in areas.items()}


@pytest.fixture
def client_of(people):
    """A function (role, area="01", verified=True) → a browser in which that person is signed in, with the second factor given."""
    from suffrage.commission.accounts.roles import Role

    def client(role, area="01", *, verified=True, **settings):
        return signed_in(people[Role(role), area], verified=verified, **settings)

    return client


def signed_in(person, *, verified=True, **settings):
    """A browser in which a person is signed in."""
    from django.conf import settings as of_site
    from django.test import Client
    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    browser = Client(**settings)
    browser.force_login(person, backend=of_site.AUTHENTICATION_BACKENDS[-1])
    if verified:
        device, _ = TOTPDevice.objects.get_or_create(user=person, name="totp", confirmed=True)
        if not person.second_factor:
            person.second_factor = True
            person.save(update_fields=["second_factor"])
        session = browser.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
    browser.cookies["language"] = "en"
    return browser
