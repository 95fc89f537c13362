"""The log and its seals refuse UPDATE and DELETE; every insert wakes the readers at commit."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION weige_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER kernel_event_append_only BEFORE UPDATE OR DELETE ON kernel_event
  FOR EACH ROW EXECUTE FUNCTION weige_refuse_change();
CREATE TRIGGER kernel_seal_append_only BEFORE UPDATE OR DELETE ON kernel_seal
  FOR EACH ROW EXECUTE FUNCTION weige_refuse_change();
CREATE FUNCTION weige_wake_readers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('weige_log', '');
  RETURN NULL;
END $$;
CREATE TRIGGER kernel_event_wake AFTER INSERT ON kernel_event
  FOR EACH STATEMENT EXECUTE FUNCTION weige_wake_readers();
"""
BACKWARD = """
DROP TRIGGER kernel_event_wake ON kernel_event;
DROP TRIGGER kernel_event_append_only ON kernel_event;
DROP TRIGGER kernel_seal_append_only ON kernel_seal;
DROP FUNCTION weige_wake_readers();
DROP FUNCTION weige_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
