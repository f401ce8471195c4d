"""Digits in ways of writing that MNIST hardly has, as control points in the unit square (x right, y down)."""

import numpy as np

from strokes import curve, hand, ink


def ring(cx: float, cy: float, rx: float, ry: float, start: float = -90, turn: float = 360) -> np.ndarray:
    angle = np.radians(np.linspace(start, start + turn, 17))
    return np.stack([cx + rx * np.cos(angle), cy + ry * np.sin(angle)], 1)


def line(*points: tuple[float, float]) -> np.ndarray:
    """Straight pieces, with points between so that the hand can bend them."""
    return np.concatenate([np.linspace(a, b, 8) for a, b in zip(points, points[1:])])


def bow(*points: tuple[float, float]) -> np.ndarray:
    return curve(np.array(points, float))


def digit(random: np.random.Generator, value: int) -> list[np.ndarray]:
    """One of several ways of writing `value`."""
    u = random.uniform
    way = random.random()
    match value:
        case 0:
            shape = [ring(0.5, 0.5, u(0.22, 0.42), 0.5, u(-140, -40), u(-400, -340))]
            return shape + ([line((u(0.62, 0.9), u(0.05, 0.2)), (u(0.1, 0.38), u(0.8, 0.95)))] if way < 0.3 else [])
        case 1:
            # The upstroke may be as long as the digit is high; a base or none.
            top, reach = (u(0.5, 0.65), 0.0), u(0.1, 0.5)
            start = (top[0] - reach, u(0.12, 0.3) + reach * u(0.3, 1.1))
            shape = [line(start, top, (top[0] + u(-0.08, 0.03), 1.0))]
            return shape + ([line((u(0.2, 0.4), 1.0), (u(0.7, 0.9), u(0.98, 1.0)))] if way < 0.35 else [])
        case 2:
            top = [(u(0.1, 0.25), u(0.2, 0.32)), (0.3, 0.04), (0.62, 0.02), (0.8, 0.22), (0.65, 0.5)]
            if way < 0.5:
                return [np.concatenate([bow(*top, (0.35, 0.78), (0.12, 0.98)), line((0.12, 0.98), (u(0.75, 0.95), u(0.92, 1.0)))])]
            return [bow(*top, (0.4, 0.8), (0.2, 0.97), (0.1, 0.85), (0.25, 0.78), (0.55, 0.95), (0.9, u(0.85, 1.0)))]
        case 3:
            lower = [(0.45, 0.42), (0.8, 0.55), (0.8, 0.85), (0.45, 1.0), (0.1, u(0.8, 0.92))]
            if way < 0.45:
                return [np.concatenate([line((u(0.1, 0.25), u(0.0, 0.05)), (0.8, 0.0), (0.42, 0.4)), bow(*lower)])]
            return [bow((0.12, u(0.1, 0.2)), (0.45, 0.0), (0.75, 0.15), (0.65, 0.36), (0.4, 0.46), *lower[1:])]
        case 4:
            bar = u(0.55, 0.75)
            stem = u(0.6, 0.8)
            if way < 0.35:  # closed
                return [line((stem, 1.0), (stem, 0.0), (0.05, bar), (u(0.85, 1.0), bar))]
            if way < 0.8:  # open
                left = u(0.05, 0.3)
                return [line((left + u(0, 0.15), u(0.0, 0.1)), (left, bar), (u(0.85, 1.0), bar + u(-0.05, 0.03))),
                        line((stem, u(0.0, 0.35)), (stem + u(-0.1, 0.02), 1.0))]
            return [bow((0.2, 0.0), (0.12, 0.35), (0.3, 0.55), (0.6, 0.5), (0.78, 0.3)), line((0.8, 0.0), (u(0.65, 0.8), 1.0))]
        case 5:
            belly = bow((0.2, u(0.4, 0.48)), (0.5, 0.36), (0.82, 0.52), (0.8, 0.84), (0.45, 1.0), (0.1, u(0.82, 0.95)))
            gap = u(-0.02, 0.12) if way < 0.6 else 0.0
            return [np.concatenate([line((0.25, 0.04), (0.2, 0.44)), belly]), line((0.25 + gap, u(0.0, 0.06)), (u(0.7, 0.95), u(0.0, 0.05)))]
        case 6:
            size, low = u(0.15, 0.32), 1.0
            middle = low - size
            return [np.concatenate([bow((u(0.5, 0.8), 0.0), (0.38, 0.22), (0.24, 0.5), (0.5 - size, middle)),
                                    ring(0.5, middle, size, size, 180, u(-390, -320))])]
        case 7:
            foot = (u(0.25, 0.5), 1.0)
            top = line((u(0.05, 0.2), u(0.0, 0.12)), (0.85, u(0.0, 0.05)))
            leg = line((0.85, 0.02), foot) if random.random() < 0.6 else bow((0.85, 0.02), (0.6, 0.4), foot)
            shape = [np.concatenate([top, leg])]
            if random.random() < 0.25:
                shape.append(line((0.1, u(0.0, 0.05)), (u(0.05, 0.12), u(0.15, 0.25))))
            height = u(0.42, 0.58)
            return shape + ([line((u(0.2, 0.38), height + u(0, 0.06)), (u(0.75, 0.9), height + u(-0.05, 0.03)))] if way < 0.65 else [])
        case 8:
            upper, waist = u(0.18, 0.28), u(0.4, 0.5)
            if way < 0.5:  # two circles
                return [ring(0.5, waist / 2, upper, waist / 2, u(60, 120)), ring(0.5, (1 + waist) / 2, u(0.22, 0.36), (1 - waist) / 2)]
            return [bow((0.75, 0.12), (0.5, 0.0), (0.25, 0.15), (0.4, 0.4), (0.7, 0.62), (0.75, 0.86), (0.5, 1.0), (0.22, 0.86), (0.3, 0.62), (0.62, 0.38), (0.76, 0.18), (u(0.55, 0.75), u(0.02, 0.1)))]
        case _:
            size = u(0.18, 0.32)
            head = ring(0.5, size, size, size, u(-40, 0), u(-390, -340))
            side = 0.5 + size
            if way < 0.5:
                return [head, line((side, size * u(0.3, 1.0)), (side + u(-0.25, 0.03), 1.0))]
            return [head, bow((side, size * 0.6), (side, 0.6), (side - 0.1, 0.9), (0.4, 1.0), (u(0.1, 0.3), u(0.85, 0.97)))]


def draw_digits(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """`count` drawn digits [count,28,28] and their labels, all values equally often."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    return np.stack([ink(random, hand(random, digit(random, int(value)))) for value in labels]), labels
