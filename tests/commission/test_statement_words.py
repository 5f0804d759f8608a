"""Every sentence that setting up and statements can say is there, in every language."""

import re
from pathlib import Path

import pytest

from suffrage.commission.setup import checklist
from suffrage.commission.setup.models import Election
from suffrage.model import FIGURES
from suffrage.words import LANGUAGES, messages

COMMISSION = Path(checklist.__file__).parents[1]
SAID = re.compile(r"""Refused\("([\w.-]+)"|{% say ["']([\w.-]+)["']|"((?:work|scan|setup|decide|receive)\.[\w-]+)\"""")


def keys():
    sources = [*COMMISSION.glob("setup/*.py"), *COMMISSION.glob("statements/*.py")]
    sources += [*COMMISSION.glob("templates/setup/*.html"), *COMMISSION.glob("templates/statements/*.html")]
    for source in sources:
        for found in SAID.findall(source.read_text("utf-8")):
            yield next(key if "." in key else f"commission.{key}" for key in found if key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there(language):
    lacking = set(re.findall(r"(?:Missing|_codes)\(\s*\"([\w-]+)\"", Path(checklist.__file__).read_text("utf-8")))
    assert len(lacking) >= 8
    wanted = {*keys(), *(f"missing.{code}" for code in lacking), *(f"form.{name}" for name in FIGURES)}
    wanted |= {f"missing.few-{role.value}s" for role in checklist.WORKING} | {
        f"phase.{phase}" for phase in Election.Phase.values
    }
    assert wanted <= set(messages(language))
