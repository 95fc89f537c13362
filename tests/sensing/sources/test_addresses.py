"""How alike two addresses are: what a person is offered when a register's address is not certain."""

from weige.sensing.rules.addresses import likeness, plain


def test_only_the_same_address_is_wholly_alike() -> None:
    asked = plain("南京东路 9999 号")
    assert likeness(asked, asked) == 1.0
    assert 0.8 < likeness(asked, plain("南京东路99号")) < 1.0, (
        "a number with more of the same digits is another"
    )
    assert likeness(asked, plain("南京东路99号")) == likeness(plain("南京东路99号"), asked)
    assert likeness("", asked) == 0.0
