import { problems } from '../../http/problem.ts';

/** A JSON schema, as far as we look into it. */
interface Schema {
  readonly title?: string;
  readonly description?: string | undefined;
  readonly format?: string;
  readonly properties?: { readonly image?: Schema };
  readonly anyOf?: readonly Schema[];
  readonly examples?: unknown;
  readonly [keyword: string]: unknown;
}

interface Body {
  readonly description?: string;
  readonly content?: Record<string, { readonly schema: Schema }>;
}

interface Operation {
  readonly parameters?: readonly { readonly schema: Schema; readonly examples?: readonly unknown[] }[];
  readonly requestBody?: Body;
  readonly responses: Record<string, Body>;
}

/** What the plugin generates. */
export interface GeneratedDocument {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
}

type Components = Record<string, unknown>;

const binary: Schema = { type: 'string', format: 'binary' };
const pictures = (schema: Schema) =>
  Object.fromEntries(['image/png', 'image/jpeg', 'image/webp'].map((type) => [type, { schema }]));

const headers: Record<string, object> = {
  201: { Location: { description: 'Where the new prediction is', schema: { type: 'string' } } },
  503: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
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
    paths: mapValues(paths, (methods) => mapValues(methods, (operation) => finish(operation, schemas))),
    components: { schemas },
  };
}

function finish({ parameters = [], requestBody, responses, ...rest }: Operation, schemas: Components) {
  return {
    ...rest,
    parameters: parameters.map(({ examples, schema, ...parameter }) => ({
      ...parameter,
      schema: lift(schema, schemas),
      example: examples?.[0],
    })),
    ...(requestBody && {
      requestBody: { required: true, content: requestContent(schemaOf(requestBody), schemas) },
    }),
    responses: mapValues(responses, (response, status) => ({
      description: titleOf(status) ?? response.description,
      headers: headers[status],
      content: responseContent(schemaOf(response), status, schemas),
    })),
  };
}

/** An image may come in JSON, in a form or bare; everything else is JSON. */
function requestContent(schema: Schema | undefined, schemas: Components) {
  const [inJson, inForm] = schema?.properties?.image?.anyOf ?? [];
  if (schema === undefined || inJson === undefined || inForm === undefined)
    return { 'application/json': { schema: lift(schema, schemas) } };
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

function responseContent(schema: Schema | undefined, status: string, schemas: Components) {
  if (schema === undefined) return undefined;
  if (schema.format === 'binary') return pictures(binary);
  const type = Number(status) >= 400 ? 'application/problem+json' : 'application/json';
  return { [type]: { schema: lift(schema, schemas), example: firstOf(schema.examples) } };
}

/** Copies a schema without what is ours alone, and moves titled ones to the components. */
function lift(schema: unknown, schemas: Components): unknown {
  if (Array.isArray(schema)) return schema.map((one) => lift(one, schemas));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { error: _, noValidate: __, ...keywords } = schema as Schema;
  const copy = mapValues(keywords, (value, key) => (key === 'examples' ? value : lift(value, schemas)));
  const { title } = keywords;
  if (typeof title !== 'string') return copy;
  schemas[title] = copy;
  return { $ref: `#/components/schemas/${title}` };
}

/** The plugin repeats a schema for each media type; the first will do. */
const schemaOf = ({ content = {} }: Body) => Object.values(content)[0]?.schema;

const firstOf = (examples: unknown): unknown => (Array.isArray(examples) ? examples[0] : undefined);

const titleOf = (status: string) =>
  Object.values(problems).find((problem) => String(problem.status) === status)?.title;

const mapValues = <Value, Result>(
  object: Readonly<Record<string, Value>>,
  change: (value: Value, key: string) => Result,
): Record<string, Result> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
