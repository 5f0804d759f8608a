import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("setup", "0001_initial"),
        ("statements", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="AreaTally",
            fields=[
                (
                    "area",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tally",
                        serialize=False,
                        to="setup.area",
                    ),
                ),
                ("known", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "statement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mark",
                        serialize=False,
                        to="statements.statement",
                    ),
                ),
                ("state", models.CharField(max_length=12)),
                ("counted", models.PositiveSmallIntegerField(default=0)),
                ("findings", models.TextField(default="[]")),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "election",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tally",
                        serialize=False,
                        to="setup.election",
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("changed", models.PositiveBigIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                ("statements", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="EarlierArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300)),
                ("code", models.CharField(max_length=64)),
                ("registered", models.PositiveBigIntegerField(null=True)),
                ("voters", models.PositiveBigIntegerField(null=True)),
                (
                    "election",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="earlier", to="setup.election"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("election", "code"), name="earlier_area_once")],
            },
        ),
        migrations.CreateModel(
            name="Found",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="found", to="statements.statement"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("code", "statement"), name="found_once")],
            },
        ),
        migrations.CreateModel(
            name="HourTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("steps", models.TextField()),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="setup.area")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("area", "hour"), name="hour_tally_once")],
            },
        ),
    ]
