"""Drawing with a pen: smooth curves, ink, and MNIST's geometry for whatever was drawn."""

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

CANVAS = 112


def normalise(picture: np.ndarray) -> np.ndarray:
    """Crop to the ink, longer side to 20 px with antialiasing, centre of mass in the middle of 28×28."""
    result = np.zeros((28, 28), np.uint8)
    rows, columns = np.where(picture > 40)
    if len(rows) == 0:
        return result
    crop = picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = 20 / max(crop.shape)
    size = max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale))
    small = np.asarray(Image.fromarray(crop).resize(size, Image.Resampling.BOX))
    centre = ndimage.center_of_mass(small.astype(np.float32) + 1e-6)
    y, x = (int(np.clip(round(13.5 - c), 0, 28 - n)) for c, n in zip(centre, small.shape))
    result[y : y + small.shape[0], x : x + small.shape[1]] = small
    return result


def curve(points: np.ndarray, pieces: int = 10) -> np.ndarray:
    """A Catmull–Rom spline through the points."""
    p = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, pieces, endpoint=False)[:, None]
    parts = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:])
    ]
    return np.concatenate([*parts, points[-1:]])


def hand(random: np.random.Generator, strokes: list[np.ndarray], loose: float = 1.0) -> list[np.ndarray]:
    """Shake, slant and stretch strokes in the unit square as a hand does."""
    slant, turn = random.normal(0, 0.15) * loose, random.normal(0, 0.1) * loose
    aspect = np.exp(random.normal(0, 0.18) * loose)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.array(
        [[aspect, -slant], [0, 1 / aspect]]
    )
    phase, bend = random.uniform(0, 6.3, 4), random.normal(0, 0.025, 4) * loose
    result = []
    for stroke in strokes:
        x, y = stroke.T - 0.5
        wave = np.stack(
            [bend[0] * np.sin(5 * y + phase[0]) + bend[1] * np.sin(9 * y + phase[1]),
             bend[2] * np.sin(5 * x + phase[2]) + bend[3] * np.sin(9 * x + phase[3])], 1
        )
        result.append((np.stack([x, y], 1) + wave) @ matrix.T)
    return result


def ink(random: np.random.Generator, strokes: list[np.ndarray], width: float | None = None) -> np.ndarray:
    """Draw strokes with a round pen, fitted to the canvas; `width` is in pixels of the final 20."""
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    width = width or float(np.exp(random.uniform(np.log(0.8), np.log(4.5))))
    room = CANVAS - 8 - width * 5
    scale = room / max((high - low).max(), 1e-6)
    pen = max(1, round(width * room / max(20 - width, 8)))
    image = Image.new("L", (CANVAS + 40, CANVAS + 40))
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        path = (stroke - low) * scale + 20
        draw.line([tuple(p) for p in path], fill=255, width=pen)
        if pen > 2:
            for x, y in path:
                draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
    return normalise(np.asarray(image))


def redraw(random: np.random.Generator, image: np.ndarray) -> np.ndarray:
    """The same digit from another pen: its skeleton at four times the size, drawn again in any width."""
    from skimage.morphology import skeletonize

    large = np.asarray(Image.fromarray(image).resize((112, 112), Image.Resampling.BICUBIC))
    skeleton = skeletonize(ndimage.gaussian_filter(large.astype(np.float32), 1.5) > 110)
    if skeleton.sum() < 12:
        return image
    distance = ndimage.distance_transform_edt(~skeleton)
    radius = np.exp(random.uniform(np.log(1.6), np.log(9.0)))
    return normalise((np.clip(radius - distance + 0.5, 0, 1) * 255).astype(np.uint8))
