"""The tables of sensing; raw readings are partitioned by day, so their table is made by hand."""
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.db import migrations, models

READINGS = """
CREATE TABLE sensing_reading (
  at timestamptz NOT NULL,
  device_id bigint NOT NULL,
  kind varchar(32) NOT NULL,
  value double precision,
  data jsonb,
  judged boolean NOT NULL,
  source varchar(60) NOT NULL,
  signal_id varchar(80) NOT NULL,
  received_at timestamptz NOT NULL
) PARTITION BY RANGE (at);
CREATE INDEX sensing_reading_at ON sensing_reading USING brin (at) WITH (pages_per_range = 16, autosummarize = on);
CREATE TRIGGER sensing_reading_append_only BEFORE UPDATE OR DELETE ON sensing_reading
  FOR EACH ROW EXECUTE FUNCTION weige_refuse_change();

-- Makes the partitions of these UTC days if they are not there; two at once are one after the other. ATTACH
-- takes a weak lock, so readings go on being written meanwhile.
CREATE FUNCTION sensing_ensure_days(days date[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  d date;
  part text;
  made integer := 0;
BEGIN
  FOR d IN SELECT DISTINCT unnest(days) ORDER BY 1 LOOP
    part := 'sensing_reading_' || to_char(d, 'YYYYMMDD');
    CONTINUE WHEN to_regclass(part) IS NOT NULL;
    PERFORM pg_advisory_xact_lock(30567, hashtext('sensing_reading'));
    CONTINUE WHEN to_regclass(part) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE sensing_reading INCLUDING DEFAULTS)', part);
    EXECUTE format('ALTER TABLE sensing_reading ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
      part, d::timestamp AT TIME ZONE 'UTC', (d + 1)::timestamp AT TIME ZONE 'UTC');
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;
"""
NO_READINGS = """
DROP FUNCTION sensing_ensure_days(date[]);
DROP TABLE sensing_reading;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0002_append_only'),
        ('people', '0002_roster_patterns_tallies'),
        ('registry', '0001_initial'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(READINGS, NO_READINGS)],
            state_operations=[
                migrations.CreateModel(
                    name='Reading',
                    fields=[
                        ('pk', models.CompositePrimaryKey('device_id', 'at', 'signal_id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('at', models.DateTimeField()),
                        ('device_id', models.BigIntegerField()),
                        ('kind', models.CharField(max_length=32)),
                        ('value', models.FloatField(null=True)),
                        ('data', models.JSONField(null=True)),
                        ('judged', models.BooleanField()),
                        ('source', models.CharField(max_length=60)),
                        ('signal_id', models.CharField(max_length=80)),
                        ('received_at', models.DateTimeField()),
                    ],
                    options={
                        'db_table': 'sensing_reading',
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('scenario', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('version', models.IntegerField()),
                ('spec', models.JSONField()),
                ('kinds', models.JSONField(default=dict)),
                ('active', models.BooleanField(default=True)),
                ('installed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'sensing_rule',
            },
        ),
        migrations.CreateModel(
            name='Seen',
            fields=[
                ('key', models.UUIDField(primary_key=True, serialize=False)),
                ('received_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'sensing_seen',
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lon', models.FloatField()),
                ('lat', models.FloatField()),
                ('cells', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('leaf_cells', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('code', models.CharField(max_length=40, unique=True)),
                ('kind', models.CharField(max_length=32)),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('model', models.CharField(blank=True, max_length=80)),
                ('height_m', models.FloatField(null=True)),
                ('zones', models.JSONField(default=list)),
                ('limits', models.JSONField(default=dict)),
                ('events_only', models.BooleanField(default=False)),
                ('expected_seconds', models.IntegerField(null=True)),
                ('calibrated_until', models.DateField(null=True)),
                ('in_service', models.BooleanField(default=True)),
                ('registered_at', models.DateTimeField()),
                ('state', models.CharField(default='new', max_length=8)),
                ('last_seen_at', models.DateTimeField(null=True)),
                ('silent_after', models.DateTimeField(null=True)),
                ('silent_since', models.DateTimeField(null=True)),
                ('last_kind', models.CharField(blank=True, max_length=32)),
                ('last_value', models.FloatField(null=True)),
                ('last_at', models.DateTimeField(null=True)),
                ('health', models.JSONField(default=dict)),
                ('building', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.building')),
                ('shop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.shop')),
            ],
            options={
                'db_table': 'sensing_device',
            },
        ),
        migrations.CreateModel(
            name='DeviceCredential',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('label', models.CharField(blank=True, max_length=60)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credentials', to='sensing.device')),
            ],
            options={
                'db_table': 'sensing_credential',
            },
        ),
        migrations.CreateModel(
            name='Permit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('place', models.CharField(max_length=120)),
                ('cells', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('holder', models.CharField(max_length=120)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), default=list, size=None)),
                ('hours', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=11), default=list, size=None)),
                ('note', models.CharField(blank=True, max_length=400)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'sensing_permit',
                'indexes': [models.Index(condition=models.Q(('revoked_at__isnull', True)), fields=['place'], name='sensing_permit_place'), django.contrib.postgres.indexes.GinIndex(fields=['cells'], name='sensing_permit_cells')],
            },
        ),
        migrations.CreateModel(
            name='Refused',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received_at', models.DateTimeField()),
                ('speaker', models.CharField(max_length=80)),
                ('signal_id', models.CharField(blank=True, max_length=80)),
                ('reason', models.CharField(max_length=60)),
                ('excerpt', models.CharField(max_length=400)),
            ],
            options={
                'db_table': 'sensing_refused',
                'indexes': [models.Index(fields=['received_at'], name='sensing_refused_at')],
            },
        ),
        migrations.CreateModel(
            name='StreamState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scenario', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=120)),
                ('state', models.JSONField()),
                ('level', models.SmallIntegerField(default=0)),
                ('clear_at', models.DateTimeField(null=True)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sensing.device')),
            ],
            options={
                'db_table': 'sensing_stream',
            },
        ),
        migrations.CreateModel(
            name='Warning',
            fields=[
                ('lon', models.FloatField()),
                ('lat', models.FloatField()),
                ('cells', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('leaf_cells', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('scenario', models.CharField(max_length=60)),
                ('version', models.IntegerField()),
                ('subject', models.CharField(max_length=120)),
                ('level', models.SmallIntegerField()),
                ('state', models.CharField(default='open', max_length=12)),
                ('title_zh', models.CharField(max_length=200)),
                ('title_en', models.CharField(max_length=200)),
                ('place_zh', models.CharField(max_length=200)),
                ('place_en', models.CharField(max_length=200)),
                ('opened_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('count', models.IntegerField(default=1)),
                ('pictures', models.JSONField(default=list)),
                ('explain', models.JSONField(default=dict)),
                ('plan', models.JSONField(null=True)),
                ('case_id', models.UUIDField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('recovered_at', models.DateTimeField(null=True)),
                ('over_at', models.DateTimeField(null=True)),
                ('reason_code', models.CharField(blank=True, max_length=40)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('queue', models.GeneratedField(db_persist=True, expression=models.Case(models.When(state='open', then=models.Value(0)), models.When(state='confirmed', then=models.Value(1)), default=models.Value(2)), output_field=models.SmallIntegerField())),
                ('building', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.building')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.user')),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='warnings', to='sensing.device')),
                ('shop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.shop')),
            ],
            options={
                'db_table': 'sensing_warning',
            },
        ),
        migrations.AddIndex(
            model_name='device',
            index=django.contrib.postgres.indexes.GinIndex(fields=['cells'], name='sensing_device_cells'),
        ),
        migrations.AddIndex(
            model_name='device',
            index=models.Index(condition=models.Q(('state', 'online')), fields=['silent_after'], name='sensing_device_silent'),
        ),
        migrations.AddConstraint(
            model_name='devicecredential',
            constraint=models.UniqueConstraint(fields=('device', 'number'), name='sensing_credential_number'),
        ),
        migrations.AddIndex(
            model_name='streamstate',
            index=models.Index(fields=['scenario', 'subject'], name='sensing_stream_subject'),
        ),
        migrations.AddIndex(
            model_name='streamstate',
            index=models.Index(condition=models.Q(('clear_at__isnull', False)), fields=['clear_at'], name='sensing_stream_clear'),
        ),
        migrations.AddConstraint(
            model_name='streamstate',
            constraint=models.UniqueConstraint(fields=('scenario', 'device', 'subject'), name='sensing_stream_key'),
        ),
        migrations.AddIndex(
            model_name='warning',
            index=django.contrib.postgres.indexes.GinIndex(fields=['cells'], name='sensing_warning_cells'),
        ),
        migrations.AddIndex(
            model_name='warning',
            index=models.Index(fields=['queue', '-opened_at', '-id'], name='sensing_warning_list'),
        ),
        migrations.AddIndex(
            model_name='warning',
            index=models.Index(fields=['case_id'], name='sensing_warning_case'),
        ),
        migrations.AddIndex(
            model_name='warning',
            index=models.Index(fields=['device', '-opened_at'], name='sensing_warning_device'),
        ),
        migrations.AddConstraint(
            model_name='warning',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('open', 'confirmed'))), fields=('scenario', 'subject'), name='sensing_warning_one_problem'),
        ),
        migrations.AddConstraint(
            model_name='warning',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'confirmed', 'dismissed', 'cleared', 'ended'))), name='sensing_warning_state'),
        ),
        migrations.AddConstraint(
            model_name='warning',
            constraint=models.CheckConstraint(condition=models.Q(('level__gte', 1), ('level__lte', 4)), name='sensing_warning_level'),
        ),
    ]
