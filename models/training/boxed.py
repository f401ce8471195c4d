"""Digits as old collections store them, stretched to fill a box of few pixels, and the backgrounds that such boxes leave."""

import numpy as np
from PIL import Image
from scipy import ndimage

from digits import digit
from strokes import hand, ink, normalise


def crop(image: np.ndarray) -> np.ndarray:
    rows, columns = np.where(image > 60)
    return image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def box(random: np.random.Generator, image: np.ndarray) -> np.ndarray:
    """The ink stretched towards a square of 8 to 20 pixels, often black and white."""
    part = crop(image)
    side = int(random.choice([8, 10, 12, 16, 16, 16, 20]))
    stretch = random.uniform(0.4, 1.0)
    shape = [max(2, round(side * (n / max(part.shape)) ** (1 - stretch))) for n in part.shape]
    small = np.asarray(Image.fromarray(part).resize(shape[::-1], Image.Resampling.BOX))
    if side >= 12 and random.random() < 0.6:
        small = (small > random.uniform(70, 140)).astype(np.uint8) * 255
    return small


def enlarge(random: np.random.Generator, small: np.ndarray) -> np.ndarray:
    filters = (Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC)
    size = small.shape[1] * 5, small.shape[0] * 5
    return normalise(np.asarray(Image.fromarray(small).resize(size, filters[random.integers(3)])))


def boxed_digits(seed: int, count: int, images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Half from MNIST's images, half drawn."""
    random = np.random.default_rng(seed)
    pictures, values = [], []
    while len(pictures) < count:
        if random.random() < 0.5:
            row = random.integers(len(images))
            image, value = images[row], int(labels[row])
        else:
            value = int(random.integers(10))
            image = ink(random, hand(random, digit(random, value)), random.uniform(1.2, 4.0))
        picture = enlarge(random, box(random, image))
        if picture.max() > 60:
            pictures.append(picture)
            values.append(value)
    return np.stack(pictures), np.array(values)


def backgrounds(seed: int, count: int, images: np.ndarray) -> np.ndarray:
    """What is seen when a digit that fills its picture is taken for paper: all around it, or single pieces of that."""
    random = np.random.default_rng(seed)
    pictures = []
    while len(pictures) < count:
        small = box(random, images[random.integers(len(images))])
        inverse = 255 - (np.pad(small, random.integers(1, 3)) if random.random() < 0.3 else small)
        pieces, n = ndimage.label(inverse > 128)
        if n > 1 and random.random() < 0.7:
            kept = random.permutation(n)[: random.integers(1, n)] + 1
            inverse = np.where(np.isin(ndimage.grey_dilation(pieces, 3), kept), inverse, 0).astype(np.uint8)
        picture = enlarge(random, inverse)
        rows, columns = np.where(picture > 60)
        # A lone upright bar, or an oval hole, may well be a 1 or a 0.
        if len(rows) > 12 and np.ptp(columns) > 0.45 * np.ptp(rows):
            pictures.append(picture)
    return np.stack(pictures)
