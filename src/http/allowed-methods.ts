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
    const matching = routes().filter((route) => matches(route.path, path));
    // What is named outright is meant, not the pattern that would fit it as well: `/models/active` is no model.
    const named = matching.filter((route) => route.path === path);
    const methods = new Set((named.length > 0 ? named : matching).map(({ method }) => method));
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
