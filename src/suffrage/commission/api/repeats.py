"""A request that comes again, because its answer was lost on the way: the same answer once more, and nothing done twice."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from suffrage.commission.api.gate import token_of
from suffrage.commission.api.models import Answer
from suffrage.commission.refused import Refused


def once(request: HttpRequest, key: str, act: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """Do what `act` does, once for each key of a token; what it answered, and whether that was given before.

    The answer is written in the transaction of the act: both are there, or neither. An act that is refused leaves no answer behind,
    and may be tried again under the same key. `Refused`: the key came with another request.
    """
    said = "\n".join((str(request.method), request.path)).encode() + b"\n" + request.body
    digest = hashlib.sha256(said).hexdigest()
    with transaction.atomic():
        # Whoever sends the same at the same moment waits here until this transaction ends.
        answer, is_new = Answer.objects.get_or_create(token=token_of(request), key=key, defaults={"sha256": digest})
        if answer.sha256 != digest:
            raise Refused("api.key-of-another")
        if not is_new:
            return json.loads(answer.body), True
        done = act()
        answer.body = json.dumps(done, ensure_ascii=False)
        answer.save(update_fields=["body"])
        return done, False
