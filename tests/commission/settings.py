"""The site's settings in tests: a home of their own, quick passwords, no TLS, plain static files."""

import os
import tempfile

os.environ["SUFFRAGE_HOME"] = tempfile.mkdtemp(prefix="suffrage-tests-")
os.environ["SUFFRAGE_HTTPS"] = "0"

from suffrage.commission.settings import *  # noqa: F403
from suffrage.commission.settings import DATABASES, STATIC_ROOT, STORAGES

DATABASES["default"]["CONN_MAX_AGE"] = 0  # so that no thread of a live server holds the database when the tests end
STATIC_ROOT.mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
RUNS = "here"
