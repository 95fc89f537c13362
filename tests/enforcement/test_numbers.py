"""Numbers at the same moment: threads draw from one series, and nothing is missing or given twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from weige.enforcement.models import PaperKind
from weige.enforcement.services.kinds import load_kinds
from weige.enforcement.services.numbering import draw

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_threads_draw_numbers_without_gaps_though_some_give_up():
    load_kinds(now=NOW)
    kind = PaperKind.objects.get(pk="order")

    def one(turn):
        try:
            with transaction.atomic():
                _, serial, _ = draw(kind, now=NOW)
                if turn % 3 == 0:
                    raise RuntimeError("the printer is broken")
                return serial
        except RuntimeError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        drawn = [serial for serial in pool.map(one, range(24)) if serial]
    assert sorted(drawn) == list(range(1, 17)), "what failed gave its number back"
