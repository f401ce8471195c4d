import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withSegment, writeJpeg } from '../../tests/support/jpeg.ts';
import { picture } from '../../tests/support/synthetic.ts';
import type { RunningContender } from '../contenders/contender.ts';
import { closedLoop } from '../load/closed-loop.ts';
import { connect } from '../load/connection.ts';
import type { Corpus } from '../load/corpus.ts';
import { summarise } from '../load/latencies.ts';
import type { Mixed } from '../result.ts';

/** Small requests: as many connections as keep it busy without a queue. */
const connections = 8;
/** Photographs under way at any time. */
const photosAtOnce = 2;

/** 28×28 pictures with and without photographs of twelve megapixels beside them, each one different. */
export async function measureMixed(
  { port }: RunningContender,
  corpus: Corpus,
  folder: string,
  seconds: number,
): Promise<Mixed> {
  const small = (from: number) => closedLoop({ port, corpus, from, connections, warmupSeconds: 1, seconds });
  const alone = await small(1);
  const photos = await sendPhotos(port, await openPhoto(folder));
  const beside = await small(1 + alone.sent);
  const times = await photos.stop();
  const figures = ({ perSecond, latency }: typeof alone) => ({ perSecond, latency });
  return {
    photos: times.length,
    photoMs: summarise(Float32Array.from(times)),
    alone: figures(alone),
    beside: figures(beside),
  };
}

/** A digit on paper, 4000 × 3000, as a JPEG with room for a number that makes each copy another picture file. */
async function openPhoto(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(folder, 'photo.jpg');
  if (!existsSync(path)) {
    const placement = { width: 4000, height: 3000, x: 1900, y: 1500, size: 900, pen: 60 };
    await Bun.write(
      path,
      await writeJpeg(picture(5, placement, { paper: [222, 218, 208], slope: 0.3, noise: 4 })),
    );
  }
  return withSegment(await Bun.file(path).bytes(), 0xfe, new Uint8Array(8));
}

/** The number stands behind the JPEG's first marker, the comment's marker and its length. */
const numberAt = 6;

async function sendPhotos(port: number, jpeg: Uint8Array<ArrayBuffer>) {
  const times: number[] = [];
  let [sent, stopping, underWay] = [0, false, 0];
  const ended = Promise.withResolvers<void>();
  const head = Buffer.from(
    `POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`,
  );
  const begin = Date.now();
  for (let i = 0; i < photosAtOnce; i++) {
    const request = Buffer.concat([head, jpeg]);
    const connection = await connect({
      port,
      onAnswer(answered, { status, bytes, bodyAt }) {
        underWay--;
        if (status !== 201)
          return ended.reject(new Error(`a photograph was answered ${bytes.toString('utf8', bodyAt)}`));
        times.push(performance.now() - answered.sentAt);
        if (!stopping) send();
        else if (underWay === 0) ended.resolve();
      },
      onLost: (_, reason) => (stopping && underWay === 0 ? undefined : ended.reject(new Error(reason))),
    });
    const send = () => {
      underWay++;
      request.writeDoubleBE(begin + sent++, head.length + numberAt);
      connection.sentAt = performance.now();
      connection.send(request, 0, request.length);
    };
    send();
  }
  return {
    async stop() {
      stopping = true;
      await ended.promise;
      return times;
    },
  };
}
