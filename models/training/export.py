"""Networks → ONNX, node by node: batch-norm folded into the convolutions, nothing but plain operators."""

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from networks import Ensemble, Network

OPSET = 17


class Graph:
    """A list of nodes and constants under construction."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output


def folded(network: Network):
    """Each convolution's weight and bias with its batch-norm inside."""
    for convolution, norm in zip(network.convolutions, network.norms):
        scale = norm.weight.double() / (norm.running_var.double() + norm.eps).sqrt()
        weight = convolution.weight.double() * scale[:, None, None, None]
        bias = norm.bias.double() - norm.running_mean.double() * scale
        yield convolution, weight.float().numpy(), bias.float().numpy()


def add_network(graph: Graph, network: Network, prefix: str) -> tuple[str, str]:
    """Append one network that reads `image`; returns the names of its logits and digitness."""
    x, channels, side = "image", 1, 28
    for index, (convolution, weight, bias) in enumerate(folded(network)):
        name = f"{prefix}conv{index}"
        kernel, stride, padding = convolution.kernel_size[0], convolution.stride[0], convolution.padding[0]
        y = graph.node(
            "Conv",
            [x, graph.constant(f"{name}.weight", weight), graph.constant(f"{name}.bias", bias)],
            f"{name}.sum",
            kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[padding] * 4,
        )
        y = graph.node("Relu", [y], f"{name}.relu")
        new_side = (side + 2 * padding - kernel) // stride + 1
        if (weight.shape[0], new_side) == (channels, side):
            y = graph.node("Add", [x, y], name)
        x, channels, side = y, weight.shape[0], new_side
    x = graph.node("Flatten", [x], f"{prefix}features", axis=1)
    weight, bias = network.head.weight.numpy(), network.head.bias.numpy()
    outputs = []
    for name, rows in (("logits", slice(0, 10)), ("digitness", slice(10, 11))):
        outputs.append(
            graph.node(
                "Gemm",
                [
                    x,
                    graph.constant(f"{prefix}{name}.weight", weight[rows]),
                    graph.constant(f"{prefix}{name}.bias", bias[rows]),
                ],
                f"{prefix}{name}",
                transB=1,
            )
        )
    return tuple(outputs)


def run(raw: bytes, pictures: np.ndarray, batch: int = 500) -> np.ndarray:
    """What an exported network says of pictures [n,1,28,28] in 0–1: [n,11] in float32, by ONNX Runtime."""
    session = onnxruntime.InferenceSession(raw)
    parts = [pictures[i : i + batch] for i in range(0, len(pictures), batch)]
    return np.concatenate([np.concatenate(session.run(["logits", "digitness"], {"image": part}), 1) for part in parts])


@torch.no_grad()
def to_onnx(ensemble: Ensemble) -> bytes:
    """One ONNX file: `image` [batch,1,28,28] → `logits` [batch,10], `digitness` [batch,1]."""
    graph, members = Graph(), list(ensemble.members)
    if len(members) == 1:
        add_network(graph, members[0], "")
    else:
        names = [add_network(graph, member, f"member{i}.") for i, member in enumerate(members)]
        probabilities = [
            graph.node("Softmax", [logits], f"{logits}.softmax", axis=1) for logits, _ in names
        ]
        mean = graph.node("Mean", probabilities, "probabilities")
        floor = graph.constant("floor", np.array(1e-7, np.float32))
        graph.node("Log", [graph.node("Add", [mean, floor], "probabilities.floored")], "logits")
        graph.node("Mean", [digitness for _, digitness in names], "digitness")
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "inkwell",
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 1, 28, 28])],
            [
                helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 10]),
                helper.make_tensor_value_info("digitness", TensorProto.FLOAT, ["batch", 1]),
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=8,
        producer_name="inkwell",
    )
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()
