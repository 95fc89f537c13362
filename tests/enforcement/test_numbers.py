"""Numbers at the same moment: threads draw from one series, and nothing is missing or given twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from weige.enforcement.models import PaperKind
from weige.enforcement.services.kinds import edit_kind, load_kinds, name_offices
from weige.enforcement.services.numbering import draw
from weige.kernel.access import SYSTEM

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


@pytest.mark.django_db
def test_papers_of_a_real_street_carry_its_own_name_and_an_offices_edit_stays():
    load_kinds(now=NOW)
    edit_kind(code="order", values={"short": "黄外"}, version=None, who=SYSTEM, now=NOW)
    found = name_offices(name_zh="豫园街道", name_en="Yuyuan Subdistrict", note="", now=NOW)
    kinds = {one.code: one for one in PaperKind.objects.all()}
    assert found == len(kinds) - 1
    assert (kinds["order"].short, kinds["order"].office_zh[:4]) == ("黄外", "外滩示范")
    assert kinds["notice"].office_zh == "豫园街道"
    assert "Yuyuan Subdistrict" in kinds["prenotice"].office_en
    with transaction.atomic():
        assert draw(kinds["notice"], now=NOW)[2].startswith("豫园")
    assert name_offices(name_zh="别街道", name_en="", note="", now=NOW) == 0, "once"
