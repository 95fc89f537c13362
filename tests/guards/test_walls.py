"""Walls inside the code that import-linter cannot see: foreign keys, registries, signals, clocks."""

import ast
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from tests.guards.tree import module_of, parsed, python, room_of

FLOORS = {
    "kernel": 1, "territory": 2, "people": 3, "registry": 4, "messaging": 5, "sensing": 6, "cases": 6,
    "joint": 7, "enforcement": 7, "knowledge": 7, "cockpit": 8, "scenarios": 8, "sharing": 8, "evaluation": 8,
}  # fmt: skip
# Whoever is handed a request, a timer's turn or a command line may ask what time it is; everybody below is told.
CLOCK_ROOMS = {"api", "tasks", "management", "timesource", "worker", "auth", "middleware"}
CLOCK_MODULES = {"config", "demo", "simulator", "vision"}
CLOCK_CALLS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now"),
    ("time", "time"), ("time", "localtime"), ("timesource", "now"), ("timesource", "real_now"),
    ("timezone", "localdate"), ("timezone", "localtime"),
}  # fmt: skip
SIGNALS = (
    "django.db.models.signals",
    "django.dispatch",
    "django.core.signals",
    "django.contrib.auth.signals",
)
SILENCING = {"weige.config.handler"}  # takes Django's own receivers away, adds none


def test_foreign_keys_point_down_or_stay_home() -> None:
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        home = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey | ManyToManyField):
                continue
            target = field.related_model.__module__.split(".")[1]  # type: ignore[union-attr]
            if home in FLOORS and target != home and FLOORS.get(target, 0) >= FLOORS[home]:
                wrong.append(f"{model.__name__}.{field.name} -> {target}")
    assert not wrong


def calls(path: Path) -> list[tuple[int, str, str]]:
    """(line, owner, name) of every call of the form owner.name(…).

    timezone.localdate(moment) only converts a moment it is given: left out.
    """
    found = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in {"localdate", "localtime"} and node.args:
                continue
            owner = node.func.value
            name = (
                owner.id
                if isinstance(owner, ast.Name)
                else owner.attr
                if isinstance(owner, ast.Attribute)
                else ""
            )
            found.append((node.lineno, name, node.func.attr))
    return found


def imports(path: Path) -> list[tuple[int, str, str]]:
    """(line, module, name) of every from-import and (line, module, "") of every import."""
    found = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom):
            found += [(node.lineno, node.module or "", alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [(node.lineno, alias.name, "") for alias in node.names]
    return found


def test_models_are_imported_never_looked_up() -> None:
    assert not [
        f"{path}:{line}"
        for path in python()
        if module_of(path)
        for line, _, name in calls(path)
        if name == "get_model"
    ]


def test_no_django_signals() -> None:
    assert not [
        f"{path}:{line} {name}"
        for path in python()
        if module_of(path) and ".".join(path.with_suffix("").parts) not in SILENCING
        for line, module, name in imports(path)
        if module.startswith(SIGNALS) or f"{module}.{name}".startswith(SIGNALS)
    ]


def asks_the_clock(path: Path) -> list[str]:
    """Where a file asks for the time, by calling a clock or by importing one under a short name."""
    asked = [(line, f"{owner}.{name}") for line, owner, name in calls(path) if (owner, name) in CLOCK_CALLS]
    taken = [
        (line, f"import {name}")
        for line, module, name in imports(path)
        if (module, name) == ("time", "time")
        or (module.endswith(".timesource") and name in {"now", "real_now"})
    ]
    return [f"{path}:{line} {what}" for line, what in asked + taken]


def test_nobody_below_the_api_asks_what_time_it_is() -> None:
    below = [path for path in python() if module_of(path) and module_of(path) not in CLOCK_MODULES]
    assert not [found for path in below if room_of(path) not in CLOCK_ROOMS for found in asks_the_clock(path)]


def test_every_floor_is_known_here() -> None:
    """A new module takes its place in FLOORS, or the guard above would not look at it."""
    modules = {module_of(path) for path in python() if path.parts[0] == "weige" and path.name == "apps.py"}
    assert modules <= set(FLOORS)
