"""Renders tools/scenes/*.svg (invented street pictures) to the JPEGs the simulator sends; needs Chromium; run once."""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
OUT = HERE.parent / "weige" / "simulator" / "pictures"


def render(svg: Path, chromium: str) -> None:
    """One SVG to a 960×540 JPEG of about 60 kB."""
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "shot.png"
        page.write_text(f"<body style='margin:0'>{svg.read_text(encoding='utf-8')}</body>", encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1280,800"]
        quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update"]
        command = [
            chromium,
            *flags,
            *quiet,
            f"--user-data-dir={folder}/profile",
            f"--screenshot={shot}",
            str(page),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        picture = Image.open(shot).convert("RGB").crop((0, 0, 1280, 720)).resize((960, 540))
        picture.save(OUT / f"{svg.stem}.jpg", quality=82, optimize=True)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for source in sorted((HERE / "scenes").glob("*.svg")):
        render(source, sys.argv[1] if len(sys.argv) > 1 else "chromium")
