import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const network = fileURLToPath(new URL('../network.onnx', import.meta.url));

/** One thread a run: the network is so small that a second one only waits. Runs leave the event loop free. */
export async function createClassifier() {
  const session = await InferenceSession.create(network, { intraOpNumThreads: 1, interOpNumThreads: 1 });

  /** @returns for each picture ten probabilities */
  async function classify(pictures) {
    const [first] = pictures;
    const input = pictures.length === 1 ? first : new Float32Array(pictures.length * 784);
    if (pictures.length > 1) for (const [i, picture] of pictures.entries()) input.set(picture, i * 784);
    const { logits } = await session.run({
      image: new Tensor('float32', input, [pictures.length, 1, 28, 28]),
    });
    return pictures.map((_, i) => softmax(logits.data.subarray(i * 10, i * 10 + 10)));
  }
  await classify([new Float32Array(784)]);
  return classify;
}

function softmax(logits) {
  const highest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
