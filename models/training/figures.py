"""The numbers that describe a model, each with what it was counted on."""

import numpy as np
from scipy.stats import rankdata

from calibrate import cascade


def wilson(right: int, n: int) -> list[float]:
    """95 % interval of a proportion."""
    z, p = 1.959964, right / n
    centre, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return [float((centre - half) / (1 + z * z / n)), float((centre + half) / (1 + z * z / n))]


def accuracy(answers: np.ndarray, labels: np.ndarray) -> dict:
    right = int((answers == labels).sum())
    return {"accuracy": right / len(labels), "errors": len(labels) - right, "images": len(labels), "wilson95": wilson(right, len(labels))}


def calibration_error(probabilities: np.ndarray, labels: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error over equal bins of confidence."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == labels
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(sum(abs(right[which == b].mean() - confidence[which == b].mean()) * (which == b).mean() for b in set(which)))


def auroc(digits: np.ndarray, others: np.ndarray) -> float:
    ranks = rankdata(np.concatenate([digits, others]))[: len(digits)]
    return float((ranks.sum() - len(digits) * (len(digits) + 1) / 2) / (len(digits) * len(others)))


def describe(outputs: dict[str, dict], labels: dict, kinds: np.ndarray, calibration: dict) -> dict:
    """Figures of the deployed cascade on every set; `outputs` [n,11] by stage and set."""
    stages, thresholds = calibration["stages"], calibration["thresholds"]
    digits, scores = {}, {}

    def answers(name: str):
        p, d, decided = cascade({stage: of[name] for stage, of in outputs.items()}, stages)
        scores[name] = d
        refused = (p.max(1) < thresholds["confidence"]) | (d < thresholds["digitness"])
        return p, refused, [float((decided >= index).mean()) for index in range(1, len(stages))]

    for name in ("clean", "rough", "drawn", "redrawn", "boxed", "views"):
        p, refused, passed = answers(name)
        digits[name] = accuracy(p.argmax(1), labels[name]) | {
            "passedOn": passed, "refused": float(refused.mean()), "expectedCalibrationError": calibration_error(p, labels[name]),
            "alone": {s: float((of[name][:, :10].argmax(1) == labels[name]).mean()) for s, of in outputs.items()},
            "wrong": np.where(p.argmax(1) != labels[name])[0].tolist() if name == "clean" else None,
        }
    others = {}
    for name in ("held", "heldRough", "seen", "backgrounds", "wrongViews"):
        _, refused, passed = answers(name)
        d = scores[name]
        others[name] = {
            "notOk": float(refused.mean()), "images": len(d), "wilson95": wilson(int(refused.sum()), len(d)),
            "auroc": auroc(scores["clean"], d), "aurocRough": auroc(scores["rough"], d), "passedOn": passed,
        }
        if name == "held":
            others[name]["byKind"] = {k: float(refused[kinds == k].mean()) for k in sorted(set(kinds.tolist()))}
    return {"digits": digits, "nonDigits": others}
