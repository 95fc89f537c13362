"""What keeping readings needs: archived days, their files, thinned readings; the numbers of history imports."""
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sensing', '0003_alerting'),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE sensing_history_batch", "DROP SEQUENCE sensing_history_batch"),
        migrations.CreateModel(
            name='KeepingRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('doing', models.CharField(blank=True, max_length=120)),
                ('done', models.JSONField(default=dict)),
                ('error', models.CharField(blank=True, max_length=2000)),
            ],
            options={
                'db_table': 'sensing_keeping',
            },
        ),
        migrations.CreateModel(
            name='ReadingDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('upto', models.JSONField(default=dict)),
                ('archived_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('kept', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                ('thinned_at', models.DateTimeField(null=True)),
                ('gone', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'sensing_day',
            },
        ),
        migrations.CreateModel(
            name='ThinReading',
            fields=[
                ('pk', models.CompositePrimaryKey('device_id', 'kind', 'at', blank=True, editable=False, primary_key=True, serialize=False)),
                ('device_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=32)),
                ('at', models.DateTimeField()),
                ('seconds', models.IntegerField()),
                ('count', models.BigIntegerField()),
                ('low', models.FloatField(null=True)),
                ('mean', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
            ],
            options={
                'db_table': 'sensing_reading_thin',
                'indexes': [django.contrib.postgres.indexes.BrinIndex(fields=['at'], name='sensing_reading_thin_at')],
            },
        ),
        migrations.CreateModel(
            name='ArchivePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('path', models.CharField(max_length=120)),
                ('rows', models.BigIntegerField()),
                ('bytes', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('sha256', models.CharField(max_length=64)),
                ('after', models.JSONField()),
                ('upto', models.JSONField()),
                ('personal', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='sensing.readingday')),
            ],
            options={
                'db_table': 'sensing_archive_part',
                'constraints': [models.UniqueConstraint(fields=('day', 'number'), name='sensing_archive_part_key')],
            },
        ),
    ]
