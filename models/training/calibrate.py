"""From outputs to honest probabilities: temperatures, the digitness curve, and every threshold, on validation alone."""

import itertools

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, log_softmax

CONFIDENCES = (0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.985, 0.99, 0.995, 0.998, 0.999)
DIGITNESSES = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
# What the early stages may cost the cascade beside its last stage alone, and how many non-digits they may let stand.
LOSS, LET_STAND = {"clean": 0.0, "rough": 0.0006, "views": 0.0014}, 0.03
# Real digits that the thresholds may refuse.
REFUSED = 0.0015


def temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature of least negative log-likelihood."""
    rows = np.arange(len(labels))
    found = minimize_scalar(
        lambda t: -log_softmax(logits / np.exp(t), 1)[rows, labels].mean(), bounds=(-2, 2), method="bounded"
    )
    return float(np.exp(found.x))


def platt(digits: np.ndarray, others: np.ndarray) -> tuple[float, float]:
    """Scale and bias of the logistic curve through the digitness logits, both sides weighing the same."""
    def cost(p):
        return np.logaddexp(0, -(p[0] * digits + p[1])).mean() + np.logaddexp(0, p[0] * others + p[1]).mean()
    scale, bias = minimize(cost, [1.0, 0.0]).x
    return float(scale), float(bias)


def read(outputs: np.ndarray, stage: dict) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities [n,10] and p(digit) [n] of a calibrated stage."""
    probabilities = np.exp(log_softmax(outputs[:, :10] / stage["temperature"], 1))
    return probabilities, expit(stage["digitnessScale"] * outputs[:, 10] + stage["digitnessBias"])


