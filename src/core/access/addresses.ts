import ipaddr from 'ipaddr.js';

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/**
 * As `ipaddr.process`, an IPv4 address written as IPv6 is IPv4. That one calls `this.parse`, and a start under heavy load once
 * ended because `this` was something else; what is called here asks nobody who it is.
 */
function plainAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const address = ipaddr.parse(text);
  return 'isIPv4MappedAddress' in address && address.isIPv4MappedAddress()
    ? address.toIPv4Address()
    : address;
}

/** Proxies that are believed when they say whom they speak for. */
export interface Proxies {
  has(address: string): boolean;
}

/** @param networks addresses and networks, e.g. `127.0.0.1`, `10.0.0.0/8`. @returns undefined when one is neither. */
export function parseNetworks(networks: readonly string[]): Proxies | undefined {
  const parsed: Network[] = [];
  for (const text of networks) {
    const cidr = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
    const isWhole = cidr.includes(':') || /^\d+(\.\d+){3}\//.test(cidr);
    if (!isWhole || !ipaddr.isValidCIDR(cidr)) return undefined;
    parsed.push(ipaddr.parseCIDR(cidr));
  }
  return {
    has(address) {
      if (!ipaddr.isValid(address)) return false;
      const one = plainAddress(address);
      return parsed.some((network) => one.kind() === network[0].kind() && one.match(network));
    },
  };
}

/**
 * Who really asks: the socket's other end, or, as far as that is a trusted proxy, whom it says it speaks for. Read from the
 * right: what is further left may have been written by anybody.
 */
export function clientAddress(peer: string, forwardedFor: string | null, proxies: Proxies): string {
  let client = peer;
  for (const hop of (forwardedFor ?? '').split(',').toReversed()) {
    if (!proxies.has(client)) return client;
    const address = hop
      .trim()
      .replace(/^\[(.*)\](:\d+)?$/, '$1')
      .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
    if (!ipaddr.isValid(address)) return client;
    client = address;
  }
  return client;
}

/** What counts as one client: an IPv4 address, or the /64 network that a household or a rented server has of IPv6. */
export function clientKey(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const one = plainAddress(address);
  return one.kind() === 'ipv4' ? one.toString() : one.toNormalizedString().split(':').slice(0, 4).join(':');
}

/** Whether only this machine can reach a service that listens there. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || (ipaddr.isValid(host) && plainAddress(host).range() === 'loopback');

/**
 * Whether a Host header can only mean this service: an address, or a name that no stranger can register. With a name of their
 * own that leads to us (DNS rebinding), another site's page would count as ours.
 */
export function isPrivateHost(hostHeader: string): boolean {
  const host = hostHeader
    .replace(/:\d*$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  return (
    ipaddr.isValid(host) || !host.includes('.') || /\.(localhost|local|lan|internal|home\.arpa)$/.test(host)
  );
}
