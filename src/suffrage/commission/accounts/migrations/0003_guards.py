"""An account is never deleted, and its name and role never change: who needs another role is another account."""

from django.db import migrations

from suffrage.commission.guards import append_only


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("accounts", "0002_invitations")]
    operations = [append_only("accounts_person", unless="OLD.role = NEW.role AND OLD.username = NEW.username")]
