/** One run of the network for all that came while the last one ran, at most 32. */
export function batched(classify) {
  let waiting = [];
  let running = false;
  async function run() {
    running = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, 32);
      waiting = waiting.slice(32);
      try {
        const answers = await classify(group.map(({ picture }) => picture));
        for (const [i, { resolve }] of group.entries()) resolve(answers[i]);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    running = false;
  }
  return (picture) =>
    new Promise((resolve, reject) => {
      waiting.push({ picture, resolve, reject });
      if (!running) {
        running = true;
        setImmediate(run);
      }
    });
}

/** A run for each. */
export const alone = (classify) => async (picture) => (await classify([picture]))[0];
