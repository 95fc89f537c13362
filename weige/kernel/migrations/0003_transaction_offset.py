"""The log's transaction number gets an offset, so that a backup restored into a new cluster keeps its order.

A logical dump carries the tx values of the old cluster; the new cluster counts from the start again. Without the
offset the restored events would lie "in the future" for ever: never settled, never delivered.
"""

from django.db import migrations

import weige.kernel.models.log

FORWARD = """
CREATE FUNCTION weige_tx_offset() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 0::bigint';
CREATE FUNCTION weige_tx() RETURNS xid8 LANGUAGE sql VOLATILE AS
  'SELECT (pg_current_xact_id()::text::bigint + weige_tx_offset())::text::xid8';
CREATE FUNCTION weige_horizon() RETURNS xid8 LANGUAGE sql STABLE AS
  'SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + weige_tx_offset())::text::xid8';
"""
BACKWARD = """
DROP FUNCTION weige_horizon();
DROP FUNCTION weige_tx();
DROP FUNCTION weige_tx_offset();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append_only")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AlterField(
            model_name="event",
            name="tx",
            field=weige.kernel.models.log.Xid8Field(
                db_default=weige.kernel.models.log.LogTx(), editable=False
            ),
        ),
    ]
