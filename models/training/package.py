"""Everything that makes `models/<name>/`: the stage files, the manifest that describes them, figures, golden vectors."""

import argparse
import hashlib
import json
import os
import shutil
from pathlib import Path

import numpy as np
import torch

import sources
from augment import Augmenter
from calibrate import calibrate
from card import card
from export import run, to_onnx
from figures import accuracy, describe
from fit import predict
from golden import golden
from integers import in_integers
from networks import Ensemble, cost


def validation_sets(args: argparse.Namespace) -> tuple[dict, dict, np.ndarray]:
    """Pictures [n,28,28] as tensors, labels, and the held non-digits' kinds. Rough: a fixed draw of the augmentation."""
    images, labels = sources.load(args.data)["validation"]
    scale = 0.02 if args.quick else 1.0
    made = sources.cached("validation", args.data, args.work, scale)
    boxed = sources.cached("boxed-validation", args.data, args.work, scale)
    as_tensor = lambda pictures: torch.tensor(pictures).float().div(255)[:, None]
    sets = {"clean": as_tensor(images)} | {name: as_tensor(made[name]) for name in ("drawn", "redrawn", "held", "seen")}
    sets |= {name: as_tensor(boxed[name]) for name in ("boxed", "backgrounds")}
    views = sources.cached("views-validation", args.data, args.work, scale)
    sets |= {name: as_tensor(views[name]) for name in ("views", "wrongViews")}
    augment = Augmenter(99)
    sets |= {"rough": augment(sets["clean"].clone()), "heldRough": augment(sets["held"].clone())}
    named = {"clean": labels, "rough": labels, "drawn": made["drawnLabels"], "redrawn": made["redrawnLabels"], "boxed": boxed["boxedLabels"], "views": views["viewsLabels"]}
    return sets, named, made["heldKinds"]


def described(stage: str, network: Ensemble, raw: bytes) -> dict:
    costs = [cost(member) for member in network.members]
    return {
        "name": stage, "file": f"{stage}.onnx", "sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw),
        "parameters": sum(parameters for parameters, _ in costs),
        "multiplyAdds": sum(multiply_adds for _, multiply_adds in costs),
    }


def manifest(args: argparse.Namespace, stages: dict[str, Ensemble], files: dict[str, bytes], calibration: dict) -> dict:
    """The contract with the service: what goes in, what comes out, and how the stages are read."""
    return {
        "name": args.out.name, "version": args.version,
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
        "stages": [described(s, n, files[s]) | calibration["stages"][s] for s, n in stages.items()],
        "thresholds": calibration["thresholds"],
    }


def by_seed(args: argparse.Namespace, restore, kinds: list[str], images: np.ndarray, labels: np.ndarray) -> dict:
    """Validation accuracy of every network that was trained, and the mean of each kind."""
    found = {}
    for kind in kinds:
        seeds = [seed for seed in range(1, args.seeds + 1) if (args.work / f"{kind}-{seed}.pt").exists()]
        each = [accuracy(predict(restore(args, kind, s), images)[:, :10].argmax(1).numpy(), labels)["accuracy"] for s in seeds]
        found[kind] = {"seeds": seeds, "accuracy": each, "mean": float(np.mean(each)) if each else None}
    return found


def exported(stages: dict[str, Ensemble], integers: tuple[str, ...], seen: np.ndarray, x: torch.Tensor) -> dict[str, bytes]:
    """The stages' files, each checked against PyTorch on `x`; those named in `integers` then get 8-bit convolutions, scaled by `seen`."""
    files = {stage: to_onnx(network) for stage, network in stages.items()}
    for stage, raw in files.items():
        check(raw, x, predict(stages[stage], x).numpy())
    return {stage: in_integers(raw, seen) if stage in integers else raw for stage, raw in files.items()}


def build(args: argparse.Namespace, restore, deployed: dict[str, tuple[str, int]], seen: np.ndarray, settings: dict) -> None:
    """Export, check the export against PyTorch, calibrate and measure the files themselves, and write the folder."""
    torch.set_num_threads(1)
    sets, labels, kinds = validation_sets(args)
    stages = {name: Ensemble([restore(args, kind, seed) for seed in range(1, count + 1)]).eval() for name, (kind, count) in deployed.items()}
    files = exported(stages, settings["8-bit convolutions"], seen, sets["rough"][:256])
    outputs = {s: {name: run(raw, x.numpy()).astype(np.float64) for name, x in sets.items()} for s, raw in files.items()}
    costs = {stage: sum(cost(member)[1] for member in network.members) for stage, network in stages.items()}
    calibration, curve = calibrate(outputs, labels, costs)
    images, digits = sources.load(args.data)["validation"]
    figures = describe(outputs, labels, kinds, calibration)
    figures |= {"networks": by_seed(args, restore, [kind for kind, _ in deployed.values()], images, digits), "curve": "curve.json"}
    contents = {f"{stage}.onnx": raw for stage, raw in files.items()}
    model = manifest(args, stages, files, calibration) | {"training": settings, "validation": figures}
    contents |= {"model.json": text(model), "CARD.md": card(model).encode()}
    made = sources.cached("validation", args.data, args.work, 0.02 if args.quick else 1.0)
    contents["golden.json"] = text(golden(files, made["drawn"], made["drawnLabels"]))
    contents["curve.json"] = text({"points": curve})
    write(args.out, contents)
    print(json.dumps(figures, indent=1))


def check(raw: bytes, x: torch.Tensor, expected: np.ndarray) -> None:
    difference = float(np.abs(run(raw, x.numpy()) - expected).max())
    if difference > 1e-4:
        raise SystemExit(f"Cannot export: ONNX differs from PyTorch by {difference}, at most 0.0001 is allowed")


def write(folder: Path, contents: dict[str, bytes]) -> None:
    """Write all files beside their place, then put each there."""
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
