"""What is no digit: letters, icons, scribbles, shapes, textures, several digits at once. Two parts that share no kind."""

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

import glyphs
from digits import digit, line, ring
from strokes import CANVAS, curve, hand, ink, normalise


def scribble(random: np.random.Generator) -> np.ndarray:
    """A long curve through random points."""
    return ink(random, [curve(random.random((random.integers(5, 14), 2)))])


def zigzag(random: np.random.Generator) -> np.ndarray:
    n = random.integers(4, 9)
    return ink(random, [np.stack([np.linspace(0, 1, n), random.random(n) * random.uniform(0.3, 1.2)], 1)])


def loose_lines(random: np.random.Generator) -> np.ndarray:
    return ink(random, [random.random((2, 2)) for _ in range(random.integers(3, 8))])


def dashes(random: np.random.Generator) -> np.ndarray:
    """One or a few level lines, a cross or a grid."""
    way = random.integers(4)
    if way == 0:
        strokes = [line((0, 0), (1, random.uniform(-0.15, 0.15)))]
    elif way == 1:
        strokes = [line((0, y), (1, y + random.normal(0, 0.03))) for y in np.linspace(0, 0.8, random.integers(2, 5))]
    elif way == 2:
        strokes = [line((0, 0), (1, 1)), line((1, 0), (0, 1))]
    else:
        n = random.integers(2, 4)
        strokes = [line((0, y), (1, y)) for y in np.linspace(0, 1, n)] + [line((x, 0), (x, 1)) for x in np.linspace(0, 1, n)]
    return ink(random, hand(random, strokes, 0.5))


def polygon(random: np.random.Generator) -> np.ndarray:
    """Boxes, triangles, stars; empty or filled."""
    n, star = random.integers(3, 8), random.random() < 0.3
    angle = np.linspace(0, 2 * np.pi, n * (1 + star), endpoint=False) + random.uniform(0, 6)
    radius = np.where(np.arange(len(angle)) % 2, 0.4, 1.0) if star else np.ones(len(angle))
    points = np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None] * [1, random.uniform(0.5, 1)]
    if random.random() < 0.4:
        image = Image.new("L", (CANVAS, CANVAS))
        ImageDraw.Draw(image).polygon([tuple(p) for p in points * 50 + 56], fill=255)
        return normalise(np.asarray(image))
    strokes = [line(*map(tuple, points), tuple(points[0]))]
    if random.random() < 0.3:
        strokes.append(random.normal(0, 0.4, (2, 2)))
    return ink(random, hand(random, [s + 0.5 for s in strokes], 0.4))


def cloud(random: np.random.Generator, sigma: float) -> np.ndarray:
    field = ndimage.gaussian_filter(random.standard_normal((CANVAS, CANVAS)), sigma)
    return field / field.std()


def texture(random: np.random.Generator) -> np.ndarray:
    """Noise of any grain above a level: shadows, stains, paper."""
    field = cloud(random, np.exp(random.uniform(0.3, 2.9)))
    hard = np.clip((field - random.uniform(0.0, 1.5)) * random.uniform(1, 30), 0, 1)
    return normalise((hard * 255).astype(np.uint8))


def silhouette(random: np.random.Generator) -> np.ndarray:
    """A filled body of several boxes and ovals with a grey texture inside: clothes, bags, animals."""
    image = Image.new("L", (CANVAS, CANVAS))
    draw = ImageDraw.Draw(image)
    for _ in range(random.integers(1, 6)):
        x, y = random.uniform(15, 90, 2)
        w, h = random.uniform(8, 45, 2)
        (draw.rectangle if random.random() < 0.5 else draw.ellipse)((x - w, y - h, x + w, y + h), fill=255)
    body = np.asarray(image) * np.clip(random.uniform(0.5, 1.0) + random.uniform(0, 0.3) * cloud(random, random.uniform(2, 12)), 0, 1)
    if random.random() < 0.5:
        body = np.maximum(body, np.roll(body, random.integers(10, 40), 1)[:, ::-1])
    return normalise(body.astype(np.uint8))


def edge(random: np.random.Generator) -> np.ndarray:
    """A paper's edge or a shadow's: a corner, a wedge, a thick band."""
    y, x = np.mgrid[:CANVAS, :CANVAS] / CANVAS
    sides = [np.cos(a) * (x - u) + np.sin(a) * (y - v) for a, u, v in random.uniform(0, [6.3, 1, 1], (3, 3))]
    dark = np.minimum(sides[0], sides[1]) if random.random() < 0.6 else np.minimum(np.minimum(*sides[:2]), sides[2])
    return normalise((np.clip(dark * random.uniform(3, 60), 0, 1) * 255).astype(np.uint8))


def specks(random: np.random.Generator) -> np.ndarray:
    """Separate dots of dirt."""
    image = Image.new("L", (CANVAS, CANVAS))
    draw = ImageDraw.Draw(image)
    for x, y, r in random.uniform([5, 5, 1], [107, 107, 7], (random.integers(1, 14), 3)):
        draw.ellipse((x - r, y - r, x + r, y + r * random.uniform(0.5, 1.5)), fill=int(random.uniform(100, 255)))
    return normalise(np.asarray(image))


