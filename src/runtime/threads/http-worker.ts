import { parentPort, workerData } from 'node:worker_threads';
import { openMetrics } from '../../core/metrics/index.ts';
import type { AppDeps } from '../../deps.ts';
import { createLogger } from '../../log.ts';
import { openCommitTurn } from '../../storage/commit-turn.ts';
import { openCommittingDatabase } from '../../storage/committing-database.ts';
import { createBunRuntime, type Runtime } from '../bun.ts';
import { logFormat } from '../log-format.ts';
import { refuseOpenDoor } from '../refuse-open-door.ts';
import { type Listening, serve } from '../serve.ts';
import { createBackgroundClient } from './background-client.ts';
import type { Piece, PieceResult } from './background-messages.ts';
import type { FromWorker, Open, ThreadStart, ToWorker } from './messages.ts';
import { tidyWhenQuiet } from './tidy-when-quiet.ts';
import { createWorkerPeers } from './worker-peers.ts';

type Fetch = (request: Request) => Response | Promise<Response>;

/** How often lines of the log go to the main thread, in milliseconds. */
const logPause = 20;

/** The first requests are answered before the stages of the model that few of them need are loaded, in milliseconds. */
const soon = 100;

/**
 * One of the workers that answer requests: HTTP, decoding, inference and commits, all on this thread.
 *
 * @param createFetch the app.
 */
export function runHttpWorker(createFetch: (deps: AppDeps) => Fetch): void {
  const { config, root, index, slot, metrics: memory, shared, turn } = workerData as ThreadStart;
  const post = (message: FromWorker) => parentPort?.postMessage(message);
  const { write, flush } = createLogPost(post);
  const log = createLogger({
    level: config.log.level,
    format: logFormat(config),
    write,
    clock: () => new Date(),
  });
  const talk = createWorkerPeers(post, { leader: index === 0, shared });
  const readings = createReadings();
  let runtime: Runtime | undefined;
  let listening: Listening | undefined;
  let loadRest = async () => {};

  async function open({ wasm, modelFolder }: Open): Promise<void> {
    const metrics = openMetrics(memory, slot);
    const database = openCommittingDatabase({
      url: config.database.url,
      turn: openCommitTurn(turn, slot),
      observe: metrics.commit,
    });
    runtime = await createBunRuntime(config, root, log, {
      database,
      modelFolder,
      wasm,
      later: (load) => {
        loadRest = load;
      },
      peers: talk.peers,
      metrics,
      background: (active) => createBackgroundClient(readings.read, active, log),
    });
    await refuseOpenDoor(config, runtime.deps.gate);
    const { model } = runtime.deps.recogniser;
    post({ kind: 'ready', model });
  }

  function listen(port: number): void {
    if (!runtime) return;
    listening = serve({ host: config.host, port, shared: true }, createFetch(runtime.deps));
    runtime.listensAs(listening);
    post({ kind: 'listening', url: listening.url });
    setTimeout(() => {
      loadRest().catch((error: unknown) => post({ kind: 'unusable', message: messageOf(error) }));
    }, soon);
    tidyWhenQuiet(listening.inFlight);
  }

  async function stop(graceMs: number): Promise<void> {
    post({ kind: 'stopping', inFlight: listening?.inFlight() ?? 0 });
    runtime?.stopAccepting();
    const unanswered = (await listening?.stop(graceMs)) ?? 0;
    await runtime?.close();
    flush();
    post({ kind: 'stopped', unanswered });
  }

  async function receive(message: ToWorker): Promise<void> {
    if (message.kind === 'open') await open(message);
    else if (message.kind === 'listen') listen(message.port);
    else if (message.kind === 'question') await talk.question(message.id, message.topic, message.question);
    else if (message.kind === 'answers') talk.answers(message.id, message.result);
    else if (message.kind === 'read') readings.settle(message.id, message.result);
    else if (message.kind === 'stop') await stop(message.graceMs);
  }

  parentPort?.on('message', (message: ToWorker) => {
    receive(message).catch((error: unknown) => {
      post({ kind: 'failed', message: messageOf(error) });
    });
  });
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Pieces that background threads are reading for this worker. */
function createReadings() {
  const open = new Map<number, (result: PieceResult) => void>();
  let next = 0;
  return {
    read: (piece: Piece) =>
      new Promise<PieceResult>((resolve) => {
        const id = next++;
        open.set(id, resolve);
        const message: FromWorker = { kind: 'read', id, piece };
        parentPort?.postMessage(message, [piece.bytes.buffer]);
      }),
    settle(id: number, result: PieceResult): void {
      open.get(id)?.(result);
      open.delete(id);
    },
  };
}

/** Gathers lines: one message for many. */
function createLogPost(post: (message: FromWorker) => void) {
  let lines: string[] = [];
  function flush(): void {
    if (lines.length === 0) return;
    const text = `${lines.join('\n')}\n`;
    lines = [];
    post({ kind: 'log', text });
  }
  return {
    write(line: string): void {
      if (lines.push(line) === 1) setTimeout(flush, logPause);
    },
    flush,
  };
}
