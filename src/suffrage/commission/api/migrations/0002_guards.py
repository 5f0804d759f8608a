"""A token never comes to open more, for somebody else, longer, or again; an answer that was given is not changed."""

from django.db import migrations

from suffrage.commission.guards import append_only

_NO_MORE = (
    "OLD.sha256 = NEW.sha256 AND OLD.person_id = NEW.person_id AND OLD.purposes = NEW.purposes AND OLD.expires = NEW.expires"
    " AND COALESCE(OLD.area_id, 0) = COALESCE(NEW.area_id, 0)"
    " AND (OLD.ended IS NULL OR (NEW.ended IS NOT NULL AND OLD.ended = NEW.ended))"
)


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("api", "0001_initial")]
    operations = [append_only("api_token", unless=_NO_MORE), append_only("api_answer", unless="OLD.body = ''")]
