/**
 * Maps in order while up to `ahead` of the results are being made: what is slow overlaps, and never more than these few are
 * held in memory. The first failure ends it.
 */
export async function* mapAhead<From, To>(
  source: AsyncIterable<From>,
  ahead: number,
  map: (item: From) => Promise<To>,
): AsyncGenerator<To> {
  const underWay: Promise<To>[] = [];
  try {
    for await (const item of source) {
      const result = map(item);
      // Met below, in its turn; until then its failure must not count as unhandled.
      result.catch(() => {});
      underWay.push(result);
      if (underWay.length >= ahead) yield await (underWay.shift() as Promise<To>);
    }
    for (let next = underWay.shift(); next; next = underWay.shift()) yield await next;
  } finally {
    await Promise.allSettled(underWay);
  }
}

/** Items in pieces of at most `count`, or fewer when together they weigh more than `weight`. */
export async function* inPieces<Item>(
  source: AsyncIterable<Item>,
  limits: { readonly count: number; readonly weight: number },
  weigh: (item: Item) => number,
): AsyncGenerator<Item[]> {
  let piece: Item[] = [];
  let weight = 0;
  for await (const item of source) {
    piece.push(item);
    weight += weigh(item);
    if (piece.length < limits.count && weight < limits.weight) continue;
    yield piece;
    piece = [];
    weight = 0;
  }
  if (piece.length > 0) yield piece;
}
