"""The site's settings with an SQLite file that may not grow: "database or disk is full" without a full disk."""

from suffrage.commission.settings import *  # noqa: F403
from suffrage.commission.settings import DATABASES

DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA max_page_count=1;"  # it is raised to what the file has already
