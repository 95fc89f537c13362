"""Masking: what is left of personal data for everyone without a stated purpose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weige.people.queries import masking


@pytest.mark.parametrize(
    ("mask", "text", "left"),
    [
        (masking.name, "张三", "张**"),
        (masking.name, "张三丰", "张**"),
        (masking.name, "欧阳修", "欧阳**"),
        (masking.name, "John Smith", "J**"),
        (masking.name, "", ""),
        (masking.phone, "13812341234", "138****1234"),
        (masking.phone, "+86 138 1234 1234", "138****1234"),
        (masking.phone, "021-63210012", "****12"),
        (masking.phone, "110", "****"),
        (masking.phone, "", ""),
        (masking.identity, "310101199001011234", "3101************34"),
        (masking.identity, "31010119900101123X", "3101************3X"),
        (masking.identity, "E12345678", "E123***78"),
        (masking.identity, "1234", "****"),
        (masking.plate, "沪A12356", "沪A***56"),
        (masking.plate, "沪AD12356", "沪A***56"),
        (masking.plate, "沪a·12356", "沪A***56"),
        (masking.plate, "使123", "***"),
        (masking.address, "福州路100弄5号302室", "福州路100弄5号"),
        (masking.address, "人民路88号2栋1201室", "人民路88号2栋"),
        (masking.address, "中山东一路12号", "中山东一路12号"),
        (masking.address, "福佑路小区后门王家", "福佑路"),
        (masking.address, "王家", "**"),
        (masking.bank_card, "6222 0212 3456 7890123", "**** 0123"),
        (masking.bank_card, "12345678", "****"),
    ],
)
def test_what_is_left(mask, text, left):
    assert mask(text) == left


@given(st.text(alphabet="0123456789", min_size=8, max_size=19))
def test_most_digits_of_any_number_are_gone(digits):
    for mask in (masking.phone, masking.identity, masking.plate, masking.bank_card):
        left = "".join(c for c in mask(digits) if c.isdigit())
        assert len(left) <= 7
        assert left != digits


@given(st.text(max_size=40))
def test_masking_never_fails(text):
    for mask in (masking.name, masking.phone, masking.identity, masking.plate, masking.address):
        assert isinstance(mask(text), str)
