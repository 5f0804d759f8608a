"""The site for any WSGI server: `gunicorn suffrage.commission.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suffrage.commission.settings")
application = get_wsgi_application()
