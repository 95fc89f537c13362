"""Devices carry the tags that reach them, and the lanes are told of them like of any other fact."""

import django.contrib.postgres.fields
from django.db import migrations, models

DROP = """
DROP TRIGGER sensing_device_step ON sensing_device;
DROP TRIGGER sensing_device_changed ON sensing_device;
"""
WITH_TAGS = """
CREATE OR REPLACE FUNCTION sensing_device_facts(d sensing_device) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', d.id, 'code', d.code, 'kind', d.kind, 'zones', d.zones, 'limits', d.limits,
    'shop', (SELECT code FROM registry_shop WHERE id = d.shop_id),
    'building', (SELECT code FROM territory_building WHERE id = d.building_id),
    'events_only', d.events_only, 'in_service', d.in_service, 'expected_seconds', d.expected_seconds,
    'trial', d.trial, 'doubted', to_jsonb(d.doubted), 'tags', to_jsonb(d.tags));
$$;
CREATE TRIGGER sensing_device_step BEFORE INSERT OR DELETE OR UPDATE OF code, kind, zones, limits, shop_id,
  building_id, events_only, in_service, expected_seconds, trial, doubted, tags ON sensing_device
  FOR EACH STATEMENT EXECUTE FUNCTION sensing_step_begins();
CREATE TRIGGER sensing_device_changed AFTER UPDATE OF code, kind, zones, limits, shop_id, building_id, events_only,
  in_service, expected_seconds, trial, doubted, tags ON sensing_device FOR EACH ROW
  WHEN ((OLD.code, OLD.kind, OLD.zones, OLD.limits, OLD.shop_id, OLD.building_id, OLD.events_only, OLD.in_service,
    OLD.expected_seconds, OLD.trial, OLD.doubted, OLD.tags) IS DISTINCT FROM (NEW.code, NEW.kind, NEW.zones, NEW.limits, NEW.shop_id,
    NEW.building_id, NEW.events_only, NEW.in_service, NEW.expected_seconds, NEW.trial, NEW.doubted, NEW.tags))
  EXECUTE FUNCTION sensing_device_told();
"""
WITHOUT = """
CREATE OR REPLACE FUNCTION sensing_device_facts(d sensing_device) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', d.id, 'code', d.code, 'kind', d.kind, 'zones', d.zones, 'limits', d.limits,
    'shop', (SELECT code FROM registry_shop WHERE id = d.shop_id),
    'building', (SELECT code FROM territory_building WHERE id = d.building_id),
    'events_only', d.events_only, 'in_service', d.in_service, 'expected_seconds', d.expected_seconds,
    'trial', d.trial, 'doubted', to_jsonb(d.doubted));
$$;
CREATE TRIGGER sensing_device_step BEFORE INSERT OR DELETE OR UPDATE OF code, kind, zones, limits, shop_id,
  building_id, events_only, in_service, expected_seconds, trial, doubted ON sensing_device
  FOR EACH STATEMENT EXECUTE FUNCTION sensing_step_begins();
CREATE TRIGGER sensing_device_changed AFTER UPDATE OF code, kind, zones, limits, shop_id, building_id, events_only,
  in_service, expected_seconds, trial, doubted ON sensing_device FOR EACH ROW
  WHEN ((OLD.code, OLD.kind, OLD.zones, OLD.limits, OLD.shop_id, OLD.building_id, OLD.events_only, OLD.in_service,
    OLD.expected_seconds, OLD.trial, OLD.doubted) IS DISTINCT FROM (NEW.code, NEW.kind, NEW.zones, NEW.limits, NEW.shop_id,
    NEW.building_id, NEW.events_only, NEW.in_service, NEW.expected_seconds, NEW.trial, NEW.doubted))
  EXECUTE FUNCTION sensing_device_told();
"""


class Migration(migrations.Migration):
    dependencies = [("sensing", "0011_calendar_step")]

    operations = [
        migrations.AddField(
            model_name="device",
            name="tags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None
            ),
        ),
        migrations.RunSQL(DROP + WITH_TAGS, DROP + WITHOUT),
    ]
