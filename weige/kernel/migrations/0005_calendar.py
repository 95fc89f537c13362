"""Tables of the working calendar; its versions refuse UPDATE and DELETE like the log."""

import django.contrib.postgres.fields
import uuid
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER kernel_calendar_version_append_only BEFORE UPDATE OR DELETE ON kernel_calendar_version
  FOR EACH ROW EXECUTE FUNCTION weige_refuse_change();
"""
BACKWARD = "DROP TRIGGER kernel_calendar_version_append_only ON kernel_calendar_version;"


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0004_blobs_tasks'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                ('start', models.TimeField()),
                ('end', models.TimeField()),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'db_table': 'kernel_calendar_period',
            },
        ),
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('version', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.BigIntegerField(null=True)),
                ('reason', models.CharField(max_length=40)),
                ('tz', models.CharField(default='Asia/Shanghai', max_length=64)),
                ('hours_per_work_day', models.DecimalField(decimal_places=2, default=8, max_digits=4)),
                ('snapshot', models.JSONField()),
            ],
            options={
                'db_table': 'kernel_calendar_version',
            },
        ),
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('edited_by', models.BigIntegerField(null=True)),
                ('edited_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'kernel_calendar_year',
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('date', models.DateField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('holiday', 'holiday'), ('lieu_off', 'lieu_off'), ('lieu_work', 'lieu_work'), ('local_off', 'local_off'), ('local_work', 'local_work')], max_length=16)),
                ('periods', models.CharField(blank=True, max_length=120)),
                ('name_zh', models.CharField(blank=True, max_length=60)),
                ('name_en', models.CharField(blank=True, max_length=80)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('edited_by', models.BigIntegerField(null=True)),
                ('edited_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'kernel_calendar_day',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['holiday', 'lieu_off', 'lieu_work', 'local_off', 'local_work'])), name='kernel_calendar_day_kind')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
