import { type ByteReader, type ByteWriter, createByteReader, createByteWriter } from './wasm-bytes.ts';

export const sectionId = {
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

export interface Section {
  readonly id: number;
  readonly body: Uint8Array;
}

/** What a module consists of, as far as it has to be known to take its functions apart. */
export interface WasmModule {
  /** In their order, without those for debuggers. */
  readonly sections: readonly Section[];
  /** Of each type, how many parameters it has. */
  readonly parameters: readonly number[];
  /** The type that takes and gives nothing. */
  readonly plainType: number;
  readonly importedFunctions: number;
  /** The function that runs when the module is instantiated, among those that it defines; -1 when there is none. */
  readonly startFunction: number;
  /** Of the functions that the module defines: their types, and where each body lies in `code`, one after the other. */
  readonly types: readonly number[];
  readonly code: Uint8Array;
  readonly bodies: Uint32Array;
  /** The one table's type, as it is written. */
  readonly tableType: Uint8Array;
  /** Of each global its type and whether it changes, as it is written. */
  readonly globals: readonly Uint8Array[];
}

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** @throws RangeError for a module of a kind that ONNX Runtime's is not: it has one table, imports functions and a memory, and copies its data by code */
export function parseWasm(whole: Uint8Array): WasmModule {
  const sections = readSections(createByteReader(whole.subarray(header.length)));
  const sectionOf = (id: number) =>
    createByteReader(sections.find((section) => section.id === id)?.body ?? new Uint8Array(1));
  const signatures = readList(sectionOf(sectionId.type), readType);
  const table = sectionOf(sectionId.table);
  if (table.number() !== 1) throw unfit('it has not one table');
  const types = readList(sectionOf(sectionId.function), (source) => source.number());
  const code = sectionOf(sectionId.code);
  readList(sectionOf(sectionId.data), readData);
  const imports = readList(sectionOf(sectionId.import), readImport);
  const importedFunctions = imports.filter((kind) => kind === 0).length;
  const starts = sections.some(({ id }) => id === sectionId.start);
  return {
    sections,
    parameters: signatures.map(({ parameters }) => parameters),
    plainType: signatures.findIndex(({ parameters, results }) => parameters + results === 0),
    importedFunctions,
    startFunction: starts ? sectionOf(sectionId.start).number() - importedFunctions : -1,
    types,
    code: sections.find(({ id }) => id === sectionId.code)?.body ?? new Uint8Array(),
    bodies: readBodies(code),
    tableType: table.rest(),
    globals: readList(sectionOf(sectionId.global), readGlobal),
  };
}

/** A module of these sections. */
export function writeWasm(sections: readonly Section[]): Uint8Array<ArrayBuffer> {
  const writer = createByteWriter(sections.reduce((sum, { body }) => sum + body.length + 6, header.length));
  writer.bytes(header);
  for (const { id, body } of sections) {
    writer.byte(id);
    writer.counted(body);
  }
  return writer.taken();
}

/** A section's list with more items at its end. */
export function appended(body: Uint8Array, items: readonly Uint8Array[]): Uint8Array {
  const source = createByteReader(body);
  return built((writer) => {
    writer.number(source.number() + items.length);
    writer.bytes(source.rest());
    for (const item of items) writer.bytes(item);
  });
}

/** What `write` writes. */
export function built(write: (writer: ByteWriter) => void, capacity?: number): Uint8Array<ArrayBuffer> {
  const writer = createByteWriter(capacity);
  write(writer);
  return writer.taken();
}

function readSections(source: ByteReader): Section[] {
  const known = new Set<number>(Object.values(sectionId));
  const sections: Section[] = [];
  while (!source.done) {
    const id = source.byte();
    const body = source.take(source.number());
    if (id === 0) continue;
    if (!known.has(id)) throw unfit(`it has a section ${id}`);
    sections.push({ id, body });
  }
  return sections;
}

function readType(source: ByteReader): { parameters: number; results: number } {
  if (source.byte() !== 0x60) throw unfit('it has types that are no functions');
  const parameters = source.take(source.number()).length;
  return { parameters, results: source.take(source.number()).length };
}

/** @returns its kind: 0 for a function, 2 for a memory */
function readImport(source: ByteReader): number {
  source.take(source.number());
  source.take(source.number());
  const kind = source.byte();
  if (kind === 0) source.number();
  else if (kind === 2) {
    const hasMaximum = source.byte() % 2 === 1;
    source.number();
    if (hasMaximum) source.number();
  } else throw unfit('it imports a table or a global');
  return kind;
}

function readGlobal(source: ByteReader): Uint8Array {
  const type = source.take(2);
  // A constant of 32 or 64 bits, and the end.
  if (![0x41, 0x42].includes(source.byte())) throw unfit('a global begins with something else than a number');
  source.number();
  source.take(1);
  return type;
}

/** Only such data as a function copies into the memory: parts of the module may both hold it. */
function readData(source: ByteReader): void {
  if (source.byte() !== 1) throw unfit('it has data that is copied into the memory by itself');
  source.skip(source.number());
}

/** Where each function's body begins, and where the last one ends. */
function readBodies(source: ByteReader): Uint32Array {
  const count = source.number();
  const ends = new Uint32Array(count + 1);
  ends[0] = source.at;
  for (let i = 1; i <= count; i++) {
    source.skip(source.number());
    ends[i] = source.at;
  }
  return ends;
}

function readList<Item>(source: ByteReader, read: (source: ByteReader) => Item): Item[] {
  const items: Item[] = [];
  for (let count = source.number(); count > 0; count--) items.push(read(source));
  return items;
}

const unfit = (why: string) => new RangeError(`Cannot take the module apart: ${why}`);