def several(random: np.random.Generator, images: np.ndarray) -> np.ndarray:
    """Two or three digits side by side or one above the other, touching or nearly."""
    n = random.integers(2, 4)
    parts = []
    for image in images[random.integers(0, len(images), n)]:
        columns = np.where(image.max(0) > 60)[0]
        parts.append(image[:, max(columns.min() - random.integers(0, 2), 0) : columns.max() + 1])
    joined = np.concatenate(parts, 1)
    if random.random() < 0.15:
        joined = np.concatenate([images[i][4:24] for i in random.integers(0, len(images), 2)])
    return normalise(np.asarray(Image.fromarray(joined).resize((joined.shape[1] * 4, joined.shape[0] * 4), Image.Resampling.BICUBIC)))


def crossed_out(random: np.random.Generator) -> np.ndarray:
    """A digit beneath a scribble, or two digits in one place."""
    strokes = hand(random, digit(random, int(random.integers(10))))
    if random.random() < 0.5:
        strokes += [curve(random.random((random.integers(5, 9), 2)) - 0.5)]
    else:
        strokes += hand(random, [s + random.normal(0, 0.15, 2) for s in digit(random, int(random.integers(10)))])
    return ink(random, strokes, random.uniform(0.8, 2.5))


# Kinds that training never sees.
def spiral(random: np.random.Generator) -> np.ndarray:
    t = np.linspace(0, random.uniform(14, 26), 120)
    return ink(random, hand(random, [np.stack([t * np.cos(t), t * np.sin(t)], 1) / 40 + 0.5], 0.5))


def heart(random: np.random.Generator) -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 40)
    points = np.stack([16 * np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))], 1)
    return ink(random, hand(random, [points / 34 + 0.5], 0.5))


def smiley(random: np.random.Generator) -> np.ndarray:
    eyes = [ring(x, 0.38, 0.04, 0.05) for x in (0.35, 0.65)]
    return ink(random, hand(random, [ring(0.5, 0.5, 0.5, 0.5), *eyes, ring(0.5, 0.5, 0.28, 0.28, 20, 140)], 0.5), random.uniform(0.8, 2))


def arrow(random: np.random.Generator) -> np.ndarray:
    strokes = [line((0, 0.5), (1, 0.5)), line((0.7, 0.25), (1, 0.5), (0.7, 0.75))]
    turn = random.choice([0, 180, 20, -20, 200])
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return ink(random, hand(random, [(p - 0.5) @ np.array([[c, -s], [s, c]]) + 0.5 for p in strokes]))


def stripes(random: np.random.Generator) -> np.ndarray:
    y, x = np.mgrid[:CANVAS, :CANVAS] / CANVAS
    a, f = random.uniform(0, 3.2), random.uniform(15, 60)
    wave = np.sin(f * (x * np.cos(a) + y * np.sin(a)))
    wave = wave * np.sin(f * (y * np.cos(a) - x * np.sin(a))) if random.random() < 0.5 else wave
    return normalise((np.clip(wave * 3, 0, 1) * 255).astype(np.uint8))


def scene(random: np.random.Generator) -> np.ndarray:
    """Soft light and shade as in a photograph, not thresholded."""
    field = sum(cloud(random, s) * s for s in (1.5, 4, 10, 20))
    return normalise((np.clip(field / field.std() * 0.35 + 0.35, 0, 1) * 255).astype(np.uint8))


def upright_bar(picture: np.ndarray) -> bool:
    rows, columns = np.where(picture > 60)
    return np.ptp(columns) + 1 < 0.4 * (np.ptp(rows) + 1)


def draw_negatives(seed: int, count: int, part: str, images: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """`count` pictures [count,28,28] that are no digit, and the kind of each. Empty ones and bars like a 1 are drawn again."""
    shared = {"letter": lambda r: glyphs.letter(r, part), "penned": lambda r: glyphs.penned(r, part),
              "icon": lambda r: glyphs.icon(r, part), "word": lambda r: glyphs.word(r, part)}
    own = {
        "train": {"scribble": scribble, "zigzag": zigzag, "lines": loose_lines, "dashes": dashes, "polygon": polygon,
                  "texture": texture, "silhouette": silhouette, "edge": edge, "specks": specks,
                  "several": lambda r: several(r, images), "crossed out": crossed_out},
        "held": {"spiral": spiral, "heart": heart, "smiley": smiley, "arrow": arrow, "stripes": stripes, "scene": scene},
    }[part]
    weights = {"letter": 4, "penned": 3, "icon": 3, "several": 1.5, "silhouette": 1.5, "word": 0.7, "arrow": 0.7}
    kinds = shared | own
    chances = np.array([weights.get(kind, 1.0) for kind in kinds])
    random = np.random.default_rng(seed)
    pictures, names = [], []
    while len(pictures) < count:
        name = list(kinds)[random.choice(len(kinds), p=chances / chances.sum())]
        picture = kinds[name](random)
        if picture.max() > 60 and not upright_bar(picture):
            pictures.append(picture)
            names.append(name)
    return np.stack(pictures), names
