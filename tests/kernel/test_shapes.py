"""Shapes are ready before threads meet them: what msgspec prepares in two threads at once ends the process."""

import subprocess
import sys

import pytest

from tests.config.running import ROOT, clean_environment

pytestmark = pytest.mark.slow

MEET = """
import os, random, sys, threading
os.environ["DJANGO_SETTINGS_MODULE"] = "weige.config.settings"
import weige.config.asgi
import msgspec
from weige.kernel.shapes import _below
shapes = [one for one in _below(msgspec.Struct) if one.__module__.startswith("weige.")]
sys.setswitchinterval(1e-7)
go = False
def meet(mine):
    while not go:
        pass
    for one in mine:
        for field in reversed(one.__struct_encode_fields__):
            try:
                msgspec.json.decode(b'{"%s": 0}' % field.encode(), type=one)
            except ValueError:
                pass
threads = [threading.Thread(target=meet, args=(random.sample(shapes, len(shapes)),)) for _ in range(6)]
for one in threads: one.start()
go = True
for one in threads: one.join()
print(len(shapes))
"""
LATER = """
import os, importlib, pkgutil
os.environ["DJANGO_SETTINGS_MODULE"] = "weige.config.settings"
import weige.config.asgi
import msgspec, weige
from weige.kernel.shapes import _below
before = set(_below(msgspec.Struct))
for one in pkgutil.walk_packages(weige.__path__, "weige."):
    if one.name.split(".")[1] not in {"vision", "simulator", "demo", "__main__"} and ".migrations" not in one.name:
        importlib.import_module(one.name)
print(*sorted(f"{one.__module__}.{one.__name__}" for one in set(_below(msgspec.Struct)) - before))
"""
WORKER = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "weige.config.settings"
django.setup()
from weige.kernel import outbox, periodic, shapes, worker
import weige.kernel.management.commands.work, msgspec
here = lambda: sum(1 for one in shapes._below(msgspec.Struct) if one.__module__.startswith("weige."))
told = []
worker.os.nice = lambda _: None
settle = shapes.settle
worker.shapes.settle = lambda: told.append(settle())
worker.Worker.run = lambda _: told.append(here())
worker.main()
print(*told)
"""
ONLY_WRITTEN = {"weige.sensing.services.history.Told"}  # never read back
READ_AT_IMPORT = {"weige.sensing.topics._Plain"}  # its decoder is made where it is declared


def said(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", program], cwd=ROOT, env=clean_environment(WEIGE_SECRET="x" * 40),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_six_threads_may_meet_every_shape_at_once() -> None:
    assert int(said(MEET)) > 60


def test_no_shape_is_loaded_only_after_the_web_server_has_settled() -> None:
    late = set(said(LATER).split())
    assert late <= ONLY_WRITTEN | READ_AT_IMPORT


def test_the_worker_settles_when_all_its_modules_are_there() -> None:
    settled, when_it_works = map(int, said(WORKER).split())
    assert settled == when_it_works > 60
