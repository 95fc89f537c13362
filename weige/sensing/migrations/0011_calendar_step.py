"""An edit of the working calendar becomes a step of every lane: rules that ask for working days follow at once."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION sensing_calendar_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sensing_tell('calendar', jsonb_build_object('version', NEW.version, 'plain', NEW.snapshot));
  RETURN NULL;
END $$;
CREATE TRIGGER sensing_calendar_step BEFORE INSERT ON kernel_calendar_version
  FOR EACH STATEMENT EXECUTE FUNCTION sensing_step_begins();
CREATE TRIGGER sensing_calendar_changed AFTER INSERT ON kernel_calendar_version
  FOR EACH ROW EXECUTE FUNCTION sensing_calendar_told();
"""
NO_FUNCTIONS = """
DROP TRIGGER sensing_calendar_step ON kernel_calendar_version;
DROP TRIGGER sensing_calendar_changed ON kernel_calendar_version;
DROP FUNCTION sensing_calendar_told;
"""


class Migration(migrations.Migration):
    dependencies = [("sensing", "0010_lane_workers"), ("kernel", "0005_calendar")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS)]
