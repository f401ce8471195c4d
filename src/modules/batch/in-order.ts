/**
 * Works on several inputs side by side and gives the results in their order, each as soon as it and all before it are there.
 * Takes no input before there is room for it.
 *
 * @param hasRoom whether one more may be begun beside so many whose result was not taken yet; always true for none
 */
export async function* inOrder<Input, Output>(
  inputs: AsyncIterable<Input>,
  work: (input: Input) => Promise<Output>,
  hasRoom: (working: number) => boolean,
): AsyncGenerator<Output> {
  const iterator = inputs[Symbol.asyncIterator]();
  const working: Promise<Output>[] = [];
  let next: Promise<IteratorResult<Input>> | null = null;
  let ended = false;
  let failure: { readonly error: unknown } | null = null;
  try {
    for (;;) {
      if (!ended && next === null && (working.length === 0 || hasRoom(working.length))) {
        next = iterator.next();
        next.catch(() => {});
      }
      const [first] = working;
      if (first === undefined && next === null) break;
      const winner = await Promise.race([
        ...(first ? [first.then(() => 'worked' as const)] : []),
        ...(next
          ? [
              next.then(
                () => 'came' as const,
                () => 'came' as const,
              ),
            ]
          : []),
      ]);
      if (winner === 'worked' && first) {
        working.shift();
        yield await first;
      } else if (next) {
        try {
          const result = await next;
          if (result.done) ended = true;
          else {
            const promise = work(result.value);
            promise.catch(() => {});
            working.push(promise);
          }
        } catch (error) {
          // What came before it is still answered.
          ended = true;
          failure = { error };
        }
        next = null;
      }
    }
  } finally {
    void Promise.resolve(iterator.return?.()).catch(() => {});
  }
  if (failure) throw failure.error;
}
