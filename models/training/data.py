"""MNIST's 60,000 training images: read or downloaded, checked, and split once and for all."""

import gzip
import hashlib
import struct
import urllib.request
from pathlib import Path

import numpy as np

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
FILES = {
    "train-images-idx3-ubyte.gz": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte.gz": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
}
VALIDATION = 5000


def read_idx(raw: bytes) -> np.ndarray:
    """Decode an IDX file of bytes, gzipped or not."""
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    dimensions = raw[3]
    shape = struct.unpack(f">{dimensions}I", raw[4 : 4 + 4 * dimensions])
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def fetch(name: str, folder: Path) -> Path:
    """Return the file's path under `folder`, downloading it from a mirror if it is missing."""
    for candidate in (folder / name, folder / name.removesuffix(".gz")):
        if candidate.exists():
            return candidate
    folder.mkdir(parents=True, exist_ok=True)
    problems = []
    for mirror in MIRRORS:
        try:
            with urllib.request.urlopen(mirror + name, timeout=60) as answer:
                raw = answer.read()
        except OSError as problem:
            problems.append(f"{mirror}: {problem}")
            continue
        if hashlib.sha256(raw).hexdigest() != FILES[name]:
            problems.append(f"{mirror}: wrong SHA-256")
            continue
        (folder / name).write_bytes(raw)
        return folder / name
    raise SystemExit(f"Cannot download {name}: {'; '.join(problems)}")


def load(folder: Path) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Images [n,28,28] uint8 and labels [n]: 'train' is the first 55,000, 'validation' the last 5,000.

    The split is by position, not stratified; nobody ever chose it by its result.
    """
    images, labels = (read_idx(fetch(name, folder).read_bytes()) for name in FILES)
    labels = labels.astype(np.int64)
    cut = len(images) - VALIDATION
    return {"train": (images[:cut], labels[:cut]), "validation": (images[cut:], labels[cut:])}
