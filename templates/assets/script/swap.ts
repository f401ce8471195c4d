/**
 * Sends a form and shows the page that comes back without leaving this one: the parts that changed take the places of the old
 * ones, the rest (the drawing among it) stays. Where that fails, nothing was lost: the caller can send the form as usual.
 *
 * @param parts selectors of what may change
 * @returns false when the network could not be had
 */
export async function sendAndSwap(
  form: HTMLFormElement,
  body: FormData,
  parts: readonly string[],
): Promise<boolean> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } });
    text = await response.text();
  } catch {
    return false;
  }
  const { pathname, search } = new URL(response.url);
  const page = new DOMParser().parseFromString(text, 'text/html');
  if (pathname !== location.pathname || !parts.every((part) => page.querySelector(part))) {
    location.assign(response.url);
    return true;
  }
  for (const part of parts) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(document.adoptNode(fresh));
  }
  document.title = page.title;
  if (response.redirected) history.pushState(null, '', pathname + search);
  shown = location.pathname + location.search;
  return true;
}

let shown = location.pathname + location.search;

/** Going back to what was swapped away shows it as the server knows it. */
export function reloadOnReturn(): void {
  addEventListener('popstate', () => {
    if (location.pathname + location.search !== shown) location.reload();
  });
}
