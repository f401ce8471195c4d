"""What paper, pens, cameras, screens and the preprocessing do to a digit, on whole batches of tensors.

Every picture is [n,1,28,28] in 0–1, white ink on black. A share of a batch is only bent gently, so that plain MNIST
stays in the majority; the rest is also re-inked, resampled, broken, blurred or spotted.
"""

import math

import torch
from torch.nn import functional as F


class Augmenter:
    """Random distortions with a generator of their own, so that a seed fixes the whole run."""

    def __init__(self, seed: int, rough: float = 0.65):
        self.rough = rough
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=self.generator)

    def uniform(self, n: int, low: float = 0.0, high: float = 1.0) -> torch.Tensor:
        return torch.rand(n, generator=self.generator) * (high - low) + low

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        x = bent = self.bend(x)
        # Which of these happen to which picture, each with its own chance among the rough share.
        x, rough = x.clone(), self.uniform(len(x)) < self.rough
        for operation, chance in (
            (self.thicken, 0.20), (self.thin, 0.20), (self.resample, 0.16), (self.break_up, 0.08),
            (self.blur, 0.12), (self.harden, 0.16), (self.spot, 0.08), (self.rule, 0.03),
            (self.tone, 0.25), (self.noise, 0.08),
        ):
            chosen = (rough & (self.uniform(len(x)) < chance)).nonzero().squeeze(1)
            if len(chosen):
                x[chosen] = operation(x[chosen])
        # What has lost its strokes is no picture of the digit any more: take it as it was bent.
        lost = (x > 0.25).sum((1, 2, 3)) < 0.35 * (bent > 0.25).sum((1, 2, 3))
        return torch.where(lost.view(-1, 1, 1, 1), bent, x).clamp_(0, 1)

    def bend(self, x: torch.Tensor) -> torch.Tensor:
        """Rotate, shear, scale, stretch, shift and warp elastically, in one resampling."""
        n = len(x)
        angle = (self.normal(n) * 8).clamp(-20, 20) * math.pi / 180
        shear = (self.normal(n) * 0.12).clamp(-0.35, 0.35)
        size = (self.normal(n) * 0.07).clamp(-0.22, 0.16).exp()
        aspect = (self.normal(n) * 0.06).clamp(-0.2, 0.2).exp()
        width, height = size * aspect, size / aspect
        # One in ten is stretched towards a full square box, as some collections store their digits.
        stretched = self.uniform(n) < 0.10
        boxes = extents(x)
        square = (20 / boxes[:, 0].clamp(7, 20)) ** self.uniform(n, 0.2, 1.0)
        width = torch.where(stretched, width * square, width)
        square = (20 / boxes[:, 1].clamp(7, 20)) ** self.uniform(n, 0.2, 1.0)
        height = torch.where(stretched, height * square, height)
        cos, sin = angle.cos(), angle.sin()
        # Output position → input position, so sizes divide.
        rows = torch.stack([cos / width, (sin + shear * cos) / width, -sin / height, (cos - shear * sin) / height], 1)
        shift = (self.normal(n, 2) * 0.055).clamp(-0.16, 0.16)
        grid = F.affine_grid(torch.cat([rows.view(n, 2, 2), shift[:, :, None]], 2), list(x.shape), align_corners=False)
        strength = self.uniform(n, 0, 0.05).view(n, 1, 1, 1) * (self.uniform(n) < 0.7).view(n, 1, 1, 1)
        warp = F.interpolate(self.normal(n, 2, 5, 5) * strength, (28, 28), mode="bicubic", align_corners=True)
        return F.grid_sample(x, grid + warp.permute(0, 2, 3, 1), align_corners=False)

    def thicken(self, x: torch.Tensor) -> torch.Tensor:
        """Blend with a dilation, twice for a few: felt pens."""
        for chance in (1.0, 0.25):
            amount = self.uniform(len(x), 0.2, 1.0) * (self.uniform(len(x)) < chance)
            x = x.lerp(F.max_pool2d(x, 3, 1, 1), amount.view(-1, 1, 1, 1))
        return x

    def thin(self, x: torch.Tensor) -> torch.Tensor:
        """Blend with an erosion along the better of two directions, which seldom breaks a stroke: thin pens."""
        eroded = -F.max_pool2d(-x, (3, 1), 1, (1, 0))
        eroded = torch.maximum(eroded, -F.max_pool2d(-x, (1, 3), 1, (0, 1)))
        return x.lerp(eroded, self.uniform(len(x), 0.3, 1.0).view(-1, 1, 1, 1))

    def resample(self, x: torch.Tensor) -> torch.Tensor:
        """Shrink to a few pixels, perhaps harden there, and enlarge again: small scans and icons."""
        sides = torch.tensor([11, 12, 14, 17, 20, 23])
        chosen = sides[torch.randint(len(sides), (len(x),), generator=self.generator)]
        mode = torch.randint(3, (len(x),), generator=self.generator)
        hard = self.uniform(len(x)) < 0.4
        for side in sides.tolist():
            for index, name in enumerate(("bilinear", "bicubic", "nearest")):
                rows = ((chosen == side) & (mode == index)).nonzero().squeeze(1)
                if len(rows) == 0:
                    continue
                small = F.interpolate(x[rows], (side, side), mode="area")
                step = (small > self.uniform(len(rows), 0.25, 0.55).view(-1, 1, 1, 1)).float()
                small = torch.where(hard[rows].view(-1, 1, 1, 1), step, small)
                x[rows] = F.interpolate(small, (28, 28), mode=name).clamp(0, 1)
        return x

    def break_up(self, x: torch.Tensor) -> torch.Tensor:
        """Gaps: a few small patches of the ink fade."""
        gaps = (torch.rand(len(x), 1, 14, 14, generator=self.generator) < 0.04).float()
        mask = F.interpolate(gaps, (28, 28), mode="bilinear")
        return x * (1 - mask * self.uniform(len(x), 0.5, 1.0).view(-1, 1, 1, 1))

    def spot(self, x: torch.Tensor) -> torch.Tensor:
        """One to four stray specks."""
        n = len(x)
        for chance in (1.0, 0.5, 0.3, 0.2):
            position = torch.randint(0, 784, (n, 1), generator=self.generator)
            speck = torch.zeros(n, 784).scatter_(1, position, 1.0).view(n, 1, 28, 28)
            speck = torch.where((self.uniform(n) < 0.5).view(n, 1, 1, 1), F.max_pool2d(speck, 2, 1, 1)[..., :28, :28], speck)
            ink = self.uniform(n, 0.3, 1.0) * (self.uniform(n) < chance)
            x = torch.maximum(x, speck * ink.view(n, 1, 1, 1))
        return x

    def rule(self, x: torch.Tensor) -> torch.Tensor:
        """A piece of a ruled line, across or down."""
        n = len(x)
        axis = torch.arange(28)
        start, length = self.uniform(n, 0, 20), self.uniform(n, 5, 28)
        run = ((axis >= start[:, None]) & (axis < (start + length)[:, None])).float()
        at = F.one_hot(torch.randint(0, 28, (n,), generator=self.generator), 28).float()
        line = (at[:, :, None] * run[:, None, :]) * self.uniform(n, 0.15, 0.7).view(n, 1, 1)
        line = torch.where((self.uniform(n) < 0.5).view(n, 1, 1), line, line.transpose(1, 2))
        return torch.maximum(x, line[:, None])

    def blur(self, x: torch.Tensor) -> torch.Tensor:
        kernel = torch.tensor([1.0, 2.0, 1.0])
        kernel = (kernel[:, None] * kernel[None] / 16).view(1, 1, 3, 3)
        once = F.conv2d(x, kernel, padding=1)
        return x.lerp(F.conv2d(once, kernel, padding=1), self.uniform(len(x), 0.3, 1.0).view(-1, 1, 1, 1))

    def harden(self, x: torch.Tensor) -> torch.Tensor:
        """Steepen the edges towards a black-and-white picture."""
        slope = self.uniform(len(x), 1.5, 12).view(-1, 1, 1, 1)
        level = self.uniform(len(x), 0.25, 0.5).view(-1, 1, 1, 1)
        return ((x - level) * slope + 0.5).clamp(0, 1)

    def tone(self, x: torch.Tensor) -> torch.Tensor:
        """Gamma and gain: faint pencils and saturated scans."""
        gamma = (self.normal(len(x)) * 0.35).exp().view(-1, 1, 1, 1)
        gain = self.uniform(len(x), 0.45, 1.4).view(-1, 1, 1, 1)
        return (x.clamp(0, 1) ** gamma * gain).clamp(0, 1)

    def noise(self, x: torch.Tensor) -> torch.Tensor:
        sigma = self.uniform(len(x), 0.02, 0.15).view(-1, 1, 1, 1)
        return x + sigma * self.normal(*x.shape)


def extents(x: torch.Tensor) -> torch.Tensor:
    """Width and height in pixels of each picture's ink, [n,2]."""
    ink = x[:, 0] > 0.2
    return torch.stack([ink.any(1).sum(1), ink.any(2).sum(1)], 1).float()
