import { Worker } from 'node:worker_threads';
import type { Config } from '../../config.ts';
import { createMetricsMemory, type Metrics, openMetrics } from '../../core/metrics/index.ts';
import type { ModelIdentity } from '../../core/prediction.ts';
import type { Logger } from '../../deps.ts';
import { type CommitTurn, createTurnMemory, openCommitTurn } from '../../storage/commit-turn.ts';
import { sharedBytes } from '../lone-peers.ts';
import { takeModel } from '../model-slot.ts';
import { type BackgroundPool, createBackgroundPool } from './background-pool.ts';
import type { FromWorker, ThreadStart } from './messages.ts';
import { createSwitchboard, type Extension } from './switchboard.ts';

export interface SupervisorOptions {
  readonly config: Config;
  readonly root: string;
  /** The program that every thread runs; it finds its role in `workerData`. */
  readonly program: string;
  readonly log: Logger;
  /** Takes lines of the workers' logs, each with its end. */
  readonly print: (text: string) => void;
  /** Told why the service is of no use, though it listens. */
  readonly giveUp: (error: Error) => void;
}

export interface Supervisor {
  /** Gives the first worker what it needs to open. @throws Error why it could not. */
  open(parts: { readonly wasm: WebAssembly.Module; readonly modelFolder: string }): Promise<ModelIdentity>;
  /** Listens with the first worker, then starts the others. @returns where to open it */
  listen(port: number): Promise<string>;
  /** In which nobody commits. */
  readonly turn: CommitTurn;
  /** Ends everything in order. @returns how many requests were not answered in time. */
  stop(graceMs: number, onStopping: (inFlight: number) => void): Promise<number>;
}

/** A worker that dies sooner than this after its start waits longer before it is started again, in milliseconds. */
const healthyAfter = 10_000;
const shortestPause = 250;
const longestPause = 10_000;
/** How much longer than the grace a worker may take before it is ended, in milliseconds. */
const patience = 2_000;

/** The first requests are answered before the other workers take the cores for their start, in milliseconds. */
const headStart = 200;

interface Member extends Extension {
  readonly worker: Worker;
  /** Resolved by the next message of the kind, rejected when the worker failed. */
  next<Kind extends FromWorker['kind']>(kind: Kind): Promise<Extract<FromWorker, { kind: Kind }>>;
}

/**
 * Starts the workers, replaces those that die, and passes on what they say to each other. The threads load their code while
 * the caller prepares the rest.
 */
