"""How much each token asked, over all processes of a site."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                (
                    "token",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="allowance",
                        serialize=False,
                        to="api.token",
                    ),
                ),
                ("until", models.BigIntegerField()),
            ],
        ),
    ]
