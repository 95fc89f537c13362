"""Draws the phone page's icons (web/public/icon-*.png) after web/public/favicon.svg: python tools/make_icons.py."""

from pathlib import Path

from PIL import Image, ImageDraw

OUT = Path(__file__).parents[1] / "web" / "public"
DARK, LIGHT, LIT = (0x14, 0x19, 0x1C), (0xEE, 0xF1, 0xF2), (0x55, 0xC7, 0xBC)
FINER = 4  # drawn so many times larger, then made smaller: smooth edges
#: name → side in pixels, margin as a share (maskable icons are cut to a circle), corner as a share of the side
ICONS = {
    "icon-192": (192, 0.0, 0.21),
    "icon-512": (512, 0.0, 0.21),
    "icon-180": (180, 0.04, 0.0),
    "icon-maskable-512": (512, 0.14, 0.0),
}


def mark(side: int, margin: float, corner: float) -> Image.Image:
    """Four cells, one lit; the numbers are those of the SVG's 24 × 24 box."""
    whole = side * FINER

    def at(value: float) -> float:
        return (margin + value / 24 * (1 - 2 * margin)) * whole

    image = Image.new("RGBA", (whole, whole), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, whole - 1, whole - 1), radius=int(whole * corner), fill=DARK)
    half = 0.8 / 24 * (1 - 2 * margin) * whole
    low, middle, high = at(3.5), at(12), at(20.5)
    frame = (low - half, low - half, high + half, high + half)
    draw.rounded_rectangle(frame, radius=at(3.4) - at(0) + half, outline=LIGHT, width=int(2 * half))
    draw.rectangle((low, middle - half, high, middle + half), fill=LIGHT)
    draw.rectangle((middle - half, low, middle + half, high), fill=LIGHT)
    draw.rounded_rectangle((at(13.7), at(5.3), at(18.7), at(10.3)), radius=at(1.2) - at(0), fill=LIT)
    return image.resize((side, side), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    for name, (side, margin, corner) in ICONS.items():
        mark(side, margin, corner).quantize(64).save(OUT / f"{name}.png", optimize=True)
