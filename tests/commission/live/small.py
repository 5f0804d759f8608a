"""The site's settings with an SQLite file that may not grow: "database or disk is full" without a full disk."""

from copy import deepcopy

from suffrage.commission import settings
from suffrage.commission.settings import *  # noqa: F403

DATABASES = deepcopy(settings.DATABASES)  # a copy: whoever only reads this file keeps settings that may grow
_OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
_OPTIONS["init_command"] = f"{_OPTIONS.get('init_command', '')}PRAGMA max_page_count=1;"  # raised to what the file has already
