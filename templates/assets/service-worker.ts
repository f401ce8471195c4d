// Keeps what reading needs for days without a network. It is told what by the page, once somebody has drawn: nobody who only
// looks loads the recogniser.

const cacheName = 'inkwell';
/** The page without anybody's readings, for when the true one cannot be had. */
const offline = '/offline';

const scope = globalThis as unknown as {
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'message', listener: (event: ExtendableEvent & MessageEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
};
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener('message', (event) => {
  const { keep } = event.data as { keep?: readonly string[] };
  if (keep) event.waitUntil(store(keep).then(() => event.ports[0]?.postMessage({ kept: true })));
});
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (/^\/(assets|recogniser)\//.test(pathname)) event.respondWith(kept(request));
  else if (request.mode === 'navigate' && pathname === '/') event.respondWith(fresh(request));
});

/** Keeps these and nothing else. The page for days without a network is fetched anew each time. */
async function store(addresses: readonly string[]): Promise<void> {
  const cache = await caches.open(cacheName);
  const wanted = new Set([offline, ...addresses].map((address) => new URL(address, location.origin).href));
  const have = await cache.keys();
  await Promise.all(have.filter(({ url }) => !wanted.has(url)).map((request) => cache.delete(request)));
  const known = new Set(have.map(({ url }) => url));
  await cache.addAll([...wanted].filter((url) => !known.has(url) && !url.endsWith(offline)));
  const page = await fetch(offline);
  // Whose session has ended is shown the way in instead, which leads nowhere without a network.
  if (page.ok && !page.redirected) await cache.put(offline, page);
}

/** Addresses change with their content, so what was kept is right. */
async function kept(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function fresh(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await caches.match(offline, { ignoreVary: true });
    if (page) return page;
    throw error;
  }
}

export {};
