"""Stored files: one row per content hash, and one receipt per upload as it was received."""

from django.db import models


class Blob(models.Model):
    """A file under WEIGE_DATA/blobs, named by the SHA-256 of what is stored (the cleaned derivative).

    width, height in pixels (null for documents); taken_at, lon, lat from the picture's own EXIF (WGS84
    degrees); thumb says whether a small JPEG stands beside it.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    thumb = models.BooleanField(default=False)
    stored_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_blob"


class BlobReceipt(models.Model):
    """Which bytes, exactly as received, became which stored blob: first link of the evidence chain (Z6)."""

    received_sha256 = models.CharField(max_length=64)
    received_size = models.IntegerField()
    keep_place = models.BooleanField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="receipts")
    received_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_blob_receipt"
        constraints = [
            models.UniqueConstraint(fields=["received_sha256", "keep_place"], name="kernel_blob_receipt_once")
        ]
