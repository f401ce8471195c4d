import { Elysia } from 'elysia';

/** HTTP alone: takes the same JSON as the service, and answers as much of it, without any work. Told its port by PORT. */
const probabilities = Array.from({ length: 10 }, (_, digit) => (digit === 3 ? 0.991 : 0.001));
const answer = { id: crypto.randomUUID(), status: 'ok', prediction: 3, confidence: 0.991, probabilities };
const app = new Elysia().post('/predict', ({ body, set }) => {
  if (typeof body !== 'object') throw new Error('no JSON came');
  set.status = 201;
  return answer;
});
Bun.serve({ hostname: '127.0.0.1', port: Number(process.env['PORT']), fetch: app.fetch });
