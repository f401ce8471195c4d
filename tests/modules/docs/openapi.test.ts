import { describe, expect, test } from 'bun:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import manifest from '../../../package.json' with { type: 'json' };
import { testApp } from '../../support/app.ts';
import { seven } from '../../support/seven.ts';

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
}
interface Schema {
  readonly $ref?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Record<string, Schema>;
  readonly [keyword: string]: unknown;
}
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly operationId?: string;
  readonly parameters: readonly { name: string; description?: string; schema?: Schema; example?: unknown }[];
  readonly requestBody?: { content: Record<string, Media> };
  readonly responses: Record<string, { description?: string; content?: Record<string, Media> }>;
}
interface Document {
  readonly paths: Record<string, { readonly [method: string]: Operation; readonly post?: Operation }>;
  readonly components: { readonly schemas: { readonly [name: string]: Schema; readonly Prediction: Schema } };
  readonly tags: readonly { name: string }[];
  readonly info: { readonly version: string };
}

const { app, send } = await testApp();
const document = (await (await send('/swagger/json')).json()) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
  ),
);
const resolve = (schema: Schema | undefined) =>
  schema?.$ref === undefined
    ? schema
    : document.components.schemas[schema.$ref.replace('#/components/schemas/', '')];

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate({ ...document });
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

test('every route of the API is described, and nothing else', () => {
  const described = operations.map(([name]): string => name);
  expect(described.toSorted()).toEqual([
    'DELETE /images/{id}/label',
    'DELETE /predictions/{id}',
    'GET /accuracy.json',
    'GET /export/csv',
    'GET /export/idx',
    'GET /export/jsonl',
    'GET /export/png',
    'GET /images/{id}',
    'GET /import',
    'GET /livez',
    'GET /metrics',
    'GET /models.json',
    'GET /predictions',
    'GET /predictions/{id}',
    'GET /problems/{name}',
    'GET /readyz',
    'GET /replays',
    'GET /replays/{id}',
    'GET /replays/{id}/answers',
    'GET /review/next',
    'POST /import',
    'POST /predict',
    'POST /predict/batch',
    'POST /replays',
    'POST /review/sample',
    'PUT /images/{id}/label',
    'PUT /models/active',
    'PUT /replays/{id}/state',
  ]);
  const served = app.routes
    .filter(({ hooks }) => hooks?.detail?.hide !== true)
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  expect(described.toSorted()).toEqual(served.filter((route) => !route.includes('/swagger')).toSorted());
});

describe.each(operations)('%s', (name, operation) => {
  test('says what it does, under a known heading', () => {
    expect(operation.summary).toMatch(/\S/);
    expect(operation.description).toMatch(/\S/);
    expect(operation.tags).toHaveLength(1);
    expect(document.tags.map((tag) => tag.name)).toContain(operation.tags?.[0] ?? '');
  });

  test('explains each parameter with an example', () => {
    for (const { description, schema, example } of operation.parameters) {
      expect(description).toMatch(/\S/);
      expect(schema).toBeDefined();
      expect(example).toBeDefined();
    }
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    expect(operation.parameters.map((parameter) => parameter.name)).toEqual(expect.arrayContaining(inPath));
  });

  test('gives a schema and an example for each answer, problems as such', () => {
    for (const [status, { description, content }] of Object.entries(operation.responses)) {
      expect(description).toMatch(/\S/);
      if (['204', '304'].includes(status)) {
        expect(content).toBeUndefined();
        continue;
      }
      const media = Object.entries(content ?? {});
      expect(media.length).toBeGreaterThan(0);
      for (const [type, { schema, example }] of media) {
        expect(resolve(schema)).toBeDefined();
        if (!type.startsWith('image/') && schema?.['format'] !== 'binary') expect(example).toBeDefined();
        expect(type === 'application/problem+json').toBe(Number(status) >= 400);
      }
    }
    const statuses = Object.keys(operation.responses).map(Number);
    expect(statuses.some((status) => status < 300)).toBe(true);
    expect(statuses.some((status) => status >= 400) || name === 'GET /livez').toBe(true);
  });

  test('shows a body that it would take', () => {
    for (const [type, { schema, example }] of Object.entries(operation.requestBody?.content ?? {})) {
      expect(resolve(schema)).toBeDefined();
      if (type === 'application/json') expect(example).toBeDefined();
    }
    expect(operation.requestBody !== undefined).toBe(/^(POST|PUT)/.test(name));
  });
});

test('the version is the package’s', () => {
  expect(document.info.version).toBe(manifest.version);
});

test('operation ids are unique', () => {
  const ids = operations.map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).not.toContain(undefined);
});

test('an image may be sent in every way that is described', () => {
  const content = document.paths['/predict']?.post?.requestBody?.content ?? {};
  expect(Object.keys(content)).toEqual([
    'application/json',
    'multipart/form-data',
    'image/png',
    'image/jpeg',
    'image/webp',
  ]);
});

test('what is answered has exactly the fields that are described', async () => {
  const answered = (await (await send('/predict', { method: 'POST', body: seven.png })).json()) as object;
  const { properties = {} } = document.components.schemas.Prediction;
  expect(Object.keys(answered).toSorted()).toEqual(Object.keys(properties).toSorted());
});

test('keywords of ours alone stay with us', () => {
  expect(JSON.stringify(document)).not.toMatch(/"(x-name|noValidate|nullable)":/);
});

test('no route leaves its body to the framework’s reader, which has no limit', () => {
  const reading = app.routes.filter(({ hooks }) => hooks.body !== undefined);
  expect(reading.length).toBeGreaterThan(5);
  expect(reading.filter(({ hooks }) => hooks.parse === undefined).map(({ path }) => path)).toEqual([]);
});

test('what a route judges by itself is told as strictly as it judges', () => {
  const label = document.components.schemas['NewLabel']?.properties?.['label'];
  expect(label).toMatchObject({ type: ['number', 'string'] });
  expect(document.components.schemas['NewLabel']?.['additionalProperties']).toEqual({
    type: ['string', 'number', 'boolean', 'null'],
  });
  const parameters = document.paths['/export/idx']?.['get']?.parameters ?? [];
  const told = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
  expect(told['status']).toMatchObject({ enum: ['ok', 'unsure', 'blank', 'multiple', ''] });
  expect(told['digit']).toMatchObject({ pattern: '^[0-9]?$' });
  expect(JSON.stringify(document)).not.toContain('x-told');
});
