/** How often the thread is looked at, in milliseconds. */
const look = 1_000;

/**
 * Gives back the memory of a busy time once it is over. The collector alone waits for more work before it does, and what the
 * last thousands of requests left behind would stay.
 *
 * @param inFlight how many requests are being answered
 */
export function tidyWhenQuiet(inFlight: () => number): void {
  // Starting was work, too.
  let wasBusy = true;
  setInterval(() => {
    if (inFlight() > 0) wasBusy = true;
    else if (wasBusy) {
      wasBusy = false;
      Bun.gc(true);
    }
  }, look);
}
