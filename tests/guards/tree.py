"""What belongs to the project: the tracked files and their text."""

import ast
import gc
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = {
    *(".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".woff", ".woff2", ".ttf", ".pdf", ".gz", ".xlsx"),
    *(".bin", ".npz", ".pbf", ".glb", ".mp4", ".zip"),
}


@cache
def tracked() -> tuple[Path, ...]:
    """All files git knows (relative to the project), or in an unpacked source archive all files that are there."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = done.stdout.decode().split("\0")[:-1]
    if done.returncode:
        skipped = {".venv", "node_modules", "web_dist", ".git", ".weige"}
        found = (path for path in ROOT.rglob("*") if not skipped & set(path.parts))
        names = [str(path.relative_to(ROOT)) for path in found if path.is_file()]
    return tuple(Path(name) for name in names if (ROOT / name).is_file())


def texts(*suffixes: str) -> list[Path]:
    """Tracked text files, or those with these suffixes."""
    return [p for p in tracked() if (p.suffix in suffixes if suffixes else p.suffix not in BINARY)]


@cache
def read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def parsed(path: Path) -> ast.Module:
    """A Python file's syntax tree.

    Without collecting garbage meanwhile: what is then cleaned up may disturb CPython 3.11's count of its own depth
    ("AST constructor recursion depth mismatch").
    """
    gc.disable()
    try:
        return ast.parse(read(path), str(path))
    finally:
        gc.enable()


def python(*, migrations: bool = False) -> list[Path]:
    """Tracked Python files; migrations are generated and left out."""
    return [p for p in texts(".py") if migrations or "migrations" not in p.parts]


def module_of(path: Path) -> str:
    """The Weige module a file belongs to ("cases"), or ""."""
    return path.parts[1] if path.parts[0] == "weige" and len(path.parts) > 2 else ""


def room_of(path: Path) -> str:
    """The room within the module: a file's stem or its package ("services"), or ""."""
    return path.parts[2].removesuffix(".py") if module_of(path) else ""
