"""On an installation with history, evaluation reads the log from its start: counting has no effect but figures."""

from django.db import migrations


def from_the_start(apps, schema_editor):
    cursor = apps.get_model("kernel", "Cursor")
    if cursor.objects.exists():
        cursor.objects.get_or_create(name="evaluation")


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial"), ("kernel", "0007_sealed_days")]
    operations = [migrations.RunPython(from_the_start, migrations.RunPython.noop)]
