"""From outputs to honest probabilities: temperatures, the digitness curve, and every threshold, on validation alone."""

import itertools

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, log_softmax

CONFIDENCES = (0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.985, 0.99, 0.995, 0.998, 0.999)
DIGITNESSES = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
# The early stages may cost the cascade nothing on clean digits and this much elsewhere, and let so many non-digits stand.
LOSS, LET_STAND = {"rough": 0.0006, "views": 0.0014}, 0.03
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


def curve(outputs: dict[str, dict], labels: dict, stages: dict, costs: dict) -> list[dict]:
    """Cost against accuracy for every combination of accept thresholds of the early stages, on digits and on seen non-digits."""
    names, grid = list(stages), [*itertools.product(CONFIDENCES, DIGITNESSES)]
    spent = np.cumsum([costs[name] for name in names])
    sets = {}
    for name in ("clean", "rough", "views", "seen"):
        each = [read(outputs[stage][name], stages[stage]) for stage in names]
        right = [p.argmax(1) == labels[name] for p, _ in each] if name in labels else None
        stands = [[(p.max(1) >= c) & (d >= t) for c, t in grid] for p, d in each[:-1]]
        sets[name] = right, stands
    points = []
    for chosen in itertools.product(range(len(grid)), repeat=len(names) - 1):
        point = {"accept": [{"confidence": grid[i][0], "digitness": grid[i][1]} for i in chosen]}
        for name, (right, stands) in sets.items():
            # Zero: the first stage answers; each stage that does not let its answer stand adds one.
            decided, open_ = np.zeros(len(stands[0][0]), int), np.ones(len(stands[0][0]), bool)
            for stage, index in enumerate(chosen):
                open_ = open_ & ~stands[stage][index]
                decided += open_
            if right is None:
                point["nonDigitsAccepted"] = float((~open_).mean())
            else:
                point[name] = {"accuracy": float(np.choose(decided, right).mean()), "multiplyAdds": int(spent[decided].mean())}
        points.append(point)
    return points


def choose(points: list[dict]) -> dict:
    """The cheapest thresholds that lose nothing on clean digits and are within the risk elsewhere."""
    best = {name: max(p[name]["accuracy"] for p in points) for name in ("clean", *LOSS)}
    within = [
        p for p in points
        if p["clean"]["accuracy"] >= best["clean"] and p["nonDigitsAccepted"] <= LET_STAND
        and all(p[name]["accuracy"] >= best[name] - loss for name, loss in LOSS.items())
    ]
    return min(within or points[-1:], key=lambda p: p["clean"]["multiplyAdds"])


def frontier(points: list[dict]) -> list[dict]:
    """The points that no other beats in both cost and accuracy on clean digits, the cheapest first."""
    kept, highest = [], -1.0
    for point in sorted(points, key=lambda p: (p["clean"]["multiplyAdds"], -p["clean"]["accuracy"])):
        if point["clean"]["accuracy"] > highest:
            kept.append(point)
            highest = point["clean"]["accuracy"]
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
    chosen = choose(points)
    for name, accept in zip(stages, chosen["accept"]):
        stages[name]["accept"] = accept
    p, d, _ = cascade({name: of["clean"] for name, of in outputs.items()}, stages)
    return {"stages": stages, "thresholds": refusal(p.max(1), d)}, [*frontier(points), chosen | {"chosen": True}]
