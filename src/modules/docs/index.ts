import { swagger } from '@elysiajs/swagger';
import { Elysia } from 'elysia';
import manifest from '../../../package.json' with { type: 'json' };
import { contentSecurityPolicy } from '../../http/security-headers.ts';
import { finishOpenApi, type GeneratedDocument } from './openapi.ts';
import { problemPages } from './problem-pages.ts';

/**
 * The reference writes styles into its page, and carries its settings on a script element that holds nothing but white
 * space, whose hash this is. Everything else still comes from us alone.
 */
const relaxedPolicy = contentSecurityPolicy
  .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
  .replace("script-src 'self'", "script-src 'self' 'sha256-TcUB1mzXiQO4GxpTRZ0EMpOXKMU3u+n/q1WrgVIcs1I='");

/** Nothing that would talk to anybody else: no fonts, no telemetry, no assistant, no editors elsewhere. */
const reference = {
  spec: { url: '/swagger/json' },
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  defaultOpenAllTags: true,
} as const;

/** What the API is: for programs at `/swagger/json`, for people at `/swagger`. Served wholly by ourselves. */
export function docs() {
  return new Elysia({ name: 'docs' })
    .onAfterHandle({ as: 'local' }, ({ path, set, responseValue }) => {
      if (path === '/swagger') set.headers['content-security-policy'] = relaxedPolicy;
      if (path === '/swagger/json') return finishOpenApi(responseValue as GeneratedDocument);
    })
    .use(
      swagger({
        path: '/swagger',
        // Paths with a dot are the API's, too: /models.json. Files of ours hide themselves.
        excludeStaticFile: false,
        scalarCDN: '/assets/api-reference.js',
        scalarConfig: reference,
        documentation: {
          info: {
            title: 'Inkwell',
            version: manifest.version,
            description: 'Reads handwritten digits, says how sure it is, and remembers every one.',
          },
          tags: [
            { name: 'Predictions', description: 'Read images; look at what was read' },
            { name: 'Images', description: 'The images as uploaded, and their true digits' },
            { name: 'Review', description: 'Which images to ask a person about' },
            { name: 'Accuracy', description: 'How well it reads here, by the labels that people gave' },
            { name: 'Models', description: 'Models to choose from, and what another one would say' },
            { name: 'Data', description: 'Taking everything away, and bringing it back in' },
            { name: 'Health', description: 'For whoever supervises the process' },
            { name: 'Problems', description: 'What every error means' },
          ],
        },
      }),
    )
    .use(problemPages());
}
