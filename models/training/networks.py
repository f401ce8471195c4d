"""The four networks: plain stacks of convolutions that wasm runs well, with two heads each."""

import torch
from torch import nn
from torch.nn import functional as F

# (kernel, channels, stride, padding) of each convolution.
LAYOUTS = {
    "glance": ((6, 16, 3, 1), (3, 24, 2, 0)),
    "fast": ((5, 8, 2, 2), (3, 16, 2, 1), (3, 24, 1, 1), (3, 48, 2, 0)),
    "steady": ((5, 16, 2, 2), (3, 32, 1, 1), (3, 48, 2, 1), (3, 64, 2, 0)),
    "careful": ((5, 32, 2, 2), (3, 64, 1, 1), (3, 64, 2, 1), (3, 80, 1, 1), (3, 80, 1, 1), (3, 128, 2, 0)),
}


class Network(nn.Module):
    """[n,1,28,28] in 0–1, white ink on black → [n,11]: ten digit logits, then the digitness logit."""

    def __init__(self, layout: str):
        super().__init__()
        self.convolutions, self.norms = nn.ModuleList(), nn.ModuleList()
        channels, side = 1, 28
        for kernel, width, stride, padding in LAYOUTS[layout]:
            self.convolutions.append(nn.Conv2d(channels, width, kernel, stride, padding, bias=False))
            self.norms.append(nn.BatchNorm2d(width))
            channels, side = width, (side + 2 * padding - kernel) // stride + 1
        self.dropout = nn.Dropout(0.3 if layout == "careful" else 0.0)
        self.head = nn.Linear(channels * side * side, 11)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for convolution, norm in zip(self.convolutions, self.norms):
            y = F.relu(norm(convolution(x)))
            x = x + y if y.shape == x.shape else y
        return self.head(self.dropout(x.flatten(1)))


def cost(network: Network) -> tuple[int, int]:
    """Parameters of the exported graph (batch-norm folded), and multiply-adds of one image."""
    parameters, multiply_adds, side = 0, 0, 28
    for convolution in network.convolutions:
        kernel, stride, padding = convolution.kernel_size[0], convolution.stride[0], convolution.padding[0]
        side = (side + 2 * padding - kernel) // stride + 1
        weights = convolution.weight.numel()
        parameters += weights + convolution.out_channels
        multiply_adds += weights * side * side
    head = network.head.weight.numel()
    return parameters + head + 11, multiply_adds + head


class Ensemble(nn.Module):
    """The mean of the networks' probabilities, as logits, and the mean of their digitness logits."""

    def __init__(self, members: list[Network]):
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        outputs = torch.stack([member(x) for member in self.members])
        if len(self.members) == 1:
            return outputs[0]
        mean = outputs[..., :10].softmax(-1).mean(0)
        return torch.cat([(mean + 1e-7).log(), outputs[..., 10:].mean(0)], 1)
