import { connect } from '../load/connection.ts';

/** Refusals say when to come back; a soak comes back, but not for ever. */
const mostRefusals = 10_000;

/**
 * Sends requests `from` up to `to` over so many connections and waits until each is answered with 201.
 *
 * @throws Error for any other answer than 201 and 503, and for a connection that breaks
 */
export async function sendAll(options: {
  readonly port: number;
  readonly connections: number;
  readonly from: number;
  readonly to: number;
  readonly request: (i: number) => Uint8Array;
}): Promise<{ refused: number }> {
  const { port, from, to, request } = options;
  const done = Promise.withResolvers<void>();
  let [next, answered, refused] = [from, 0, 0];
  const send = (connection: Awaited<ReturnType<typeof connect>>, i: number) => {
    connection.request = i;
    const bytes = request(i);
    connection.send(bytes, 0, bytes.length);
  };
  const connections = await Promise.all(
    Array.from({ length: options.connections }, () =>
      connect({
        port,
        onAnswer(connection, { status, bytes, bodyAt }) {
          if (status === 503 && ++refused < mostRefusals) {
            setTimeout(() => send(connection, connection.request), 100);
            return;
          }
          if (status !== 201) {
            done.reject(new Error(`request ${connection.request}: ${bytes.toString('utf8', bodyAt)}`));
            return;
          }
          if (++answered === to - from) done.resolve();
          else if (next < to) send(connection, next++);
        },
        onLost: (connection, reason) => done.reject(new Error(`request ${connection.request}: ${reason}`)),
      }),
    ),
  );
  for (const connection of connections) if (next < to) send(connection, next++);
  await done.promise;
  for (const connection of connections) connection.close();
  return { refused };
}
