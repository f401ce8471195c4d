const everyMs = 1000;

/**
 * Keeps a part of the page as it is on the server while that says `data-follow`: fetches the page again and puts the part
 * of the same id in its place. Nothing is replaced while somebody is in it by keyboard, and nothing is fetched unseen.
 */
export function follow(part: HTMLElement): void {
  const again = async (shown: HTMLElement) => {
    const fresh = document.hidden ? shown : await fetchPart(shown);
    const focused = shown.contains(document.activeElement);
    const ended = fresh.dataset['follow'] === undefined;
    if (fresh !== shown && (!focused || ended)) shown.replaceWith(fresh);
    if (!ended) setTimeout(again, everyMs, fresh.isConnected ? fresh : shown);
  };
  setTimeout(again, everyMs, part);
}

/** The part as it is now; the one that is shown when the server cannot be asked. */
async function fetchPart(shown: HTMLElement): Promise<HTMLElement> {
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return page.getElementById(shown.id) ?? shown;
  } catch {
    return shown;
  }
}
