"""CARD.md: what the model is, what it was trained on, and the figures of this very build."""

NAMES = {
    "clean": "MNIST, held out", "rough": "the same, augmented hard", "drawn": "drawn in other styles",
    "redrawn": "held out, inked again by any pen", "boxed": "stretched into boxes of few pixels",
    "held": "kinds, fonts and icons that training never saw", "heldRough": "the same, augmented hard",
    "views": "the service's own views of made photos", "wrongViews": "wrong views of the same photos, and pieces",
    "seen": "kinds that training saw, new drawings", "backgrounds": "backgrounds of boxed digits",
}


def percent(value: float, digits: int = 2) -> str:
    return f"{100 * value:.{digits}f} %"


def table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def card(model: dict) -> str:
    figures, training = model["validation"], model["training"]
    stages = table(
        ["stage", "parameters", "multiply-adds", "convolutions", "temperature"],
        [
            [s["name"], f"{s['parameters']:,}", f"{s['multiplyAdds']:,}", "8 bit" if s["name"] in training["8-bit convolutions"] else "float32",
             f"{s['temperature']:.3f}"]
            for s in model["stages"]
        ],
    )
    digits = table(
        ["digits", "images", "accuracy (Wilson 95 %)", *(f"{s['name']} alone" for s in model["stages"]), "passed on", "refused", "calibration error"],
        [
            [NAMES[name], str(f["images"]), f"{percent(f['accuracy'])} ({percent(f['wilson95'][0])} – {percent(f['wilson95'][1])})",
             *(percent(value) for value in f["alone"].values()), ", ".join(map(percent, f["passedOn"])), percent(f["refused"]),
             percent(f["expectedCalibrationError"])]
            for name, f in figures["digits"].items()
        ],
    )
    others = table(
        ["no digits", "images", "not `ok`", "AUROC against held-out digits", "against augmented ones"],
        [[NAMES[name], str(f["images"]), percent(f["notOk"], 1), f"{f['auroc']:.4f}", f"{f['aurocRough']:.4f}"]
         for name, f in figures["nonDigits"].items()],
    )
    kinds = ", ".join(f"{kind} {percent(value, 1)}" for kind, value in figures["nonDigits"]["held"]["byKind"].items())
    networks = table(
        ["network", "validation accuracy by seed", "mean"],
        [[kind, ", ".join(f"{seed}: {percent(a)}" for seed, a in zip(n["seeds"], n["accuracy"])), percent(n["mean"])]
         for kind, n in figures["networks"].items() if n["seeds"]],
    )
    accepts = "; ".join(
        f"{s['name']} answers when it is at least {s['accept']['confidence']:g} sure and p(digit) is at least {s['accept']['digitness']:g}"
        for s in model["stages"][:-1]
    )
    return f"""# {model["name"]} {model["version"]}

Reads one handwritten digit from 28×28 pixels in MNIST's geometry, and says how likely it is a digit at all. {len(model["stages"])} stages, the cheapest
first: {accepts}; the rest is answered by {training["members of careful"]} larger networks together.

{stages}

## Trained on

{training["data"][0].upper() + training["data"][1:]}. Augmented with rotation, shear, stretch, shift, elastic warps, thicker and thinner pens, low resolution,
gaps, specks, ruled lines, blur, hard edges, tone and noise. Non-digits: letters and symbols of fonts, Hershey strokes, icons, scribbles,
shapes, textures, silhouettes, several digits in one picture, backgrounds of boxed digits,
and what the service's own preprocessing sees wrongly in made photos: paper's edges, shadows, halves and pairs of digits. Nobody's test set and no handwriting samples were
trained on or chosen by. Held out: {training["held out"]}.

## Figures

Counted when this model was built, with this project's training code; they are in `model.json` too. Thresholds, temperatures and the passes'
lengths were chosen on the held-out digits, so their figures flatter a little. "Refused" is a status other than `ok`.

{digits}

{others}

Not `ok`, by kind, of what training never saw: {kinds}.

{networks}

`curve.json` has the cost against the accuracy: the best of all combinations of accept thresholds that were tried, and the one chosen.

## Good at, bad at

- Good at single digits in one stroke width or another, thin and thick, slanted, of low resolution, barred sevens, open fours, ones with a long upstroke.
- Letters that look like digits (O, I, l, Z, S, B, b, g, q) were left out of the non-digits on purpose: they are mostly read as the digit.
- A closed upright bar is read as a 1, an outlined oval as a 0, whoever drew them.
- Only Western Arabic digits. Several digits in one picture are refused here; the service cuts them apart first.
"""
