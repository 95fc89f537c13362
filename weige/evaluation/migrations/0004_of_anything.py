"""Facts of calls, tasks, papers and transfers beside those of cases. Facts follow from the log: they are counted anew."""

from django.db import migrations, models


def count_anew(apps, schema_editor):
    for name in ("Fact", "Track"):
        apps.get_model("evaluation", name).objects.all().delete()
    apps.get_model("kernel", "Cursor").objects.filter(name="evaluation").update(tx=0, event_id=0)


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0003_effort")]
    operations = [
        migrations.RunPython(count_anew, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="fact", name="evaluation_fact_case"),
        migrations.AddField(
            model_name="fact", name="about", field=models.CharField(max_length=60), preserve_default=False
        ),
        migrations.AlterField(model_name="fact", name="case_id", field=models.UUIDField(null=True)),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("known_to__isnull", True)), fields=["about"], name="evaluation_fact_about"
            ),
        ),
        migrations.DeleteModel(name="Track"),
        migrations.CreateModel(
            name="Track",
            fields=[
                ("about", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("story", models.JSONField(default=dict)),
            ],
            options={"db_table": "evaluation_track"},
        ),
    ]
