/**
 * Writes the peers' network as ONNX, and its weights as bare numbers for PyTorch: two convolutions with pooling and two
 * dense layers, the layout of every MNIST tutorial, 1,293,792 multiply-adds a picture. The weights are random (He's scheme,
 * seeded): how fast a network runs does not depend on what it knows. `bun bench/peers/network.ts`
 */
import { join } from 'node:path';
import { createRandom } from '../../tests/support/synthetic.ts';

/** Protocol buffers, as far as ONNX needs them here: field numbers of onnx.proto3. */
type Field = Uint8Array | string | number;
const bytesOf = (parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.of(...bytes, rest);
    bytes.push((rest % 128) | 128);
  }
}

/** A message from `[field number, value]`: numbers as varints, texts and messages with their length. */
function message(...fields: (readonly [number, Field])[]): Uint8Array {
  return bytesOf(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number') return [varint(number << 3), varint(value)];
      const content = typeof value === 'string' ? new TextEncoder().encode(value) : value;
      return [varint((number << 3) | 2), varint(content.length), content];
    }),
  );
}

const float32 = 1;
const int64 = 7;

interface Weights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const tensor = ({ name, shape, values }: Weights) =>
  message(
    ...shape.map((size) => [1, size] as const),
    [2, float32],
    [8, name],
    [9, new Uint8Array(values.buffer)],
  );
const shapeTensor = (name: string, sizes: readonly number[]) =>
  message(
    [1, sizes.length],
    [2, int64],
    [8, name],
    [9, new Uint8Array(BigInt64Array.from(sizes, (size) => BigInt(size)).buffer)],
  );

const ints = (name: string, values: readonly number[]) =>
  message([1, name], ...values.map((value) => [8, value] as const), [20, 7]);
const int = (name: string, value: number) => message([1, name], [3, value], [20, 2]);

const node = (
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[] = [],
) =>
  message(
    ...inputs.map((input) => [1, input] as const),
    [2, output],
    [4, type],
    ...attributes.map((attribute) => [5, attribute] as const),
  );

const value = (name: string, sizes: readonly (number | string)[]) => {
  const shape = sizes.map((size) => [1, message([typeof size === 'number' ? 1 : 2, size])] as const);
  return message([1, name], [2, message([1, message([1, float32], [2, message(...shape)])])]);
};

const random = createRandom(28);
const normal = () => Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
const weights = (name: string, shape: readonly number[]): Weights => {
  const inputs = shape.slice(1).reduce((product, size) => product * size, 1);
  const scale = shape.length > 1 ? Math.sqrt(2 / inputs) : 0.01;
  const count = shape.reduce((product, size) => product * size, 1);
  return { name, shape, values: Float32Array.from({ length: count }, () => normal() * scale) };
};

const layers = [
  weights('conv1.weight', [16, 1, 3, 3]),
  weights('conv1.bias', [16]),
  weights('conv2.weight', [32, 16, 3, 3]),
  weights('conv2.bias', [32]),
  weights('dense1.weight', [176, 32 * 7 * 7]),
  weights('dense1.bias', [176]),
  weights('dense2.weight', [10, 176]),
  weights('dense2.bias', [10]),
];
const same = [ints('kernel_shape', [3, 3]), ints('pads', [1, 1, 1, 1])];
const half = [ints('kernel_shape', [2, 2]), ints('strides', [2, 2])];

const graph = message(
  [1, node('Conv', ['image', 'conv1.weight', 'conv1.bias'], 'c1', same)],
  [1, node('Relu', ['c1'], 'r1')],
  [1, node('MaxPool', ['r1'], 'p1', half)],
  [1, node('Conv', ['p1', 'conv2.weight', 'conv2.bias'], 'c2', same)],
  [1, node('Relu', ['c2'], 'r2')],
  [1, node('MaxPool', ['r2'], 'p2', half)],
  [1, node('Reshape', ['p2', 'flat'], 'f')],
  [1, node('Gemm', ['f', 'dense1.weight', 'dense1.bias'], 'd1', [int('transB', 1)])],
  [1, node('Relu', ['d1'], 'r3')],
  [1, node('Gemm', ['r3', 'dense2.weight', 'dense2.bias'], 'logits', [int('transB', 1)])],
  [2, 'peer'],
  [5, shapeTensor('flat', [0, 32 * 7 * 7])],
  ...layers.map((layer) => [5, tensor(layer)] as const),
  [11, value('image', ['batch', 1, 28, 28])],
  [12, value('logits', ['batch', 10])],
);
const model = message([1, 8], [2, 'inkwell-bench'], [7, graph], [8, message([1, ''], [2, 17])]);

const folder = import.meta.dir;
await Bun.write(join(folder, 'network.onnx'), model);
await Bun.write(
  join(folder, 'weights.bin'),
  bytesOf(layers.map(({ values }) => new Uint8Array(values.buffer))),
);
console.log(`network.onnx: ${model.length} bytes, ${layers.length} tensors`);
