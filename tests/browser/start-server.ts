import { scratchFolder } from '../support/database.ts';
import { spawnService } from '../support/service.ts';

interface ToldPrediction {
  readonly id: string;
  readonly status: string;
  readonly prediction: number | null;
  readonly label: number | null;
  readonly image: { readonly url: string };
}

export interface RunningServer extends AsyncDisposable {
  /** e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Its database, to look into. */
  readonly databaseUrl: string;
  /** What the API says of the newest readings. */
  predictions(): Promise<readonly ToldPrediction[]>;
}

/** The real service with the true model, on a free port, over a database of its own. */
export async function startServer(env: Record<string, string> = {}): Promise<RunningServer> {
  const folder = await scratchFolder();
  const databaseUrl = `file:${folder.path}/inkwell.db`;
  const service = spawnService({ DATABASE_URL: databaseUrl, ...env });
  const url = await service.url();
  // Its log goes on; a pipe that nobody empties would stop it.
  const drained = service.nextLine('stopped');
  return {
    url,
    databaseUrl,
    async predictions() {
      const answer = await fetch(`${url}/predictions?limit=100`);
      const { items }: { items: ToldPrediction[] } = await answer.json();
      return items;
    },
    async [Symbol.asyncDispose]() {
      await service.stop();
      await drained;
      await folder[Symbol.asyncDispose]();
    },
  };
}
