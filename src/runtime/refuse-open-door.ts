import type { Config } from '../config.ts';
import type { Gate } from '../core/access/gate.ts';
import { openDoor } from '../core/access/open-door.ts';

/** Called before listening. @throws Error one sentence that says what to do, when strangers could read and delete everything. */
export async function refuseOpenDoor(
  { publishedHost, access }: Pick<Config, 'publishedHost' | 'access'>,
  gate: Gate,
): Promise<void> {
  const guarded = await gate.isGuarded();
  const reason = openDoor({ host: publishedHost, guarded, allowOpen: access.allowOpen });
  if (reason !== undefined) throw new Error(reason);
}
