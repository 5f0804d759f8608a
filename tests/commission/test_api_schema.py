"""The API is what its OpenAPI document says: Schemathesis makes requests from it, right and wrong ones, with a fixed seed."""

from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.commission import elections
from tests.commission.access_table import OPERATIONS
from tests.commission.elections import GOOD, ODD
from tests.commission.programs import V1, secret_for

from suffrage.commission.accounts.roles import Role
from suffrage.commission.trail.chain import check
from suffrage.commission.trail.models import Act

pytestmark = pytest.mark.django_db
EXAMPLES = 40
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
]
BARCODES = ("01-1", "01-2/01", "02-1", "02-2", "០២-១")
FIGURES = {name: number for name, number in GOOD.figures.items() if name != "blank"}


@pytest.fixture
def secret_of(election, people):
    """For each operation the secret of somebody whom it opens to; among statements in several states."""
    elections.twice("01-1", people)
    elections.received("02-1", people)
    elections.once("02-2", people, ODD)
    clerk, reader = secret_for(people[Role.CLERK, None]), secret_for(people[Role.OBSERVER, None])
    return lambda name: clerk if Role.CLERK in OPERATIONS[name].roles else reader


@pytest.fixture
def kept_open():
    """The connection to the database outlives a request, as with Django's own client in tests: the test's transaction is in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def document(db, kept_open):
    """The document, as a program reads it from the application itself."""
    found = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    assert found.statistic.operations.total == len(OPERATIONS)
    return found


@st.composite
def likely(draw, made):
    """A request that Schemathesis made, which now and then is about a statement that there is."""
    case = draw(made)
    if isinstance(case.body, dict) and draw(st.booleans()):
        case.body = {**case.body, "barcode": draw(st.sampled_from(BARCODES))}
        if "votes" in case.body:
            case.body |= draw(st.sampled_from([{}, {"figures": FIGURES, "votes": dict(GOOD.votes)}]))
    return case


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("name", OPERATIONS)
def test_it_answers_as_the_document_says(name, mode, secret_of, document, settings):
    settings.SUFFRAGE_API_BURST = 10**6
    line, secret, seen = OPERATIONS[name], secret_of(name), Counter()
    operation = document[V1 + line.path][line.method]
    made = operation.as_strategy(generation_mode=mode)
    is_right = mode is GenerationMode.POSITIVE
    checks = CHECKS if is_right else [*CHECKS, negative_data_rejection]
    before = Act.objects.count()

    @given(case=likely(made) if is_right else made)
    def asked(case):
        with transaction.atomic():
            answer = case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=checks)
            seen[answer.status_code] += 1
            assert check().broken is None
            transaction.set_rollback(True)

    run(asked)
    assert Act.objects.count() == before
    assert seen.total() >= min(EXAMPLES, 3)
    assert seen[200] or not is_right, seen


def run(test):
    """Run a property: the same requests each time, and no more than are worth it."""
    calm = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    seed(20231125)(calm(test))()
