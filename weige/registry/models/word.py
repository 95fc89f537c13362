"""Words of the registers that are kept as Chinese text (trades, fields of law …), with their English."""

from django.db import models


class Word(models.Model):
    """kind: one of rules.words.KINDS. zh: as rows of the registers hold it; en: empty where nobody wrote one yet."""

    kind = models.CharField(max_length=12)
    zh = models.CharField(max_length=80, unique=True)
    en = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "registry_word"
