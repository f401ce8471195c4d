import { isLoopback } from './addresses.ts';

interface Door {
  /** Where the service listens, or where a container engine publishes it. */
  readonly host: string;
  readonly guarded: boolean;
  readonly allowOpen: boolean;
}

/** Why a service must not listen like this: everybody who can reach it could read and delete. Undefined when it may. */
export function openDoor({ host, guarded, allowOpen }: Door): string | undefined {
  if (guarded || allowOpen || isLoopback(host)) return undefined;
  return `Cannot listen on ${host} without protection: others could read and delete everything. Set PAGE_PASSWORD, make a key (inkwell keys create), listen on this machine alone (HOST=127.0.0.1), or say that it shall be open to all: ALLOW_OPEN=true`;
}
