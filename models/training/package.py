"""Everything that makes `models/<name>/`: the stage files, the manifest that describes them, the golden vectors."""

import base64
import hashlib
import io
import json
import os
import shutil
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from export import to_onnx
from networks import Ensemble, cost


def encode(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()


def mnist_png(image: np.ndarray) -> bytes:
    """A 28×28 grey PNG of one picture, as the model's own geometry: white ink on black."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "png")
    return file.getvalue()


@torch.no_grad()
def golden(stages: dict[str, Ensemble], vectors: list[tuple[str, bytes, np.ndarray]]) -> dict:
    """Vectors (name, PNG, the 28×28 input in 0–1) with what each stage answers in PyTorch's float32."""
    rows = []
    for name, png, pixels in vectors:
        x = torch.from_numpy(np.array(pixels, np.float32).reshape(1, 1, 28, 28))
        outputs = {stage: network(x)[0].tolist() for stage, network in stages.items()}
        rows.append(
            {
                "name": name,
                "png": base64.b64encode(png).decode(),
                "input": encode(pixels),
                "stages": {s: {"logits": o[:10], "digitness": o[10]} for s, o in outputs.items()},
            }
        )
    return {"vectors": rows}


def manifest(name: str, version: str, stages: dict[str, Ensemble], files: dict[str, bytes], calibration: dict) -> dict:
    """The contract with the service: what goes in, what comes out, and how its stages are read."""
    described = []
    for stage, network in stages.items():
        costs = [cost(member) for member in network.members]
        described.append(
            {
                "name": stage,
                "file": f"{stage}.onnx",
                "sha256": hashlib.sha256(files[stage]).hexdigest(),
                "bytes": len(files[stage]),
                "parameters": sum(parameters for parameters, _ in costs),
                "multiplyAdds": sum(multiply_adds for _, multiply_adds in costs),
                **calibration["stages"][stage],
            }
        )
    return {
        "name": name,
        "version": version,
        "sha256": hashlib.sha256(b"".join(files.values())).hexdigest(),
        "labels": [str(digit) for digit in range(10)],
        "input": {
            "name": "image", "type": "float32", "shape": ["batch", 1, 28, 28], "range": [0, 1],
            "ink": "white on black", "normalisation": "none: the networks take 0–1 as it is",
        },
        "outputs": {
            "logits": {"type": "float32", "shape": ["batch", 10]},
            "digitness": {"type": "float32", "shape": ["batch", 1]},
        },
        "stages": described,
        "thresholds": calibration["thresholds"],
    }


def write(folder: Path, name: str, version: str, stages: dict, calibration: dict, vectors: list, figures: dict) -> None:
    """Write the whole folder beside its place, then put each file there; CARD.md and the like stay."""
    stages = {stage: network.float().eval() for stage, network in stages.items()}
    files = {stage: to_onnx(network) for stage, network in stages.items()}
    contents = {f"{stage}.onnx": raw for stage, raw in files.items()}
    described = manifest(name, version, stages, files, calibration) | figures
    contents["model.json"] = text(described)
    contents["golden.json"] = text(golden(stages, vectors))
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    folder.mkdir(parents=True, exist_ok=True)
    for file, raw in contents.items():
        (fresh / file).write_bytes(raw)
    for file in contents:
        os.replace(fresh / file, folder / file)
    fresh.rmdir()


def text(value: dict) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
