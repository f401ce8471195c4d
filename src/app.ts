import { Elysia } from 'elysia';
import type { AppDeps } from './deps.ts';
import { access } from './http/access.ts';
import { errorHandler } from './http/error-handler.ts';
import { requestFacts } from './http/request-facts.ts';
import { requestLog } from './http/request-log.ts';
import { securityHeaders } from './http/security-headers.ts';
import { validAddress } from './http/valid-address.ts';
import { signIn } from './modules/access/index.tsx';
import { accuracy } from './modules/accuracy/index.ts';
import { accuracyPage } from './modules/accuracy/page.tsx';
import { batch } from './modules/batch/index.ts';
import { batchPage } from './modules/batch/page.tsx';
import { docs } from './modules/docs/index.ts';
import { exports } from './modules/exports/index.ts';
import { exportPage } from './modules/exports/page.tsx';
import { health } from './modules/health/index.ts';
import { images } from './modules/images/index.ts';
import { imports } from './modules/imports/index.ts';
import { importPage } from './modules/imports/page.tsx';
import { metrics } from './modules/metrics/index.ts';
import { statusPage } from './modules/metrics/page.tsx';
import { models } from './modules/models/index.ts';
import { pages } from './modules/pages/index.tsx';
import { problemPage } from './modules/pages/problem-page.tsx';
import { predictions } from './modules/predictions/index.ts';
import { review } from './modules/review/index.ts';

/** The whole product as a function from Request to Response. */
export function createApp(deps: AppDeps) {
  return (
    // Hosts may have fewer than four letters (http://pi/); in return, addresses have to be http:, as they are behind a proxy.
    new Elysia({ name: 'inkwell', handler: { standardHostname: false } })
      // Every request: an id, safe headers, a line in the log; every error: a problem that says what to do.
      .use(requestFacts(deps))
      .use(securityHeaders())
      .use(requestLog(deps))
      .use(errorHandler({ log: deps.log, page: problemPage(deps) }))
      .use(validAddress())
      .use(access(deps))

      // For programs.
      .use(predictions(deps))
      .use(batch(deps))
      .use(images(deps))
      .use(review(deps))
      .use(accuracy(deps))
      .use(exports(deps))
      .use(imports(deps))
      .use(health(deps))
      .use(metrics(deps))
      .use(docs())

      // For people.
      .use(pages(deps))
      .use(batchPage(deps))
      .use(exportPage(deps))
      .use(importPage(deps))
      .use(signIn(deps))
      .use(accuracyPage(deps))
      .use(models(deps))
      .use(statusPage(deps))
  );
}

/** For typed clients: `treaty<App>('http://localhost:3000')`. */
export type App = ReturnType<typeof createApp>;
