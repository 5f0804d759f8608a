"""The site's settings in tests: a home of their own, quick passwords, no TLS, plain static files."""

import os
import tempfile

os.environ["SUFFRAGE_HOME"] = tempfile.mkdtemp(prefix="suffrage-tests-")
os.environ["SUFFRAGE_HTTPS"] = "0"

from suffrage.commission.settings import *  # noqa: F403
from suffrage.commission.settings import HOME, STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
FOLDER = HOME
