interface Route {
  readonly method: string;
  readonly path: string;
}

/**
 * Which methods a path knows. Empty for a path that nobody serves.
 *
 * @param routes asked at each call, since the app may still be growing.
 */
export const allowedMethods =
  (routes: () => readonly Route[]) =>
  (path: string): string[] => {
    const methods = new Set(routes().flatMap((route) => (matches(route.path, path) ? [route.method] : [])));
    if (methods.has('GET')) methods.add('HEAD');
    if (methods.size > 0) methods.add('OPTIONS');
    return [...methods].sort();
  };

/** Elysia's patterns, as far as we use them: `/a/:name` and a closing `*`. */
function matches(pattern: string, path: string): boolean {
  const wanted = pattern.replace(/\/$/, '').split('/');
  const given = path.replace(/\/$/, '').split('/');
  const open = wanted.at(-1) === '*';
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every(
    (part, i) => part === '*' || part === given[i] || (part.startsWith(':') && given[i] !== ''),
  );
}
