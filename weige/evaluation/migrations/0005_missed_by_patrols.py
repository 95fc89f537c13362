"""Whether a patrol should have seen what the public reported is counted: facts are counted anew from the log."""

from django.db import migrations


def count_anew(apps, schema_editor):
    for name in ("Fact", "Track"):
        apps.get_model("evaluation", name).objects.all().delete()
    apps.get_model("kernel", "Cursor").objects.filter(name="evaluation").update(tx=0, event_id=0)


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0004_of_anything")]
    operations = [migrations.RunPython(count_anew, migrations.RunPython.noop)]
