"""What people change (devices, rules, permits) becomes a step of every lane, by whatever way it was changed.

Streams and seen ids go: the lane holds them in memory, and a signal's identity is found by watermark and look-up.
"""

from django.db import migrations, models

FUNCTIONS = """
-- The first lane, made when somebody first needs it (a test may have emptied the table). Its first step has no
-- content: it is there so that every history has a beginning with a stamp.
CREATE FUNCTION sensing_make_lane(n smallint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  mark bigint := (random() * 9e15)::bigint;
BEGIN
  INSERT INTO sensing_lane (number, position, stamp, readings, source) VALUES (n, 0, mark, 0, '{}')
    ON CONFLICT (number) DO NOTHING;
  IF FOUND THEN
    INSERT INTO sensing_step (lane, position, stamp, kind, at) VALUES (n, 0, mark, 'begin', clock_timestamp());
  END IF;
END $$;

-- Locks all lanes in their order and begins a step in each; whoever calls it may then tell what happened in it.
CREATE FUNCTION sensing_begin_step() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sensing_lane) THEN
    PERFORM sensing_make_lane(0::smallint);
  END IF;
  PERFORM 1 FROM sensing_lane ORDER BY number FOR UPDATE;
  UPDATE sensing_lane SET position = position + 1, stamp = (random() * 9e15)::bigint;
  INSERT INTO sensing_step (lane, position, stamp, kind, at)
    SELECT number, position, stamp, 'begin', clock_timestamp() FROM sensing_lane;
END $$;

-- One thing that happened in the step this transaction began last.
CREATE FUNCTION sensing_tell(what text, content jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO sensing_step (lane, position, stamp, kind, told, at)
    SELECT number, position, stamp, what, content, clock_timestamp() FROM sensing_lane;
$$;

CREATE FUNCTION sensing_step_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sensing_begin_step();
  RETURN NULL;
END $$;

CREATE FUNCTION sensing_device_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM sensing_tell('gone', jsonb_build_object('id', OLD.id));
  ELSE
    PERFORM sensing_tell('device', sensing_device_facts(NEW));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION sensing_device_facts(d sensing_device) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', d.id, 'code', d.code, 'kind', d.kind, 'zones', d.zones, 'limits', d.limits,
    'shop', (SELECT code FROM registry_shop WHERE id = d.shop_id),
    'building', (SELECT code FROM territory_building WHERE id = d.building_id),
    'events_only', d.events_only, 'in_service', d.in_service, 'expected_seconds', d.expected_seconds,
    'trial', d.trial, 'doubted', to_jsonb(d.doubted));
$$;

CREATE FUNCTION sensing_rule_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM sensing_tell('rule', jsonb_build_object('scenario', OLD.scenario, 'spec', OLD.spec, 'active', false));
  ELSE
    PERFORM sensing_tell('rule', jsonb_build_object('scenario', NEW.scenario, 'spec', NEW.spec,
      'kinds', NEW.kinds, 'active', NEW.active));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION sensing_permit_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM sensing_tell('permit', jsonb_build_object('id', OLD.id, 'revoked', true));
  ELSE
    PERFORM sensing_tell('permit', sensing_permit_facts(NEW));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION sensing_permit_facts(p sensing_permit) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', p.id, 'kind', p.kind, 'place', p.place, 'first_day', p.first_day,
    'last_day', p.last_day, 'weekdays', to_jsonb(p.weekdays), 'hours', to_jsonb(p.hours), 'holder', p.holder,
    'revoked', p.revoked_at IS NOT NULL);
$$;

-- The step begins before any row is locked: lanes first, then rows, is the one order everywhere.
CREATE TRIGGER sensing_device_step BEFORE INSERT OR DELETE OR UPDATE OF code, kind, zones, limits, shop_id,
  building_id, events_only, in_service, expected_seconds, trial, doubted ON sensing_device
  FOR EACH STATEMENT EXECUTE FUNCTION sensing_step_begins();
CREATE TRIGGER sensing_device_made AFTER INSERT OR DELETE ON sensing_device
  FOR EACH ROW EXECUTE FUNCTION sensing_device_told();
CREATE TRIGGER sensing_device_changed AFTER UPDATE OF code, kind, zones, limits, shop_id, building_id, events_only,
  in_service, expected_seconds, trial, doubted ON sensing_device FOR EACH ROW
  WHEN ((OLD.code, OLD.kind, OLD.zones, OLD.limits, OLD.shop_id, OLD.building_id, OLD.events_only, OLD.in_service,
    OLD.expected_seconds, OLD.trial, OLD.doubted) IS DISTINCT FROM (NEW.code, NEW.kind, NEW.zones, NEW.limits, NEW.shop_id,
    NEW.building_id, NEW.events_only, NEW.in_service, NEW.expected_seconds, NEW.trial, NEW.doubted))
  EXECUTE FUNCTION sensing_device_told();
CREATE TRIGGER sensing_rule_step BEFORE INSERT OR UPDATE OR DELETE ON sensing_rule
  FOR EACH STATEMENT EXECUTE FUNCTION sensing_step_begins();
CREATE TRIGGER sensing_rule_changed AFTER INSERT OR UPDATE OR DELETE ON sensing_rule
  FOR EACH ROW EXECUTE FUNCTION sensing_rule_told();
CREATE TRIGGER sensing_permit_step BEFORE INSERT OR UPDATE OR DELETE ON sensing_permit
  FOR EACH STATEMENT EXECUTE FUNCTION sensing_step_begins();
CREATE TRIGGER sensing_permit_changed AFTER INSERT OR UPDATE OR DELETE ON sensing_permit
  FOR EACH ROW EXECUTE FUNCTION sensing_permit_told();
"""
NO_FUNCTIONS = """
DROP TRIGGER sensing_device_step ON sensing_device;
DROP TRIGGER sensing_device_made ON sensing_device;
DROP TRIGGER sensing_device_changed ON sensing_device;
DROP TRIGGER sensing_rule_step ON sensing_rule;
DROP TRIGGER sensing_rule_changed ON sensing_rule;
DROP TRIGGER sensing_permit_step ON sensing_permit;
DROP TRIGGER sensing_permit_changed ON sensing_permit;
DROP FUNCTION sensing_device_told, sensing_rule_told, sensing_permit_told, sensing_step_begins, sensing_tell,
  sensing_begin_step, sensing_make_lane;
DROP FUNCTION sensing_device_facts(sensing_device);
DROP FUNCTION sensing_permit_facts(sensing_permit);
"""


class Migration(migrations.Migration):
    dependencies = [("sensing", "0006_sources")]

    operations = [
        migrations.DeleteModel("StreamState"),
        migrations.DeleteModel("Seen"),
        migrations.RemoveField("lane", "flushed"),
        migrations.CreateModel(
            name="Flushed",
            fields=[
                ("lane", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("position", models.BigIntegerField(default=0)),
            ],
            options={"db_table": "sensing_flushed"},
        ),
        migrations.RemoveIndex("device", "sensing_device_silent"),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
