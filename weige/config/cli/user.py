"""`weige user`: accounts from the command line: the first administrator, a forgotten password, a lock."""

import argparse
import getpass
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from weige.config.installation import Installation
from weige.config.trouble import Trouble
from weige.config.words import language, say

if TYPE_CHECKING:
    from weige.people.models import Post, User


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(
        dest="action", required=True, metavar=say("user_action"), title=say("user_action")
    )
    for name, action in ACTIONS.items():
        one = actions.add_parser(
            name, help=say(f"user_{name}"), description=say(f"user_{name}"), add_help=False
        )
        one.add_argument("-h", "--help", action="help", help=say("cli_help"))
        one.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help=say("cli_data"))
        if action is not list_users:
            one.add_argument("username", metavar=say("user_username"))
        if action is add:
            one.add_argument("--name", required=True, help=say("user_name"))
            one.add_argument("--name-en", default="", help=say("user_name_en"))
            one.add_argument("--post", metavar="CODE", help=say("user_post"))
            one.add_argument("--area", metavar="CODE", help=say("user_area"))
            one.add_argument("--role", default="administrator", metavar="CODE", help=say("user_role"))
            one.add_argument("--machine", action="store_true", help=say("user_machine"))
        if action is end_term:
            one.add_argument("post", metavar="CODE", help=say("user_post"))
            one.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help=say("user_on"))
        if action is lock:
            one.add_argument("--reason", default="", help=say("user_reason"))


def run(options: argparse.Namespace) -> int:
    with Installation.at(options.data).django("user"):
        from weige.kernel.errors import Problem, words

        try:
            ACTIONS[options.action](options)
        except Problem as problem:
            said = [words(e.code, language(), e.params) for e in problem.errors]
            text = "; ".join(said) or words(problem.code, language(), problem.params)
            raise Trouble("refused", reason=text) from problem
    return 0


def context() -> dict[str, Any]:
    """Who acts, and when."""
    from weige.config.console import acting

    return acting()


def found(username: str) -> "User":
    from weige.people.models import User

    user = User.objects.filter(username=username).first()
    if user is None:
        raise Trouble("user_unknown", username=username)
    return user


def ask_password() -> str:
    """Twice from the terminal without showing it, or one line from a pipe. Raises Trouble when they differ."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(say("user_password_prompt"))
    if first != getpass.getpass(say("user_password_again")):
        raise Trouble("passwords_differ")
    return first


def add(options: argparse.Namespace) -> None:
    """A new account, seated in a named post, or in a new post of a role for an area."""
    from django.db import transaction

    from weige.kernel import timesource
    from weige.people.services.accounts import create_user, start_term

    post_of = existing_post if options.post else new_post if options.area else None
    password = ask_password()
    with transaction.atomic():
        post = post_of(options) if post_of else None
        user = create_user(
            username=options.username,
            name_zh=options.name,
            name_en=options.name_en,
            password=password,
            kind="machine" if options.machine else "person",
            must_change_password=False,
            **context(),
        )
        if post is not None:
            start_term(user=user, post=post, valid_from=timesource.now().date(), **context())
    print(say("user_added", username=user.username))


def existing_post(options: argparse.Namespace) -> "Post":
    from weige.people.models import Post

    post = Post.objects.filter(code=options.post).first()
    if post is None:
        raise Trouble("post_unknown", post=options.post)
    return post


def new_post(options: argparse.Namespace) -> "Post":
    """A seat of the role for the area, named after role and user: how a new house gets its first administrator."""
    from weige.people.models import Role
    from weige.people.services.accounts import create_post
    from weige.territory.models import Area

    role = Role.objects.filter(code=options.role).first()
    area = Area.objects.filter(code=options.area, valid_to__isnull=True).first()
    if role is None or area is None:
        raise Trouble("role_or_area_unknown", role=options.role, area=options.area)
    return create_post(
        code=f"{role.code}-{options.username}",
        name_zh=role.name_zh,
        name_en=role.name_en,
        role=role,
        area=area,
        **context(),
    )


def password(options: argparse.Namespace) -> None:
    from weige.kernel import timesource
    from weige.people.services.accounts import set_password

    user = found(options.username)
    set_password(
        user=user,
        password=ask_password(),
        real_now=timesource.real_now(),
        must_change_password=False,
        **context(),
    )
    print(say("user_password_set", username=user.username))


def list_users(_: argparse.Namespace) -> None:
    from weige.people.models import PostTerm, User

    posts: dict[int, list[str]] = {}
    for term in PostTerm.objects.filter(valid_to__isnull=True).select_related("post"):
        posts.setdefault(term.user_id, []).append(term.post.code)
    for user in User.objects.order_by("username"):
        state = say("user_open") if user.is_active else say("user_closed")
        print(f"{user.username}\t{user.name_zh}\t{user.kind}\t{state}\t{', '.join(posts.get(user.pk, []))}")


def lock(options: argparse.Namespace) -> None:
    from weige.kernel import timesource
    from weige.people.services.accounts import lock_user

    lock_user(
        user=found(options.username), reason=options.reason, real_now=timesource.real_now(), **context()
    )
    print(say("user_locked", username=options.username))


def unlock(options: argparse.Namespace) -> None:
    from weige.people.services.accounts import unlock_user

    unlock_user(user=found(options.username), **context())
    print(say("user_unlocked", username=options.username))


def end_term(options: argparse.Namespace) -> None:
    from weige.kernel import timesource
    from weige.people.models import PostTerm
    from weige.people.services.accounts import end_term as end

    term = PostTerm.objects.filter(
        user=found(options.username), post__code=options.post, valid_to=None
    ).first()
    if term is None:
        raise Trouble("term_unknown", username=options.username, post=options.post)
    end(term=term, valid_to=options.on or timesource.now().date(), **context())
    print(say("user_term_ended", username=options.username, post=options.post))


ACTIONS = {
    "add": add,
    "password": password,
    "list": list_users,
    "lock": lock,
    "unlock": unlock,
    "end-term": end_term,
}
