"""The append-only event log (outbox, audit trail, timeline, feed cursor in one), its seals and readers."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from weige.kernel.access import Scope

if TYPE_CHECKING:
    IntField = models.Field[int, int]  # Django's Field is generic for the type checker only
else:
    IntField = models.Field


class Xid8Field(IntField):
    """PostgreSQL's 64-bit transaction id; filled by the database."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - Django's signature
        return "xid8"

    def from_db_value(self, value: Any, *_: Any) -> int | None:
        return None if value is None else int(value)


class CurrentXid(models.Func):
    """pg_current_xact_id(): the first migration's default; LogTx took its place."""

    function = "pg_current_xact_id"
    output_field = Xid8Field()


class LogTx(models.Func):
    """The number of the transaction that writes the row: weige_tx().

    That is pg_current_xact_id() plus an offset: 0, or after a restore into another cluster (whose counter
    starts small again) the newest restored number, so that the log keeps its order (see
    log.continue_after_restore).
    """

    function = "weige_tx"
    output_field = Xid8Field()


class ClockTimestamp(models.Func):
    """The real moment of the write, whatever the domain clock says."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


class Event(models.Model):
    """One thing that happened. Never updated, never deleted (a trigger refuses both).

    Read by (tx, id) up to the oldest running transaction, never by `id > last`: an id drawn early may be
    committed late (see kernel.log.read_after).
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="cells", leaf="", department="department_id", posts=("post_ids",), users=("user_ids",)
    )

    id = models.BigAutoField(primary_key=True)
    tx = Xid8Field(db_default=LogTx(), editable=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    payload = models.JSONField()
    personal = ArrayField(models.CharField(max_length=80), default=list)
    actor_kind = models.CharField(max_length=16)
    actor_user_id = models.BigIntegerField(null=True)
    actor_post_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    cells = ArrayField(models.IntegerField(), default=list)
    department_id = models.BigIntegerField(null=True)
    post_ids = ArrayField(models.BigIntegerField(), default=list)
    user_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        db_table = "kernel_event"
        indexes = [
            models.Index(fields=["tx", "id"], name="kernel_event_cursor"),
            models.Index(fields=["subject", "id"], name="kernel_event_subject"),
            models.Index(fields=["kind", "at"], name="kernel_event_kind"),
            GinIndex(fields=["cells"], name="kernel_event_cells"),
        ]


class Seal(models.Model):
    """One link of the day's hash chain over the log; written by kernel.chain after the event is settled."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="seal")
    day = models.DateField()
    seq = models.IntegerField()
    hash = models.CharField(max_length=64)
    # Version 2 seals personal fields as salted commitments, so that an event can be shown masked and still be proven
    version = models.SmallIntegerField(db_default=1)
    salt = models.CharField(max_length=32, blank=True, db_default="")

    class Meta:
        db_table = "kernel_seal"
        constraints = [models.UniqueConstraint(fields=["day", "seq"], name="kernel_seal_day_seq")]


class SealedDay(models.Model):
    """A finished day of the chain: the root of the tree over its seals, hung on the day before (kernel.days)."""

    day = models.DateField(primary_key=True)
    count = models.IntegerField()
    root = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "kernel_sealed_day"


class Cursor(models.Model):
    """How far a named reader has read the log; it moves in the same transaction as the reader's effects."""

    name = models.CharField(max_length=80, primary_key=True)
    tx = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_cursor"


class Parked(models.Model):
    """An event a subscriber could not digest: kept with its reason, so that it can be delivered again."""

    reader = models.CharField(max_length=80)
    event = models.ForeignKey(Event, on_delete=models.PROTECT)
    handler = models.CharField(max_length=200)
    error = models.TextField()
    parked_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_parked"
        constraints = [models.UniqueConstraint(fields=["reader", "event"], name="kernel_parked_once")]


class Setting(models.Model):
    """Small facts about this installation (demo flag, the demo clock, the street's code)."""

    key = models.CharField(max_length=80, primary_key=True)
    value = models.JSONField()

    class Meta:
        db_table = "kernel_setting"
