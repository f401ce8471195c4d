/** The peers' network in a bare loop on one core, in batches of 32: prints pictures a second. `node inference-loop.js SECONDS` */
import { createClassifier } from './classifier.js';

const classify = await createClassifier();
const pictures = Array.from({ length: 32 }, () => new Float32Array(784).fill(0.5));
const milliseconds = Number(process.argv[2] ?? 1) * 1000;
let done = 0;
const begin = performance.now();
for (; performance.now() - begin < milliseconds; done += pictures.length) await classify(pictures);
console.log(JSON.stringify({ inference: (done * 1000) / (performance.now() - begin) }));
