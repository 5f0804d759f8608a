"""A printing is a fact: its forms are out, and it is not changed."""

from django.db import migrations

from suffrage.commission.guards import append_only


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("paper", "0001_initial")]
    operations = [append_only("paper_printrun")]
