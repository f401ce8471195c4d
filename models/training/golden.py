"""Golden vectors: pictures as people send them, the 28×28 that the service makes of them, and the answers of the networks' files."""

import base64
import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from digits import digit
from export import run
from strokes import hand


def png(image: Image.Image, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, "png", **options)
    return file.getvalue()


def small(images: np.ndarray, labels: np.ndarray) -> list[tuple[str, bytes]]:
    """Twelve of our own drawings that are 28×28 already, white on black. None of MNIST's images is given away."""
    rows = [int(np.where(labels == value)[0][0]) for value in range(10)]
    rows += [int(np.where(labels == value)[0][1]) for value in (4, 7)]
    return [(f"small {row}, a {labels[row]}", png(Image.fromarray(images[row]))) for row in rows]


def sketch(random: np.random.Generator, value: int, size: int, pen: int) -> Image.Image:
    """A drawn digit, black on white, in the middle of a square."""
    strokes = hand(random, digit(random, value), 0.6)
    image = Image.new("L", (size, size), 255)
    for stroke in strokes:
        ImageDraw.Draw(image).line([tuple(p) for p in stroke * size * 0.6 + size / 2], fill=0, width=pen, joint="curve")
    return image


def drawn() -> list[tuple[str, bytes]]:
    """Twelve pictures in the colour types, polarities and pens that arrive."""
    random = np.random.default_rng(7)
    pictures = []
    for value, (size, pen, form) in enumerate(
        ((200, 14, "L"), (280, 6, "RGB"), (240, 18, "RGBA"), (160, 10, "1"), (300, 2, "L"), (280, 12, "P"),
         (220, 9, "inverted"), (200, 24, "L"), (96, 1, "RGB"), (256, 11, "blue"))
    ):
        image = sketch(random, value, size, pen)
        if form == "RGBA":
            image = Image.merge("RGBA", [Image.new("L", image.size)] * 3 + [image.point(lambda v: 255 - v)])
        elif form == "inverted":
            image = image.point(lambda v: 255 - v)
        elif form == "blue":
            image = Image.composite(Image.new("RGB", image.size, (250, 248, 240)), Image.new("RGB", image.size, (30, 40, 140)), image)
        elif form != "L":
            image = image.convert(form)
        pictures.append((f"drawn {value}, {form} {size} px, pen {pen} px", png(image)))
    star = Image.new("L", (180, 180), 255)
    angle = np.radians(np.arange(5) * 144 - 90)
    ImageDraw.Draw(star).line([(90 + 70 * np.cos(a), 90 + 70 * np.sin(a)) for a in [*angle, angle[0]]], fill=0, width=8)
    cross = Image.new("L", (150, 150), 255)
    for ends in ((30, 30, 120, 120), (120, 30, 30, 120)):
        ImageDraw.Draw(cross).line(ends, fill=0, width=10)
    return [*pictures, ("no digit: a star", png(star)), ("no digit: a cross", png(cross))]


def preprocessed(pictures: list[tuple[str, bytes]]) -> list[tuple[str, bytes, np.ndarray]]:
    """The service's own preprocessing, run by Bun; without Bun there are no golden vectors."""
    if not shutil.which("bun"):
        print("bun is missing: no golden vectors")
        return []
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for index, (_, raw) in enumerate(pictures):
            paths.append(Path(folder) / f"{index:02}.png")
            paths[-1].write_bytes(raw)
        answer = subprocess.run(["bun", Path(__file__).with_name("preprocess.ts"), *paths], capture_output=True, check=True)
    inputs = np.frombuffer(answer.stdout, "<f4").reshape(-1, 28, 28)
    return [(name, raw, pixels) for (name, raw), pixels in zip(pictures, inputs, strict=True)]


def golden(stages: dict[str, bytes], images: np.ndarray, labels: np.ndarray) -> dict:
    """Vectors: name, PNG, the 28×28 input in 0–1, and what each stage answers in ONNX Runtime on this machine's processor."""
    rows = []
    for name, raw, pixels in preprocessed(small(images, labels) + drawn()):
        x = np.array(pixels, np.float32).reshape(1, 1, 28, 28)
        outputs = {stage: run(raw, x)[0].tolist() for stage, raw in stages.items()}
        rows.append(
            {
                "name": name,
                "png": base64.b64encode(raw).decode(),
                "input": base64.b64encode(np.ascontiguousarray(pixels, "<f4").tobytes()).decode(),
                "stages": {s: {"logits": o[:10], "digitness": o[10]} for s, o in outputs.items()},
            }
        )
    return {"vectors": rows}
