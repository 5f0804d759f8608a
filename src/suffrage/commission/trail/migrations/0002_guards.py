"""The trail is append-only, and has one end."""

from django.db import migrations

from suffrage.commission.guards import append_only


def _tip(apps, _editor):
    apps.get_model("trail", "Tip").objects.create(id=1)


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("trail", "0001_initial")]
    operations = [migrations.RunPython(_tip, migrations.RunPython.noop), append_only("trail_act")]
