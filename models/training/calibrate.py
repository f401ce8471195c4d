"""From outputs to honest probabilities: temperatures, the digitness curve, and every threshold, on validation alone."""

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, log_softmax

CONFIDENCES = (0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.985, 0.99, 0.995, 0.998, 0.999)
DIGITNESSES = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
# The fast stage may cost the cascade nothing on clean digits and this much on rough ones, and let so many non-digits stand.
ROUGH_LOSS, LET_STAND = 0.0004, 0.025
# Real digits that the thresholds may refuse.
REFUSED = 0.004


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


def cascade(fast: np.ndarray, careful: np.ndarray, stages: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the deployed model says: probabilities, p(digit), and which pictures were passed on."""
    (p, d), (careful_p, careful_d) = read(fast, stages["fast"]), read(careful, stages["careful"])
    accept = stages["fast"]["accept"]
    passed = (p.max(1) < accept["confidence"]) | (d < accept["digitness"])
    return np.where(passed[:, None], careful_p, p), np.where(passed, careful_d, d), passed


def curve(fast: dict, careful: dict, labels: dict, stages: dict, costs: dict) -> list[dict]:
    """Cost against accuracy for every pair of accept thresholds, on clean and rough digits and seen non-digits."""
    points = []
    for confidence in CONFIDENCES:
        for digitness in DIGITNESSES:
            stages["fast"]["accept"] = {"confidence": confidence, "digitness": digitness}
            point = {"confidence": confidence, "digitness": digitness}
            for name in ("clean", "rough"):
                p, _, passed = cascade(fast[name], careful[name], stages)
                right = p.argmax(1) == labels[name]
                point[name] = {
                    "accuracy": float(right.mean()), "passed": float(passed.mean()),
                    "fastWrong": float((~right & ~passed).mean()),
                    "multiplyAdds": int(costs["fast"] + passed.mean() * costs["careful"]),
                }
            point["nonDigitsAccepted"] = float((~cascade(fast["seen"], careful["seen"], stages)[2]).mean())
            points.append(point)
    return points


def choose(points: list[dict]) -> dict:
    """The cheapest thresholds that lose nothing on clean digits and are within the risk elsewhere."""
    best = {name: max(p[name]["accuracy"] for p in points) for name in ("clean", "rough")}
    within = [
        p for p in points
        if p["clean"]["accuracy"] >= best["clean"] and p["rough"]["accuracy"] >= best["rough"] - ROUGH_LOSS
        and p["nonDigitsAccepted"] <= LET_STAND
    ]
    chosen = min(within or points[-1:], key=lambda p: p["clean"]["multiplyAdds"])
    return {"confidence": chosen["confidence"], "digitness": chosen["digitness"]}


def refusal(confidence: np.ndarray, digitness: np.ndarray) -> dict:
    """The highest thresholds that together refuse no more than REFUSED of real digits: most of it goes to digitness."""
    d = np.floor(np.quantile(digitness, REFUSED * 0.8) * 1000) / 1000
    kept = confidence[digitness >= d]
    c = np.floor(np.quantile(kept, REFUSED * 0.2) * 1000) / 1000
    return {"confidence": float(np.clip(c, 0.5, 0.9)), "digitness": float(np.clip(d, 0.02, 0.9))}


def calibrate(fast: dict, careful: dict, labels: dict, costs: dict) -> tuple[dict, list[dict]]:
    """Stages and thresholds as model.json has them, and the curve that they were chosen from.

    `fast` and `careful` hold outputs [n,11] by set: clean, rough, drawn, redrawn, boxed (digits), seen, backgrounds (no digits).
    """
    stages = {}
    for name, outputs in (("fast", fast), ("careful", careful)):
        both = np.concatenate([outputs["clean"], outputs["rough"]])
        digits = np.concatenate([both, *(outputs[kind] for kind in ("drawn", "redrawn", "boxed"))])
        others = np.concatenate([outputs["seen"], outputs["backgrounds"]])
        scale, bias = platt(digits[:, 10], others[:, 10])
        stages[name] = {
            "temperature": temperature(both[:, :10], np.concatenate([labels["clean"], labels["rough"]])),
            "digitnessScale": scale, "digitnessBias": bias,
        }
    points = curve(fast, careful, labels, stages, costs)
    stages["fast"]["accept"] = choose(points)
    p, d, _ = cascade(fast["clean"], careful["clean"], stages)
    return {"stages": stages, "thresholds": refusal(p.max(1), d)}, points
