"""From data to a validated model in one command: python train.py --data DIR --out ../inkwell

Each step keeps its result in the work folder, so a run that was stopped goes on where it was; `--step` runs one of them.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

import networks
import sources
from fit import Plan, Source, fit, predict

# The phases of every network: passes over MNIST, how many of them the rate falls, what they start from.
BEFORE_VIEWS = ("mnist", "redrawn", "drawn", "printed", "boxed", "negatives", "backgrounds")
PHASES = {
    "plain": {"layout": "careful", "passes": 13, "cooldown": 0, "sources": ("mnist",)},
    "mixed": {"layout": "careful", "passes": 10, "cooldown": 0, "sources": ("mnist", "redrawn", "drawn", "printed", "negatives"), "start": "plain"},
    "careful": {"layout": "careful", "passes": 10, "cooldown": 7, "sources": BEFORE_VIEWS, "start": "mixed"},
    "settled": {"layout": "careful", "passes": 14, "cooldown": 11, "sources": BEFORE_VIEWS, "start": "careful"},
    "seasoned": {"layout": "careful", "passes": 9, "cooldown": 8, "sources": None, "rate": 1e-3, "start": "settled"},
    "steady": {"layout": "steady", "passes": 20, "cooldown": 9, "sources": BEFORE_VIEWS, "rate": 3e-3},
    "steadied": {"layout": "steady", "passes": 8, "cooldown": 6, "sources": None, "rate": 2e-3, "start": "steady", "teacher": ("seasoned", 2)},
    "glance": {"layout": "glance", "passes": 22, "cooldown": 12, "sources": None, "rate": 5e-3, "teacher": ("steadied", 1)},
    "fast": {"layout": "fast", "passes": 20, "cooldown": 8, "sources": BEFORE_VIEWS, "rate": 4e-3},
    "distilled": {"layout": "fast", "passes": 8, "cooldown": 6, "sources": None, "rate": 3e-3, "start": "fast", "teacher": ("steadied", 1)},
}
# The stages of the model, the cheapest first: which networks, and how many of them answer together.
DEPLOYED = {"glance": ("glance", 1), "fast": ("distilled", 1), "steady": ("steadied", 1), "careful": ("seasoned", 2)}
# The stages whose convolutions are counted in whole numbers; the small ones gain nothing by it.
IN_INTEGERS = ("steady", "careful")
# How many pictures of each source are in a batch.
SHARES = {"mnist": 104, "redrawn": 14, "drawn": 12, "printed": 2, "boxed": 8, "negatives": 24, "backgrounds": 6, "views": 16, "wrongViews": 18}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of MNIST's IDX files; downloaded there if missing")
    parser.add_argument("--out", type=Path, required=True, help="folder of the model, for example models/inkwell")
    parser.add_argument("--work", type=Path, default=Path("work"), help="folder for pictures and checkpoints between the steps")
    parser.add_argument("--version", default="1.2.0")
    parser.add_argument("--seeds", type=int, default=3, help="how many networks of each kind to train, for the mean")
    parser.add_argument("--jobs", type=int, default=2, help="training processes at a time, one thread each")
    parser.add_argument("--quick", action="store_true", help="a smoke run of a few minutes: every step, hardly any training")
    parser.add_argument("--step", help="run this step alone, for example source-drawn, careful-1, glance-1 or package")
    return parser.parse_args()


def gather(args: argparse.Namespace, names: tuple[str, ...] | None) -> list[Source]:
    """The named sources, MNIST first; all of them for None."""
    scale = 0.02 if args.quick else 1.0
    images, labels = sources.load(args.data)["train"]
    arrays = {"mnist": images, "mnistLabels": labels}
    names = names or tuple(SHARES)
    for group in ("redrawn", "drawn", "negatives", "boxed", "views"):
        if group != "views" or "views" in names:
            arrays |= sources.cached(group, args.data, args.work, scale)
    found = []
    for name in names:
        pictures = arrays[name]
        found.append(Source(pictures, arrays.get(f"{name}Labels", np.full(len(pictures), -1)), SHARES[name]))
    return found


def sample(found: list[Source]) -> np.ndarray:
    """Training pictures [n,1,28,28] in 0–1 of every source, for the scales of whole numbers."""
    random = np.random.default_rng(1)
    rows = [random.choice(len(s.images), min(600 if i == 0 else 200, len(s.images)), replace=False) for i, s in enumerate(found)]
    return np.concatenate([s.images[r] for s, r in zip(found, rows)]).astype(np.float32)[:, None] / 255


def restore(args: argparse.Namespace, kind: str, seed: int) -> networks.Network:
    network = networks.Network(PHASES[kind]["layout"])
    network.load_state_dict(torch.load(args.work / f"{kind}-{seed}.pt"))
    return network.eval()


def train_one(args: argparse.Namespace, kind: str, seed: int) -> None:
    """Train one network from labels; some also from the opinion of two larger ones."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    phase, teacher = PHASES[kind], None
    passes = 0.05 if args.quick else phase["passes"]
    plan = Plan(seed, passes, cooldown=phase["cooldown"], rate=phase.get("rate", Plan.rate))
    network = restore(args, phase["start"], seed) if "start" in phase else networks.Network(phase["layout"])
    if "teacher" in phase:
        taught_by, count = phase["teacher"]
        members = [restore(args, taught_by, s) for s in range(1, min(count, args.seeds) + 1)]
        teacher = networks.Ensemble(members).to(memory_format=torch.channels_last)
    images, labels = sources.load(args.data)["validation"]

    def report(message: str, averaged: torch.nn.Module) -> None:
        right = (predict(averaged, images)[:, :10].argmax(1).numpy() == labels).mean()
        print(f"{kind}-{seed}  {message}  validation {right:.4f}", flush=True)
        torch.save(averaged.state_dict(), args.work / f"{kind}-{seed}.part")

    averaged = fit(network, gather(args, phase["sources"]), plan, teacher, report)
    torch.save(averaged.state_dict(), args.work / f"{kind}-{seed}.pt")


