"""What an office may offer: whether a service's questions make sense before an app asks them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from weige.sharing.rules.attributes import Attribute

LISTS = frozenset({"singlevaluelist", "multivaluelist"})


def faults(attributes: Sequence[Attribute]) -> Iterator[tuple[str, str]]:
    """(field, code) of everything wrong with the questions: codes and keys once each, lists with choices."""
    seen = Counter(one.code for one in attributes)
    for number, one in enumerate(attributes):
        place = f"attributes[{number}]"
        if seen[one.code] > 1:
            yield f"{place}.code", "attribute_code_twice"
        if one.datatype in LISTS and one.variable and not one.values:
            yield f"{place}.values", "attribute_without_choices"
        if one.values and one.datatype not in LISTS:
            yield f"{place}.values", "attribute_choices_unused"
        if len({value.key for value in one.values}) < len(one.values):
            yield f"{place}.values", "attribute_key_twice"
        if one.required and not one.variable:
            yield f"{place}.required", "attribute_required_note"
