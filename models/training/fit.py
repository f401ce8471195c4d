"""The training loop: mixed sources, augmentation, bf16 on channels-last tensors, a rate that falls at the end, averaged weights."""

import copy
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from augment import Augmenter


@dataclass
class Source:
    """Pictures [n,28,28] uint8 with labels (−1: no digit), and how many of them a batch takes."""

    images: np.ndarray
    labels: np.ndarray
    share: int


@dataclass
class Plan:
    """An epoch is one pass over the first source; the rate rises over `warmup` steps and falls over the last `cooldown` epochs; a share
    `rough` of the pictures is augmented hard."""

    seed: int
    epochs: float
    rate: float = 2e-3
    warmup: int = 300
    cooldown: float = 0
    decay: float = 0.05
    average: float = 0.998
    temperature: float = 2.0
    rough: float = 0.65


def batches(sources: list[Source], seed: int):
    """Batches of every source's share, each source passed through in random order again and again."""
    random = np.random.default_rng(seed)
    orders = [np.empty(0, np.int64) for _ in sources]
    while True:
        images, labels = [], []
        for index, source in enumerate(sources):
            while len(orders[index]) < source.share:
                orders[index] = np.concatenate([orders[index], random.permutation(len(source.images))])
            rows, orders[index] = np.split(orders[index], [source.share])
            images.append(source.images[rows])
            labels.append(source.labels[rows])
        x = torch.from_numpy(np.concatenate(images)).float().div_(255)[:, None]
        yield x, torch.from_numpy(np.concatenate(labels))


def loss(output: torch.Tensor, labels: torch.Tensor, teacher: torch.Tensor | None, temperature: float) -> torch.Tensor:
    """Cross-entropy of digits (or of the teacher's view), flat probabilities for the rest, digit or not for all."""
    digit = labels >= 0
    logits, digitness = output[:, :10], output[:, 10]
    flat = -F.log_softmax(logits[~digit], 1).mean() if (~digit).any() else 0.0
    hard = F.cross_entropy(logits[digit], labels[digit])
    judged = F.binary_cross_entropy_with_logits(digitness, digit.float())
    if teacher is None:
        return hard + 0.5 * judged + 0.05 * flat
    soft = F.kl_div(
        F.log_softmax(logits[digit] / temperature, 1),
        F.log_softmax(teacher[digit, :10] / temperature, 1),
        reduction="batchmean", log_target=True,
    ) * temperature**2
    followed = F.binary_cross_entropy_with_logits(digitness, teacher[:, 10].sigmoid())
    return 0.3 * hard + soft + 0.25 * judged + 0.25 * followed + 0.05 * flat


def fit(network: nn.Module, sources: list[Source], plan: Plan, teacher: nn.Module | None = None, report=print) -> nn.Module:
    """Train `network` in place and return its weight-averaged copy."""
    network = network.to(memory_format=torch.channels_last).train()
    averaged = copy.deepcopy(network).eval()
    augment = Augmenter(plan.seed, plan.rough)
    steps_per_epoch = len(sources[0].images) // sources[0].share
    optimiser = torch.optim.AdamW(network.parameters(), plan.rate, weight_decay=plan.decay)
    started, running = time.time(), 0.0
    for step, (x, labels) in enumerate(batches(sources, plan.seed), 1):
        left = int(plan.epochs * steps_per_epoch) - step
        cooling = max(min(plan.cooldown, plan.epochs / 2) * steps_per_epoch, 1)
        for group in optimiser.param_groups:
            group["lr"] = plan.rate * min(1.0, step / plan.warmup, (left + 1) / cooling)
        x = augment(x).to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            seen = None
            if teacher is not None:
                with torch.no_grad():
                    seen = teacher(x).float()
            output = network(x)
        value = loss(output.float(), labels, seen, plan.temperature)
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        optimiser.step()
        follow(averaged, network, min(plan.average, step / (step + 10)))
        running += value.item()
        if step % steps_per_epoch == 0 or left <= 0:
            report(f"epoch {step / steps_per_epoch:5.1f}  loss {running / steps_per_epoch:.4f}  {time.time() - started:6.0f} s", averaged)
            running = 0.0
        if left <= 0:
            return averaged


@torch.no_grad()
def follow(averaged: nn.Module, network: nn.Module, keep: float) -> None:
    """Move the average a little towards the network; the statistics of batch-norm move along."""
    for mean, value in zip(averaged.state_dict().values(), network.state_dict().values()):
        if mean.dtype.is_floating_point:
            mean.lerp_(value, 1 - keep)
        else:
            mean.copy_(value)


@torch.no_grad()
def predict(network: nn.Module, images: np.ndarray | torch.Tensor, batch: int = 500) -> torch.Tensor:
    """The outputs [n,11] in float32 for pictures [n,28,28] uint8, or [n,1,28,28] in 0–1."""
    network.eval()
    if isinstance(images, np.ndarray):
        images = torch.tensor(images).float().div(255)[:, None]
    return torch.cat([network(part) for part in images.split(batch)])
