"""Lanes, their steps and snapshots; every reading knows the step that brought it."""

from django.db import migrations, models

READINGS = """
ALTER TABLE sensing_reading
  ADD COLUMN lane smallint NOT NULL DEFAULT 0,
  ADD COLUMN batch bigint NOT NULL DEFAULT 0,
  ADD COLUMN ord integer NOT NULL DEFAULT 0;
"""
NO_READINGS = "ALTER TABLE sensing_reading DROP COLUMN lane, DROP COLUMN batch, DROP COLUMN ord;"
# A batch's columns are numbers that do not compress: trying to would only cost.
PACKS = "ALTER TABLE sensing_step ALTER COLUMN pack SET STORAGE EXTERNAL;"
# Compressed already.
STATES = "ALTER TABLE sensing_snapshot ALTER COLUMN state SET STORAGE EXTERNAL;"


class Migration(migrations.Migration):
    dependencies = [("sensing", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(READINGS, NO_READINGS)],
            state_operations=[
                migrations.AddField("reading", "lane", models.SmallIntegerField(default=0)),
                migrations.AddField("reading", "batch", models.BigIntegerField(default=0)),
                migrations.AddField("reading", "ord", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Lane",
            fields=[
                ("number", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("position", models.BigIntegerField(default=0)),
                ("stamp", models.BigIntegerField(default=0)),
                ("readings", models.BigIntegerField(default=0)),
                ("flushed", models.BigIntegerField(default=0)),
                ("swept_at", models.DateTimeField(null=True)),
                ("source", models.JSONField(default=dict)),
            ],
            options={"db_table": "sensing_lane"},
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lane", models.SmallIntegerField()),
                ("position", models.BigIntegerField()),
                ("stamp", models.BigIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("told", models.JSONField(null=True)),
                ("pack", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "sensing_step",
                "indexes": [models.Index(fields=["lane", "position", "id"], name="sensing_step_order")],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lane", models.SmallIntegerField()),
                ("position", models.BigIntegerField()),
                ("stamp", models.BigIntegerField()),
                ("readings", models.BigIntegerField()),
                ("form", models.SmallIntegerField()),
                ("state", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "sensing_snapshot",
                "indexes": [models.Index(fields=["lane", "-position"], name="sensing_snapshot_newest")],
            },
        ),
        migrations.RunSQL(PACKS, migrations.RunSQL.noop),
        migrations.RunSQL(STATES, migrations.RunSQL.noop),
    ]
