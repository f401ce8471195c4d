/**
 * The same service as a Node team would write it: Fastify, ONNX Runtime's native binding, better-sqlite3, every answer
 * durable. `node server.js single | cluster | grouped | batched`, with PORT and DATABASE.
 *
 * - single: a run of the network and a commit for each request
 * - cluster: the same in a process for each core
 * - grouped: one commit for all that wait
 * - batched: one commit and one run of the network for all that wait
 */
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import Fastify from 'fastify';
import { alone, batched } from './batched.js';
import { createClassifier } from './classifier.js';
import { decodePicture } from './decode.js';
import { grouped, openStore, singly } from './store.js';

const [mode = 'single'] = process.argv.slice(2);

const body = {
  type: 'object',
  required: ['image'],
  properties: { image: { type: 'string', maxLength: 20_000_000 } },
};
const answer = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    prediction: { type: 'integer' },
    confidence: { type: 'number' },
    probabilities: { type: 'array', items: { type: 'number' } },
  },
};

async function serve() {
  const store = openStore(process.env.DATABASE);
  const remember = mode === 'grouped' || mode === 'batched' ? grouped(store) : singly(store);
  const classify = (mode === 'batched' ? batched : alone)(await createClassifier());

  const app = Fastify({ logger: false, bodyLimit: 20_000_000 });
  app.post('/predict', { schema: { body, response: { 201: answer } } }, async (request, reply) => {
    const image = Buffer.from(request.body.image, 'base64');
    let picture;
    try {
      picture = decodePicture(image);
    } catch (error) {
      return reply.code(422).send({ error: String(error) });
    }
    const probabilities = await classify(picture);
    const confidence = Math.max(...probabilities);
    const digit = probabilities.indexOf(confidence);
    const id = await remember({ digit, confidence, probabilities, image });
    reply.code(201);
    return { id, prediction: digit, confidence, probabilities };
  });
  await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
  process.on('SIGTERM', async () => {
    await app.close();
    store.close();
    process.exit(0);
  });
}

if (mode === 'cluster' && cluster.isPrimary) {
  openStore(process.env.DATABASE).close();
  for (let i = 0; i < availableParallelism(); i++) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM');
    cluster.disconnect(() => process.exit(0));
  });
} else await serve();