export function supervise({ config, root, program, log, print, giveUp }: SupervisorOptions): Supervisor {
  const memory = createMetricsMemory(config.workers + 1);
  const shared = new SharedArrayBuffer(sharedBytes);
  const turnMemory = createTurnMemory();
  const turn = openCommitTurn(turnMemory, config.workers);
  const metrics: Metrics = openMetrics(memory, config.workers);
  const members = new Map<number, Member>();
  const switchboard = createSwitchboard(() => [...members.values()]);
  let parts: Parameters<Supervisor['open']>[0] | undefined;
  /** Which model the files in the folder were when the first worker opened them. */
  let opened: string | undefined;
  const pauses = createPauses();
  let background: BackgroundPool | undefined;
  let port: number | undefined;
  let stopping = false;

  const start = (index: number) =>
    new Worker(program, {
      workerData: {
        role: 'http',
        config,
        root,
        index,
        slot: index,
        metrics: memory,
        shared,
        turn: turnMemory,
      } satisfies ThreadStart,
    });

  function startMember(index: number): Member {
    const worker = start(index);
    const waiting = new Map<string, (message: FromWorker) => void>();
    let fail: (error: Error) => void = () => {};
    const failed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    failed.catch(() => {});
    const member: Member = {
      index,
      worker,
      post: (message) => worker.postMessage(message),
      next: (kind) =>
        Promise.race([
          failed,
          new Promise<Extract<FromWorker, { kind: typeof kind }>>((resolve) => {
            waiting.set(kind, (message) => resolve(message as Extract<FromWorker, { kind: typeof kind }>));
          }),
        ]),
    };
    const began = performance.now();
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'log') print(message.text);
      else if (message.kind === 'ask') {
        if (message.topic === takeModel && parts) {
          parts = { ...parts, modelFolder: String(message.question) };
          opened = undefined;
        }
        switchboard.ask(member, message);
      } else if (message.kind === 'answer') switchboard.answer(member, message);
      else if (message.kind === 'read') void readFor(member, message);
      else if (message.kind === 'unusable') giveUp(new Error(message.message));
      else if (message.kind === 'failed') fail(new Error(message.message));
      waiting.get(message.kind)?.(message);
      waiting.delete(message.kind);
    });
    worker.on('error', (error) => {
      if (port !== undefined) log.error('a worker broke down', { worker: index, error });
      fail(error);
    });
    worker.on('exit', (code) => {
      members.delete(index);
      turn.takeBackFrom(index);
      switchboard.gone(index);
      fail(new Error(`Worker ${index} ended with ${code}`));
      if (stopping || port === undefined) return;
      metrics.workerRestarted('http');
      setTimeout(() => addMember(index), pauses.after(index, performance.now() - began));
    });
    return member;
  }

  async function readFor(member: Member, { id, piece }: Extract<FromWorker, { kind: 'read' }>) {
    const result = (await background?.read(piece)) ?? { error: 'the service is starting' };
    member.post({ kind: 'read', id, result });
  }

  async function addMember(index: number): Promise<void> {
    if (stopping || port === undefined) return;
    const member = startMember(index);
    try {
      await openMember(member);
      await listenWith(member, port);
      log.debug('a worker listens', { worker: index });
    } catch (error) {
      if (!stopping) log.error('a worker cannot be started', { worker: index, error });
      await member.worker.terminate();
    }
  }

  async function openMember(member: Member): Promise<ModelIdentity> {
    if (!parts) throw new Error('Cannot open a worker before its parts are there');
    const { modelFolder } = parts;
    member.post({ kind: 'open', ...parts });
    const { model } = await member.next('ready');
    if (parts.modelFolder !== modelFolder) throw new Error('the model was changed while it was loading');
    opened ??= model.sha256;
    if (model.sha256 !== opened)
      throw new Error(
        `Cannot read with ${modelFolder}: its files are no longer what the other workers read with`,
      );
    members.set(member.index, member);
    return model;
  }

  async function listenWith(member: Member, at: number): Promise<string> {
    member.post({ kind: 'listen', port: at });
    return (await member.next('listening')).url;
  }

  /** The others follow when it listens: two that load at the same time on two cores would both be late. */
  const first = startMember(0);

  return {
    async open(given) {
      parts = given;
      background = createBackgroundPool({
        config,
        program,
        wasm: given.wasm,
        size: config.workers,
        onBreak(error) {
          metrics.workerRestarted('background');
          log.error('a background thread broke down', { error });
        },
      });
      return openMember(first);
    },
    async listen(at) {
      const url = await listenWith(first, at);
      port = at;
      setTimeout(() => {
        for (let index = 1; index < config.workers; index++) void addMember(index);
      }, headStart);
      return url;
    },
    turn,
    async stop(graceMs, onStopping) {
      stopping = true;
      const all = [...members.values()];
      const began = all.map((member) => member.next('stopping'));
      const ended = all.map((member) => member.next('stopped'));
      for (const member of all) member.post({ kind: 'stop', graceMs });
      const orElse = <T>(promise: Promise<T>, otherwise: T) =>
        Promise.race([promise.catch(() => otherwise), Bun.sleep(graceMs + patience).then(() => otherwise)]);
      const inFlight = await Promise.all(
        began.map((one) =>
          orElse(
            one.then((m) => m.inFlight),
            0,
          ),
        ),
      );
      onStopping(sum(inFlight));
      const unanswered = await Promise.all(
        ended.map((one) =>
          orElse(
            one.then((m) => m.unanswered),
            1,
          ),
        ),
      );
      await background?.close();
      return sum(unanswered);
    },
  };
}

/** At once after a long life, later and later for one that keeps dying young. */
function createPauses() {
  const young = new Map<number, number>();
  return {
    after(index: number, livedMs: number): number {
      const deaths = livedMs > healthyAfter ? 0 : (young.get(index) ?? 0) + 1;
      young.set(index, deaths);
      return deaths === 0 ? 0 : Math.min(longestPause, shortestPause * 2 ** (deaths - 1));
    },
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
