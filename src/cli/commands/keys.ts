import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { loadConfig } from '../../config.ts';
import { apiKeyHash, newApiKey } from '../../core/access/api-key.ts';
import { hashPassword } from '../../core/access/password.ts';
import { type Scope, scopes } from '../../core/access/scopes.ts';
import { newSessionSecret } from '../../core/access/session.ts';
import type { AccessStore, ApiKey } from '../../core/access/store.ts';
import { createAccessStore } from '../../storage/access.ts';
import { openDatabase } from '../../storage/database.ts';
import { defineCommand, UsageError } from '../command.ts';
import type { Surroundings } from '../surroundings.ts';

type Around = Pick<Surroundings, 'env' | 'root' | 'print' | 'say' | 'stdin'>;
interface Wishes {
  readonly json: boolean;
  readonly name: string | undefined;
  readonly scope: readonly string[];
}

export const keys = defineCommand({
  name: 'keys',
  summary: 'Makes, lists and revokes API keys; ends sessions; hashes a password',
  help: `Makes, lists and revokes API keys, and ends sessions.

Usage: bun run inkwell keys create --name NAME --scope SCOPE… [--json]
       bun run inkwell keys list [--json]
       bun run inkwell keys revoke ID
       bun run inkwell keys end-sessions
       bun run inkwell keys hash-password < FILE

The first key closes the service to everybody who has none, within two seconds. A key is shown once, when it is made: only a
hash of it is kept. A revoked key stops working within two seconds.

  --name NAME    whose it is, to know it again
  --scope SCOPE  what it may do, more than once for more: read (look), predict (send pictures and labels), admin (everything)
  --json         JSON for programs

end-sessions signs everybody out of the pages, on every device, within two seconds. A changed PAGE_PASSWORD does so, too.
hash-password reads a password from standard input and prints what may stand for it in PAGE_PASSWORD.

Examples
  bun run inkwell keys create --name scanner --scope predict
  curl -H "Authorization: Bearer $KEY" -F image=@seven.png http://localhost:3000/predict
  bun run inkwell keys revoke 019a2b3c-…

Exit status: 0 done, 1 it failed, 2 the command line is wrong.`,
  options: { name: { type: 'string' }, scope: { type: 'string', multiple: true, default: [] as string[] } },
  async run({ values, operands: [action, id], ...around }) {
    const wishes: Wishes = { json: values.json, name: values.name, scope: values.scope };
    if (action === 'create') return create(wishes, around);
    if (action === 'list') return withStore(around, (store) => list(store, wishes, around));
    if (action === 'revoke' && id !== undefined)
      return withStore(around, (store) => revoke(store, id, around));
    if (action === 'end-sessions') return withStore(around, (store) => endSessions(store, around));
    if (action === 'hash-password') return printHash(around);
    throw new UsageError(
      'Cannot tell what to do with keys: expected create, list, revoke ID, end-sessions or hash-password',
    );
  },
});

async function create({ json, name = '', scope }: Wishes, around: Around): Promise<number> {
  if (!/^\S.{0,99}$/.test(name)) throw new UsageError('Cannot make a key: --name is missing');
  const wrong = scope.find((one) => !isScope(one));
  if (wrong !== undefined || scope.length === 0)
    throw new UsageError(
      `Cannot make a key: --scope is ${wrong === undefined ? 'missing' : JSON.stringify(wrong)}, expected ${scopes.join(', ')}`,
    );
  const key = newApiKey();
  const made = { id: uuidv7(), name, scopes: scope.filter(isScope), createdAt: new Date() };
  const sha256 = await apiKeyHash(key);
  await withStore(around, (store) => store.create({ ...made, sha256 }));
  if (json) around.print(JSON.stringify({ ...made, key }));
  else {
    around.print(key);
    around.say(
      `This is the only time that it is shown. Its id is ${made.id}, its scope ${made.scopes.join(', ')}.`,
    );
  }
  return 0;
}

async function list(store: AccessStore, { json }: Wishes, { print }: Around): Promise<number> {
  const all = await store.list();
  if (json) for (const key of all) print(JSON.stringify(key));
  else if (all.length === 0) print('There are no keys: everybody who reaches the service may do everything.');
  else for (const key of all) print(lineOf(key));
  return 0;
}

const lineOf = ({ id, name, scopes: granted, createdAt, lastUsedAt, revokedAt }: ApiKey): string => {
  const day = (date: Date) => date.toISOString().slice(0, 10);
  const state =
    revokedAt !== null
      ? `revoked ${day(revokedAt)}`
      : lastUsedAt === null
        ? 'never used'
        : `used ${day(lastUsedAt)}`;
  return `${id}  ${granted.join(',').padEnd(12)}  made ${day(createdAt)}  ${state.padEnd(18)}  ${name}`;
};

async function revoke(store: AccessStore, id: string, { say }: Around): Promise<number> {
  const done = await store.revoke(id, new Date());
  say(
    done
      ? `Revoked ${id}.`
      : `Cannot revoke ${id.slice(0, 64)}: there is no such key, or it was revoked before`,
  );
  return done ? 0 : 1;
}

async function endSessions(store: AccessStore, { say }: Around): Promise<number> {
  await store.replaceSessionSecret(newSessionSecret());
  say('Everybody is signed out of the pages.');
  return 0;
}

async function printHash({ stdin, print }: Around): Promise<number> {
  const decoder = new TextDecoder();
  let password = '';
  for await (const chunk of stdin()) password += decoder.decode(chunk, { stream: true });
  password = password.replace(/\r?\n$/, '');
  if (password === '') throw new UsageError('Cannot hash the password: standard input is empty');
  print(await hashPassword(password));
  return 0;
}

const isScope = (text: string): text is Scope => scopes.some((scope) => scope === text);

/** The database alone: keys need no model, and a service may be running over it. */
async function withStore<T>({ env, root }: Around, work: (store: AccessStore) => Promise<T>): Promise<T> {
  const { database: settings } = loadConfig(env);
  const database = await openDatabase({ ...settings, migrationsFolder: join(root, 'drizzle') });
  try {
    return await work(createAccessStore(database));
  } finally {
    await database.close();
  }
}