def cascade(outputs: dict[str, np.ndarray], stages: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the deployed model says: probabilities [n,10], p(digit) [n], and the number of the stage that decided [n]."""
    *earlier, last = stages
    p, d = read(outputs[last], stages[last])
    decided = np.full(len(d), len(earlier))
    for index in reversed(range(len(earlier))):
        stage = stages[earlier[index]]
        own_p, own_d = read(outputs[earlier[index]], stage)
        stands = (own_p.max(1) >= stage["accept"]["confidence"]) & (own_d >= stage["accept"]["digitness"])
        p, d, decided = np.where(stands[:, None], own_p, p), np.where(stands, own_d, d), np.where(stands, index, decided)
    return p, d, decided


def curve(outputs: dict[str, dict], labels: dict, stages: dict, costs: dict) -> dict[str, np.ndarray]:
    """Cost against accuracy for every combination of accept thresholds of the early stages, on digits and on seen non-digits.

    One row a combination: `accept` [n,early,2] thresholds, and by set "accuracy clean" [n], "multiplyAdds clean" [n] …,
    "nonDigitsAccepted" [n]. The last early stage's thresholds are tried all at once on what the ones before it leave open.
    """
    *early, last = stages
    grid = np.array([*itertools.product(CONFIDENCES, DIGITNESSES)])
    combinations = [*itertools.product(range(len(grid)), repeat=len(early) - 1)]
    accept = np.array([[*grid[list(chosen)], own] for chosen in combinations for own in grid])
    found = {"accept": accept}
    for name in ("clean", "rough", "views", "seen"):
        by_stage = [read(outputs[stage][name], stages[stage]) for stage in stages]
        total = len(by_stage[0][1])
        right = [p.argmax(1) == labels.get(name, -1) for p, _ in by_stage]
        stands = [(p.max(1) >= grid[:, :1]) & (d >= grid[:, 1:]) for p, d in by_stage[:-1]]
        rows = []
        for chosen in combinations:
            open_, hits, spent = np.ones(total, bool), 0, total * costs[early[0]]
            for stage, index in enumerate(chosen):
                hits += (right[stage] & stands[stage][index] & open_).sum()
                open_ &= ~stands[stage][index]
                spent += open_.sum() * costs[early[stage + 1]]
            own, rest = right[-2][open_], right[-1][open_]
            stand = stands[-1][:, open_]
            passed_on = (~stand).sum(1)
            rows.append([hits + (stand & own).sum(1) + (~stand & rest).sum(1), spent + passed_on * costs[last], total - passed_on])
        hits, spent, stood = np.concatenate(rows, 1) / total
        if name in labels:
            found |= {f"accuracy {name}": hits, f"loss {name}": right[-1].mean() - hits, f"multiplyAdds {name}": spent}
        else:
            found["nonDigitsAccepted"] = stood
    return found


def point(points: dict[str, np.ndarray], index: int) -> dict:
    """One combination as `curve.json` has it."""
    return {
        "accept": [{"confidence": float(c), "digitness": float(d)} for c, d in points["accept"][index]],
        "nonDigitsAccepted": float(points["nonDigitsAccepted"][index]),
    } | {
        name: {"accuracy": float(points[f"accuracy {name}"][index]), "multiplyAdds": int(points[f"multiplyAdds {name}"][index])}
        for name in ("clean", "rough", "views")
    }


def choose(points: dict[str, np.ndarray]) -> int:
    """The cheapest thresholds that lose nothing on clean digits and are within the risk elsewhere."""
    within = points["nonDigitsAccepted"] <= LET_STAND
    for name, loss in LOSS.items():
        within &= points[f"loss {name}"] <= loss + 1e-9
    return int(np.argmin(np.where(within, points["multiplyAdds clean"], np.inf))) if within.any() else len(within) - 1


def frontier(points: dict[str, np.ndarray]) -> list[int]:
    """The points that no other beats in both cost and accuracy on clean digits, the cheapest first."""
    kept, highest = [], -1.0
    for index in np.lexsort((-points["accuracy clean"], points["multiplyAdds clean"])):
        if points["accuracy clean"][index] > highest:
            kept.append(int(index))
            highest = points["accuracy clean"][index]
    return kept


def refusal(confidence: np.ndarray, digitness: np.ndarray) -> dict:
    """The highest thresholds that together refuse no more than REFUSED of real digits: most of it goes to digitness."""
    d = np.floor(np.quantile(digitness, REFUSED * 0.8) * 1000) / 1000
    kept = confidence[digitness >= d]
    c = np.floor(np.quantile(kept, REFUSED * 0.2) * 1000) / 1000
    return {"confidence": float(np.clip(c, 0.5, 0.9)), "digitness": float(np.clip(d, 0.02, 0.9))}


def calibrate(outputs: dict[str, dict], labels: dict, costs: dict) -> tuple[dict, list[dict]]:
    """Stages and thresholds as model.json has them, and the curve of cost against accuracy that they were chosen from.

    `outputs` holds, by stage from the cheapest to the last, outputs [n,11] by set: clean, rough, drawn, redrawn, boxed, views
    (digits), seen, backgrounds, wrongViews (no digits).
    """
    stages = {}
    for name, of in outputs.items():
        both = np.concatenate([of["clean"], of["rough"]])
        digits = np.concatenate([both, *(of[kind] for kind in ("drawn", "redrawn", "boxed", "views"))])
        others = np.concatenate([of[kind] for kind in ("seen", "backgrounds", "wrongViews")])
        scale, bias = platt(digits[:, 10], others[:, 10])
        stages[name] = {
            "temperature": temperature(both[:, :10], np.concatenate([labels["clean"], labels["rough"]])),
            "digitnessScale": scale, "digitnessBias": bias,
        }
    points = curve(outputs, labels, stages, costs)
    chosen = point(points, choose(points))
    for name, accept in zip(stages, chosen["accept"]):
        stages[name]["accept"] = accept
    p, d, _ = cascade({name: of["clean"] for name, of in outputs.items()}, stages)
    return {"stages": stages, "thresholds": refusal(p.max(1), d)}, [*(point(points, index) for index in frontier(points)), chosen | {"chosen": True}]
