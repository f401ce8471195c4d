import { isOpen } from '../../core/access/scopes.ts';
import { sessionCookie } from '../../core/access/session.ts';
import type { Problem } from '../../http/problem.ts';
import { problems } from '../../http/problem-kinds.ts';
import { problem } from '../../http/schemas.ts';
import { type Components, lift, mapValues, type Schema } from './openapi-schema.ts';

interface Body {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: unknown;
  readonly content?: Record<string, { readonly schema: Schema }>;
}

interface Operation {
  readonly parameters?: readonly { readonly schema: Schema; readonly examples?: readonly unknown[] }[];
  readonly requestBody?: Body;
  /** Headers that a route reads by itself. */
  readonly 'x-headers'?: readonly {
    readonly name: string;
    readonly description: string;
    readonly example: string;
  }[];
  /** What the body may be besides JSON, by media type. */
  readonly 'x-bodies'?: Readonly<Record<string, Schema>>;
  /** The media type of a good answer, where it is not JSON, plain text or a picture. */
  readonly 'x-answer'?: string;
  readonly responses: Record<string, Body>;
}

/** What the plugin generates. */
export interface GeneratedDocument {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
}

const binary: Schema = { type: 'string', format: 'binary' };
const pictures = (schema: Schema) =>
  Object.fromEntries(['image/png', 'image/jpeg', 'image/webp'].map((type) => [type, { schema }]));

const securitySchemes = {
  key: { type: 'http', scheme: 'bearer', description: 'An API key, made with `inkwell keys create`' },
  session: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: 'Of a person who signed in' },
};

const headers: Record<string, object> = {
  201: { Location: { description: 'Where the new prediction is', schema: { type: 'string' } } },
  429: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
  503: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
  507: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
};

/**
 * Makes a valid OpenAPI 3.1 document of what the plugin generates. It knows the routes and schemas, but gives every body
 * the same three media types, leaves schema keywords among the responses' own, and repeats each schema at every use: here
 * each body gets its true type, and a schema with a `title` moves to the components.
 */
export function finishOpenApi({ paths, ...document }: GeneratedDocument) {
  const schemas: Components = {};
  return {
    ...document,
    openapi: '3.1.0',
    paths: mapValues(paths, (methods, path) =>
      mapValues(methods, (operation) => finish(isOpen(path) ? operation : withAccess(operation), schemas)),
    ),
    components: { schemas, securitySchemes },
    // A key, a session, or nothing where nothing is guarded.
    security: [{ key: [] }, { session: [] }, {}],
  };
}

/** What every guarded route may also answer. */
const withAccess = (operation: Operation): Operation => {
  const refusals = Object.fromEntries(
    ['401', '403', '429'].map((status) => [
      status,
      { content: { 'application/problem+json': { schema: problem as unknown as Schema } } },
    ]),
  );
  return { ...operation, responses: { ...refusals, ...operation.responses } };
};

function finish(
  {
    parameters = [],
    requestBody,
    responses,
    'x-headers': requestHeaders = [],
    'x-bodies': bodies = {},
    'x-answer': answer,
    ...rest
  }: Operation,
  schemas: Components,
) {
  return {
    ...rest,
    parameters: [
      ...parameters.map(({ examples, schema, ...parameter }) => ({
        ...parameter,
        schema: lift(schema, schemas),
        example: examples?.[0],
      })),
      ...requestHeaders.map((header) => ({ in: 'header', ...header, schema: { type: 'string' } })),
    ],
    ...(requestBody && {
      requestBody: {
        required: true,
        content: {
          ...requestContent(schemaOf(requestBody), schemas),
          ...mapValues(bodies, (schema) => ({ schema })),
        },
      },
    }),
    responses: mapValues(responses, (response, status) => ({
      description: kindOf(status)?.[1].title ?? response.description,
      headers: headers[status],
      content: responseContent(schemaOf(response), status, answer, schemas),
    })),
  };
}

/** An image may come in JSON, in a form or bare; everything else is JSON. */
function requestContent(schema: Schema | undefined, schemas: Components) {
  const [inJson, inForm] = schema?.properties?.image?.anyOf ?? [];
  if (schema === undefined || inJson === undefined || inForm === undefined)
    return { 'application/json': { schema: lift(schema, schemas), example: firstOf(schema?.examples) } };
  const { examples, properties, ...rest } = schema;
  const upload = (envelope: string, image: Schema) =>
    lift({ ...rest, title: `${schema.title}${envelope}`, properties: { ...properties, image } }, schemas);
  const { description } = properties?.image ?? {};
  return {
    'application/json': { schema: upload('Json', { ...inJson, description }), example: firstOf(examples) },
    'multipart/form-data': { schema: upload('Form', { ...binary, description }) },
    ...pictures(binary),
  };
}

function responseContent(
  schema: Schema | undefined,
  status: string,
  answer: string | undefined,
  schemas: Components,
) {
  if (schema === undefined) return undefined;
  if (schema.format === 'binary')
    return answer === undefined ? pictures(binary) : { [answer]: { schema: binary } };
  if (schema.type === 'string')
    return { [answer ?? 'text/plain']: { schema: lift(schema, schemas), example: firstOf(schema.examples) } };
  if (Number(status) < 400)
    return {
      [answer ?? 'application/json']: { schema: lift(schema, schemas), example: firstOf(schema.examples) },
    };
  return { 'application/problem+json': { schema: lift(schema, schemas), example: exampleProblem(status) } };
}

/** The plugin repeats a schema for each media type, and puts what describes it beside it. */
function schemaOf({ content = {}, title, description, examples }: Body): Schema | undefined {
  const schema = Object.values(content)[0]?.schema;
  return schema && { ...(title !== undefined && { title }), description, examples, ...schema };
}

const firstOf = (examples: unknown): unknown => (Array.isArray(examples) ? examples[0] : undefined);

const kindOf = (status: string) =>
  Object.entries(problems).find(([, kind]) => String(kind.status) === status);

function exampleProblem(code: string): Problem | undefined {
  const [name, kind] = kindOf(code) ?? [];
  if (name === undefined || kind === undefined) return undefined;
  const { title, status, advice: detail } = kind;
  return {
    type: `/problems/${name}`,
    title,
    status,
    detail,
    requestId: '7c1c4a0e-51b9-4a3c-9b1e-0d7b5a3c2f10',
  };
}
