import type { Server } from 'bun';
import { uploadTime } from '../core/upload-pace.ts';

export interface ServeOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether other threads of this service listen there, too; the system shares the connections out. */
  readonly shared?: boolean;
}

export interface Listening {
  /** Where to open it, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly port: number;
  inFlight(): number;
  /** Whose request it is: the address at the other end of its connection. */
  addressOf(request: Request): string | undefined;
  /** Reads what was sent until now, then takes no new connection, waits for the answers under way, then hangs up. Returns how many were not answered in time. */
  stop(graceMs: number): Promise<number>;
}

/**
 * How long, in milliseconds, the door stays open after the word to stop: what was sent before may still lie unread in its
 * socket, and whoever asks `/readyz` hears that it is time to go elsewhere.
 */
const lastCall = 100;

/**
 * A connection without a request is closed after so many seconds. Bun also hangs up so long after a request began to come, however
 * busily its body is arriving, so a longer one has to be given its time.
 */
const idleSeconds = 30;
/** Bun's longest. */
const longestSeconds = 255;

type Fetch = (request: Request) => Response | Promise<Response>;

/**
 * Listens, on Bun.
 *
 * @throws Error one sentence that says what to do: another port, another host.
 */
export function serve(options: ServeOptions, fetch: Fetch): Listening {
  const server = listen(options, fetch);
  const everywhere = ['0.0.0.0', '::'].includes(options.host);
  return {
    url: `http://${everywhere ? 'localhost' : server.url.hostname}:${server.port}`,
    port: server.port ?? options.port,
    inFlight: () => server.pendingRequests,
    addressOf: (request) => server.requestIP(request)?.address,
    async stop(graceMs) {
      const deadline = performance.now() + graceMs;
      await Bun.sleep(Math.min(lastCall, graceMs));
      void server.stop();
      while (server.pendingRequests > 0 && performance.now() < deadline) await Bun.sleep(5);
      const unanswered = server.pendingRequests;
      await server.stop(true);
      return unanswered;
    },
  };
}

/**
 * Makes sure that nobody else listens there, and finds a free port for 0. Threads that share a port cannot notice: the system
 * would share it out among two services as well.
 *
 * @returns the port
 * @throws Error one sentence that says what to do: another port, another host.
 */
export async function findPort(options: ServeOptions): Promise<number> {
  const server = listen(options, () => new Response(null, { status: 503 }));
  const { port } = server;
  await server.stop(true);
  return port ?? options.port;
}

function listen(options: ServeOptions, fetch: Fetch) {
  const { host, port, shared = false } = options;
  try {
    return Bun.serve({
      hostname: host,
      port,
      fetch(request, server) {
        giveTime(request, server);
        return fetch(request);
      },
      development: false,
      // Outside development Bun would share a taken port, and each of two servers would get some of the requests.
      reusePort: shared,
      // A limit here answers with an empty 413. The app stops reading at its own and says so; Bun drops the rest unread.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      idleTimeout: idleSeconds,
    });
  } catch (cause) {
    throw new Error(`Cannot listen on ${host}:${port}: ${explain(cause, options)}`, { cause });
  }
}

/** Time for a body that may rightly take longer than Bun would wait. Whoever reads it sees to it that it comes. */
function giveTime(request: Request, server: Pick<Server<undefined>, 'timeout'>): void {
  if (request.method === 'GET') return;
  const declared = request.headers.get('content-length');
  if (declared === null) {
    if (request.headers.has('transfer-encoding')) server.timeout(request, longestSeconds);
    return;
  }
  const seconds = Math.ceil(uploadTime(Number(declared)) / 1000);
  if (seconds < idleSeconds) return;
  server.timeout(request, Math.min(seconds, longestSeconds));
  if (seconds > longestSeconds) giveMoreTime(new WeakRef(request), server);
}

/** Until nobody holds the request any more: its end is told to nobody. */
function giveMoreTime(request: WeakRef<Request>, server: Pick<Server<undefined>, 'timeout'>): void {
  const again = setInterval(
    () => {
      const held = request.deref();
      if (held) server.timeout(held, longestSeconds);
      else clearInterval(again);
    },
    (longestSeconds * 1000) / 3,
  );
}

function explain(error: unknown, { host, port }: ServeOptions): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const another = port < 65535 ? port + 1 : port - 1;
  if (code === 'EADDRINUSE')
    return `the port is taken; choose another, e.g. PORT=${another}, or PORT=0 for any free one`;
  if (code === 'EACCES') return 'ports below 1024 need a privilege; choose another, e.g. PORT=3000';
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${host}; set HOST, e.g. HOST=127.0.0.1`;
  return error instanceof Error ? error.message : String(error);
}
