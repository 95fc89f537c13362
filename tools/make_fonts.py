"""Makes the fonts of printed papers (weige/kernel/printing/fonts) out of two npm packages of Google's Noto fonts.

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 @expo-google-fonts/noto-serif-sc@0.4.3
    python tools/make_fonts.py <folder with the two .tgz files>

Run once, by hand, when a newer font is wanted; what it makes is committed, so nothing is fetched at run time.
Text face: Noto Serif SC (宋); headings: Noto Sans SC Bold (黑), both with the 6,763 hanzi of GB 2312 and the signs a
paper needs. Fallback: Noto Sans SC with all other hanzi the font has (GBK and the rare ones of 通用规范汉字表: names),
so that a name can be printed. Needs fonttools.
"""

import sys
import tarfile
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parents[1] / "weige" / "kernel" / "printing" / "fonts"
SANS = ("expo-google-fonts-noto-sans-sc-0.4.3.tgz", "package/{}/NotoSansSC_{}.ttf")
SERIF = ("expo-google-fonts-noto-serif-sc-0.4.3.tgz", "package/{}/NotoSerifSC_{}.ttf")
SIGNS = (
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2000, 0x2070), *range(0x2190, 0x2200), *range(0x2200, 0x2270),
    *range(0x2460, 0x2500), *range(0x2500, 0x2580), *range(0x25A0, 0x2600), *range(0x3000, 0x3040),
    *range(0x3220, 0x3300), *range(0xFF00, 0xFFEF), 0x2103, 0x2116, 0x2605, 0x2606, 0x2713, 0x2717,
)  # fmt: skip
HANZI = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))


def gb2312() -> set[int]:
    """The hanzi of GB 2312, by Python's own codec."""
    found = set()
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def cut(folder: Path, package: tuple[str, str], weight: str, name: str, *, rare: bool = False) -> None:
    """Writes the subset of one face; `rare` takes the hanzi outside GB 2312 instead of those inside."""
    archive, member = package
    with tarfile.open(folder / archive) as tar:
        file = tar.extractfile(member.format(weight, weight))
        assert file is not None
        font = TTFont(BytesIO(file.read()))
    common = gb2312()
    has = set(font.getBestCmap())
    wanted = {c for c in has if any(a <= c < b for a, b in HANZI)} - common if rare else common | set(SIGNS)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    font.save(TARGET / name)


def main() -> None:
    folder = Path(sys.argv[1])
    TARGET.mkdir(parents=True, exist_ok=True)
    cut(folder, SERIF, "400Regular", "weige-serif.ttf")
    cut(folder, SANS, "700Bold", "weige-bold.ttf")
    cut(folder, SANS, "400Regular", "weige-rare.ttf", rare=True)
    with tarfile.open(folder / SANS[0]) as tar:
        licence = tar.extractfile("package/LICENSE_FONT")
        assert licence is not None
        (TARGET / "OFL.txt").write_bytes(licence.read())


if __name__ == "__main__":
    main()
