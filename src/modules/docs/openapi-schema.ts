/** A JSON schema, as far as we look into it. */
export interface Schema {
  readonly title?: string;
  readonly description?: string | undefined;
  readonly format?: string;
  readonly properties?: { readonly image?: Schema };
  readonly anyOf?: readonly Schema[];
  readonly examples?: unknown;
  readonly type?: unknown;
  readonly const?: unknown;
  readonly 'x-name'?: string;
  /** What the schema says to others, where the route itself judges what comes. */
  readonly 'x-told'?: Schema;
  readonly [keyword: string]: unknown;
}

/** Named schemas, gathered while they are lifted. */
export type Components = Record<string, unknown>;

/** Copies a schema without what is ours alone, and moves titled ones to the components. */
export function lift(schema: unknown, schemas: Components): unknown {
  if (Array.isArray(schema)) return schema.map((one) => lift(one, schemas));
  if (typeof schema !== 'object' || schema === null) return schema;
  const {
    error: _,
    noValidate: __,
    nullable: ___,
    'x-name': ____,
    'x-told': told,
    ...own
  } = simplify(schema as Schema);
  const keywords: Schema = { ...own, ...told };
  const copy = mapValues(keywords, (value, key) => (key === 'examples' ? value : lift(value, schemas)));
  const { title } = keywords;
  if (typeof title !== 'string') return copy;
  schemas[title] = copy;
  return { $ref: `#/components/schemas/${title}` };
}

/**
 * Elysia writes a number or boolean that may arrive as text as a choice between the two, and an enumeration as a choice
 * between constants: tell of the thing itself.
 */
function simplify({ anyOf, ...schema }: Schema): Schema {
  if (anyOf === undefined) return schema;
  const choices = anyOf.filter(({ format }) => !/^(integer|numeric|boolean)$/.test(format ?? ''));
  if (choices.every((choice) => 'const' in choice))
    return { ...schema, type: typeOf(choices), enum: choices.map((choice) => choice.const) };
  return choices.length === 1 ? { ...schema, ...choices[0] } : { ...schema, anyOf: choices };
}

/** A label is a digit or a word. */
function typeOf(choices: readonly Schema[]): unknown {
  const types = [...new Set(choices.map(({ type }) => type))];
  return types.length === 1 ? types[0] : types;
}

export const mapValues = <Value, Result>(
  object: Readonly<Record<string, Value>>,
  change: (value: Value, key: string) => Result,
): Record<string, Result> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
