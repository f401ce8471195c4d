"""Everything that training and validation look at, made once from MNIST, pens, fonts and a fixed seed."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np

from boxed import backgrounds, boxed_digits
from data import load
from digits import draw_digits
from glyphs import printed_digits
from negatives import draw_negatives
from strokes import redraw

COUNTS = {"redrawn": 24000, "drawn": 16000, "printed": 4000, "negatives": 24000, "boxed": 12000, "backgrounds": 8000, "scenes": 9000, "held": 4000, "check": 2000, "checkedScenes": 1500}
MAKERS = ("redrawn", "drawn", "negatives", "boxed", "views", "validation", "boxed-validation", "views-validation")


def make(name: str, folder: Path, scale: float = 1.0) -> dict[str, np.ndarray]:
    """One group of pictures [n,28,28] uint8 with their labels (−1: no digit)."""
    mnist = load(folder)
    count = {key: int(value * scale) for key, value in COUNTS.items()}
    random = np.random.default_rng(11)
    if name == "redrawn":
        images, labels = mnist["train"]
        rows = random.permutation(len(images))[: count["redrawn"]]
        return {"redrawn": np.stack([redraw(random, images[row]) for row in rows]), "redrawnLabels": labels[rows]}
    if name == "drawn":
        drawn, drawn_labels = draw_digits(21, count["drawn"])
        printed, printed_labels = printed_digits(22, count["printed"])
        return {"drawn": drawn, "drawnLabels": drawn_labels, "printed": printed, "printedLabels": printed_labels}
    if name == "negatives":
        return {"negatives": draw_negatives(31, count["negatives"], "train", mnist["train"][0])[0]}
    if name == "views":
        return see(folder, count["scenes"], "train")
    if name == "views-validation":
        return see(folder, count["checkedScenes"], "validation")
    if name == "boxed":
        boxed, labels = boxed_digits(51, count["boxed"], *mnist["train"])
        return {"boxed": boxed, "boxedLabels": labels, "backgrounds": backgrounds(52, count["backgrounds"], mnist["train"][0])}
    images, labels = mnist["validation"]
    if name == "boxed-validation":
        boxed, boxed_labels = boxed_digits(61, count["check"], images, labels)
        return {"boxed": boxed, "boxedLabels": boxed_labels, "backgrounds": backgrounds(62, count["check"], images)}
    held, kinds = draw_negatives(41, count["held"], "held", images)
    drawn, drawn_labels = draw_digits(42, count["check"])
    return {
        "held": held, "heldKinds": np.array(kinds),
        "seen": draw_negatives(43, count["check"], "train", images)[0],
        "drawn": drawn, "drawnLabels": drawn_labels,
        "redrawn": np.stack([redraw(random, image) for image in images[: count["check"]]]),
        "redrawnLabels": labels[: count["check"]],
    }


def see(folder: Path, scenes: int, part: str) -> dict[str, np.ndarray]:
    """What the service's own preprocessing makes of made scenes (`views.ts`), run by Bun."""
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run(["bun", Path(__file__).with_name("views.ts"), folder, file.name, str(scenes), part], check=True)
        records = np.fromfile(file.name, np.uint8).reshape(-1, 785)
    labels, pictures = records[:, 0].astype(np.int64), records[:, 1:].reshape(-1, 28, 28)
    digit = labels != 255
    return {"views": pictures[digit], "viewsLabels": labels[digit], "wrongViews": pictures[~digit]}


def cached(name: str, folder: Path, work: Path, scale: float = 1.0) -> dict[str, np.ndarray]:
    """`make`, kept in the work folder."""
    path = work / f"source-{name}.npz"
    if not path.exists():
        pictures = make(name, folder, scale)
        part = path.with_suffix(".part.npz")
        np.savez_compressed(part, **pictures)
        part.rename(path)
    with np.load(path) as arrays:
        return dict(arrays)