def settings(args: argparse.Namespace) -> dict:
    """What a reader of model.json has to know to train the same model again."""
    return {
        "data": "MNIST's first 55,000 training images; pictures made by this code from them, from strokes and from fonts",
        "held out": "MNIST's last 5,000 training images, by position",
        "phases": PHASES, "batch": SHARES, "made": sources.COUNTS,
        "layouts": networks.LAYOUTS, "8-bit convolutions": IN_INTEGERS, "defaults": asdict(Plan(0, 0)), "members of careful": DEPLOYED["careful"][1],
        "note": "The networks of versions 1.1.0 and 1.2.0: each was trained in phases beside other work; the plain and mixed phases of seeds 1 and 2 are those of "
        "version 1.0.0 (commit a067ab6 tells); the views were made while a table could hide the first digit of a string. Of the early stages only seed 1 was trained, of the careful one three, of which the first two are deployed",
        "versions": {"torch": torch.__version__, "numpy": np.__version__},
    }


def step(args: argparse.Namespace, name: str) -> None:
    if name == "package":
        from package import build

        return build(args, restore, DEPLOYED, sample(gather(args, None)), settings(args))
    kind, _, which = name.partition("-")
    if kind == "source":
        sources.cached(which, args.data, args.work, 0.02 if args.quick else 1.0)
    else:
        train_one(args, kind, int(which))


def result(args: argparse.Namespace, name: str) -> Path:
    return args.work / (f"{name}.npz" if name.startswith("source") else f"{name}.pt")


def run(args: argparse.Namespace, names: list[str]) -> None:
    """Run independent steps as processes of their own, `--jobs` at a time; skip those with a result."""
    waiting, running = [name for name in names if not result(args, name).exists()], {}
    while waiting or running:
        while waiting and len(running) < args.jobs:
            name = waiting.pop(0)
            print(f"{name} …", flush=True)
            environment = os.environ | {"OMP_NUM_THREADS": "1"}
            running[name] = subprocess.Popen([sys.executable, *sys.argv, "--step", name], env=environment)
        time.sleep(0.5)
        for name, process in list(running.items()):
            if process.poll() is not None:
                del running[name]
                if process.returncode:
                    for other in running.values():
                        other.terminate()
                    raise SystemExit(f"Cannot finish {name}: it ended with code {process.returncode}")


def main() -> None:
    args = options()
    args.work.mkdir(parents=True, exist_ok=True)
    if args.step:
        return step(args, args.step)
    seeds = range(1, args.seeds + 1)
    sources.load(args.data)
    run(args, [f"source-{name}" for name in sources.MAKERS])
    for kind in PHASES:
        run(args, [f"{kind}-{seed}" for seed in seeds])
    step(args, "package")


if __name__ == "__main__":
    main()
