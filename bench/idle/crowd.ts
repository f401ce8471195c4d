import type { Socket } from 'bun';

/** How connections can be a burden without asking for much. */
export const burdens = {
  'idle between two requests': { head: 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n', drip: '' },
  'a byte of the body a second': { head: bodyHead('Content-Length: 2000'), drip: 'x' },
  'a chunk of one byte a second': { head: bodyHead('Transfer-Encoding: chunked'), drip: '1\r\nx\r\n' },
  'half a body, then nothing': { head: `${bodyHead('Content-Length: 2000')}half`, drip: '' },
  'a byte of the head a second': { head: 'POST /predict HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', drip: 'x' },
  'half a head, then nothing': { head: 'POST /predict HTTP/1.1\r\nHo', drip: '' },
  'open, and nothing more': { head: '', drip: '' },
} as const;
export type Burden = keyof typeof burdens;

export interface Crowd {
  /** How many of the connections the server has closed by now, by what they do. */
  closed(): Partial<Record<Burden, number>>;
  /** How many answers of each status they got. */
  statuses(): Readonly<Record<string, number>>;
  leave(): void;
}

function bodyHead(header: string): string {
  return `POST /predict HTTP/1.1\r\nHost: localhost\r\n${header}\r\n\r\n`;
}

/** Opens so many connections of each kind, which keep as slow as they are until they leave. */
export async function openCrowd(port: number, counts: Partial<Record<Burden, number>>): Promise<Crowd> {
  const open = new Map<Socket, Burden>();
  const closed: Partial<Record<Burden, number>> = {};
  const statuses: Record<string, number> = {};
  let leaving = false;
  for (const [name, count] of Object.entries(counts)) {
    const burden = name as Burden;
    for (let i = 0; i < count; i++) {
      const socket = await Bun.connect({
        hostname: '127.0.0.1',
        port,
        socket: {
          data(_, bytes) {
            const status = /^HTTP\/1\.1 (\d+)/.exec(bytes.toString('latin1', 0, 16))?.[1];
            if (status) statuses[status] = (statuses[status] ?? 0) + 1;
          },
          close(gone) {
            open.delete(gone);
            if (!leaving) closed[burden] = (closed[burden] ?? 0) + 1;
          },
          error() {},
        },
      });
      open.set(socket, burden);
      if (burdens[burden].head) socket.write(burdens[burden].head);
    }
  }
  const dripping = setInterval(() => {
    for (const [socket, burden] of open) if (burdens[burden].drip) socket.write(burdens[burden].drip);
  }, 1000);
  return {
    closed: () => ({ ...closed }),
    statuses: () => ({ ...statuses }),
    leave() {
      leaving = true;
      clearInterval(dripping);
      for (const socket of open.keys()) socket.terminate();
    },
  };
}
