"""Letters, symbols and icons from font packages: what is no digit, and a few printed digits."""

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont, TTLibError
from HersheyFonts import HersheyFonts
from PIL import Image, ImageDraw, ImageFont

from strokes import hand, ink, normalise

# Letters that a reader could take for a digit are left out: O o I l | i Z z S s B b g q G Q T t y Y J j A a D é…
LATIN = "CEFHKLMNPRUVWXcdefhkmnpruvwx&@#%?$€+=*<>~^"
OTHER = "ΓΔΛΞΠΣΨΩαβγλμπψωЖШЩЮЯДЛПИЙЦЫжшщюдлцפשצאגדהחטלםמנעקתبتجحدرسصطعفكلمنهي∀∃∇∑∏√∞≈≠≤≥⊕⊗♠♣♥♦♪♫←↑→↓↔⇒⇔☺☼★☆✓✗✚✿"
DIGITLIKE = ("numeric", "alpha", "roman", "counter", "zero", "one", "two", "three", "four", "five", "six", "seven",
             "eight", "nine", "number", "circle-outline", "minus", "slash", "letter", "dice", "speedometer", "infinity")
# What training sees, and what only the figures see.
FONTS = {
    "train": ("matplotlib", ("DejaVu", "STIXGeneral", "cmr10", "cmb10", "cmss10", "cmtt10", "cmmi10")),
    "held": ("font_roboto font_source_serif_pro font_amatic_sc font_intuitive font_caladea".split(), ("",)),
}
ICONS = {"train": "fonticon_mdi7", "held": "fonticon_fa6"}
HERSHEY = {
    "train": "futural futuram cursive cyrillic gothgbt greek greeks markers mathlow rowmans scriptc scripts symbolic timesi timesr".split(),
    "held": "astrology gothiceng japanese music meteorology timesib rowmand".split(),
}


def folder(package: str) -> Path:
    return Path(importlib.util.find_spec(package).submodule_search_locations[0])


@cache
def fonts(part: str) -> list[tuple[Path, str]]:
    """Font files of a part, each with the letters it has."""
    packages, names = FONTS[part]
    found = []
    for package in [packages] if isinstance(packages, str) else packages:
        for path in sorted(folder(package).rglob("*.[to]tf")):
            if path.name.startswith(names):
                try:
                    known = TTFont(path).getBestCmap() or {}
                except TTLibError:
                    continue
                found.append((path, "".join(c for c in LATIN + OTHER if ord(c) in known)))
    return found


@cache
def icons(part: str) -> list[tuple[Path, str]]:
    """Icon font files of a part, each with its icons but those that show digits or letters."""
    found = []
    for path in sorted((folder(ICONS[part]) / "fonts").glob("*.[to]tf")):
        names = TTFont(path).getBestCmap() if path.suffix == ".ttf" else outline_names(path)
        kept = [code for code, name in names.items() if code > 0x2000 and not any(w in name for w in DIGITLIKE)]
        found.append((path, "".join(map(chr, kept))))
    return found


def outline_names(path: Path) -> dict[int, str]:
    try:
        return TTFont(path).getBestCmap()
    except TTLibError:
        return {}


@cache
def face(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


@cache
def hershey(name: str) -> HersheyFonts:
    font = HersheyFonts()
    font.load_default_font(name)
    return font


def printed(random: np.random.Generator, path: Path, text: str) -> np.ndarray:
    """Text in a font, turned and sheared a little."""
    image = Image.new("L", (220, 160))
    ImageDraw.Draw(image).text((110, 80), text, fill=255, font=face(path, 80), anchor="mm")
    shear = random.normal(0, 0.12)
    image = image.rotate(random.normal(0, 7), Image.Resampling.BILINEAR)
    image = image.transform(image.size, Image.Transform.AFFINE, (1, shear, -80 * shear, 0, 1, 0), Image.Resampling.BILINEAR)
    return normalise(np.asarray(image))


def pick(random: np.random.Generator, items):
    return items[random.integers(len(items))]


def letter(random: np.random.Generator, part: str) -> np.ndarray:
    path, characters = pick(random, fonts(part))
    return printed(random, path, pick(random, characters))


def icon(random: np.random.Generator, part: str) -> np.ndarray:
    path, characters = pick(random, [entry for entry in icons(part) if entry[1]])
    return printed(random, path, pick(random, characters))


def word(random: np.random.Generator, part: str) -> np.ndarray:
    path, characters = pick(random, fonts(part))
    return printed(random, path, "".join(pick(random, characters) for _ in range(random.integers(2, 4))))


def penned(random: np.random.Generator, part: str, characters: str = LATIN[:27]) -> np.ndarray:
    """A character of a Hershey font, drawn by a loose hand with any pen."""
    font = hershey(pick(random, HERSHEY[part]))
    strokes = [np.array(stroke, float) for stroke in font.strokes_for_text(pick(random, characters))]
    strokes = [stroke for stroke in strokes if len(stroke) > 1]
    if not strokes:
        return np.zeros((28, 28), np.uint8)
    points = np.concatenate(strokes)
    low, size = points.min(0), max(np.ptp(points, 0).max(), 1e-6)
    return ink(random, hand(random, [(stroke - low) / size for stroke in strokes]))


def printed_digits(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Digits of the training fonts, printed or drawn along Hershey's strokes."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    plain = ["futural", "futuram", "rowmans", "scripts", "timesr", "timesi"]
    pictures = []
    for value in labels:
        if random.random() < 0.5:
            upright = [path for path, _ in fonts("train") if not path.stem.endswith(("Display", "cmmi10"))]
            pictures.append(printed(random, pick(random, upright), str(value)))
        else:
            font = hershey(pick(random, plain))
            strokes = [np.array(stroke, float) / 21 for stroke in font.strokes_for_text(str(value))]
            pictures.append(ink(random, hand(random, [s for s in strokes if len(s) > 1])))
    return np.stack(pictures), labels
