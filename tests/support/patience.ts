import { setDefaultTimeout } from 'bun:test';

// Speed is proven in benchmarks; a test only has to end, on a busy machine too.
setDefaultTimeout(60_000);
