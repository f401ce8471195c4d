import {
  appended,
  built,
  parseWasm,
  type Section,
  sectionId,
  type WasmModule,
  writeWasm,
} from './wasm-module.ts';

/**
 * Splits a module in two: the functions that a start and the networks need, and all others. To check and prepare the 14 MB of
 * ONNX Runtime takes JavaScriptCore 0.2 s, and our networks use a quarter of them. What is left out is not lost: at the first
 * call of any such function the other part is made, over the same memory, globals and tables, and the call goes there.
 *
 * Both parts number types, functions and globals as the whole does, so no instruction is rewritten: where a body lies in the
 * other part, a stub calls it through a table that has a slot for every function. A poor choice of `hot` costs time, never truth.
 */

/** Tells which functions are hot, by their number among those that the module defines. */
export type IsHot = (index: number) => boolean;

/** Name of the table with a slot for every function. The first slot is for what makes the cold part. */
const slots = 'slots';
/** Under this name the cold part imports what the hot one exports. */
const shared = 'split';

const kind = { function: 0, table: 1, global: 3 } as const;
const functionReference = 0x70;
const op = {
  end: 0x0b,
  callIndirect: 0x11,
  localGet: 0x20,
  tableGet: 0x25,
  constant: 0x41,
  isNull: 0xd1,
} as const;
const ifNothing = [0x04, 0x40];

/** The part that is instantiated first. @throws RangeError for a module of a kind that cannot be split */
export function hotPart(whole: Uint8Array, chosen: IsHot): Uint8Array<ArrayBuffer> {
  const module = parseWasm(whole);
  const isHot = andStart(module, chosen);
  const exported = (name: string, of: number, index: number) =>
    built((writer) => {
      writer.counted(utf8(name));
      writer.byte(of);
      writer.number(index);
    });
  const exports = [
    exported(slots, kind.table, 1),
    exported('table', kind.table, 0),
    ...module.globals.map((_, i) => exported(`g${i}`, kind.global, i)),
  ];
  return writeWasm(
    module.sections.map(({ id, body }) => {
      if (id === sectionId.table) return { id, body: appended(body, [slotTable(module)]) };
      if (id === sectionId.export) return { id, body: appended(body, exports) };
      if (id === sectionId.element) return { id, body: appended(body, elements(module, isHot)) };
      if (id === sectionId.code) return { id, body: code(module, isHot, true) };
      return { id, body };
    }),
  );
}

/** The part that is made when it is first needed. */
export function coldPart(whole: Uint8Array, chosen: IsHot): Uint8Array<ArrayBuffer> {
  const module = parseWasm(whole);
  const isHot = andStart(module, chosen);
  const isCold: IsHot = (index) => !isHot(index);
  const imported = (name: string, of: number, type: Uint8Array) =>
    built((writer) => {
      writer.counted(utf8(shared));
      writer.counted(utf8(name));
      writer.byte(of);
      writer.bytes(type);
    });
  const imports = [
    imported('table', kind.table, module.tableType),
    imported(slots, kind.table, slotTable(module)),
    ...module.globals.map((type, i) => imported(`g${i}`, kind.global, type)),
  ];
  return writeWasm(
    module.sections.flatMap(({ id, body }): Section[] => {
      if (id === sectionId.table || id === sectionId.global) return [];
      if (id === sectionId.export || id === sectionId.start) return [];
      if (id === sectionId.import) return [{ id, body: appended(body, imports) }];
      if (id === sectionId.element)
        return [{ id, body: appended(new Uint8Array(1), elements(module, isCold)) }];
      if (id === sectionId.code) return [{ id, body: code(module, isCold, false) }];
      return [{ id, body }];
    }),
  );
}

/**
 * Instantiates a hot part, or any other module as it is.
 *
 * @param readCold makes the other part, in the middle of a call: it cannot wait
 */
export async function instantiateSplit(
  module: WebAssembly.Module,
  imports: WebAssembly.Imports,
  readCold?: () => BufferSource,
): Promise<WebAssembly.Instance> {
  const instance = await WebAssembly.instantiate(module, imports);
  const table = instance.exports[slots];
  if (!readCold || !(table instanceof WebAssembly.Table)) return instance;
  const load = () => {
    const cold = new WebAssembly.Module(readCold());
    new WebAssembly.Instance(cold, { ...imports, [shared]: instance.exports });
  };
  table.set(0, ofWasm(load));
  return instance;
}

/** Tables only take functions that a module exports: this one hands out what it imports as `f.f`. */
function ofWasm(f: () => void): unknown {
  const name = [1, 0x66];
  const module = writeWasm([
    { id: sectionId.type, body: Uint8Array.of(1, 0x60, 0, 0) },
    { id: sectionId.import, body: Uint8Array.of(1, ...name, ...name, kind.function, 0) },
    { id: sectionId.export, body: Uint8Array.of(1, ...name, kind.function, 0) },
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(module), { f: { f } }).exports['f'];
}

/** What runs at once cannot be in the other part. */
const andStart =
  ({ startFunction }: WasmModule, isHot: IsHot): IsHot =>
  (index) =>
    index === startFunction || isHot(index);

const slotTable = ({ types }: WasmModule) =>
  built((writer) => {
    writer.bytes([functionReference, 0]);
    writer.number(types.length + 1);
  });

/** For each function its body, or a stub that calls the other part's; in the hot part it makes that first, if need be. */
function code(module: WasmModule, here: IsHot, makes: boolean): Uint8Array<ArrayBuffer> {
  const { types, code, bodies } = module;
  const stubs = new Map<number, Stub>();
  return built((writer) => {
    writer.number(types.length);
    for (let i = 0; i < types.length; i++) {
      const from = i;
      while (i < types.length && here(i)) i++;
      if (i > from) writer.bytes(code.subarray(bodies[from], bodies[i]));
      const type = types[i];
      if (type === undefined) break;
      const stub = stubs.get(type) ?? stubFor(type, module, makes);
      stubs.set(type, stub);
      for (const at of stub.open) putSlot(stub.bytes, at, i + 1);
      writer.bytes(stub.bytes);
    }
  }, code.length);
}

/** What functions of a type have for a body in the part where they are not. */
interface Stub {
  readonly bytes: Uint8Array;
  /** Where the number of the slot goes. */
  readonly open: readonly number[];
}

function stubFor(type: number, { parameters, plainType }: WasmModule, makes: boolean): Stub {
  const open: number[] = [];
  const body = built((writer) => {
    const slot = () => {
      writer.byte(op.constant);
      open.push(writer.at);
      writer.bytes([0, 0, 0]);
    };
    writer.byte(0); // no locals
    if (makes) {
      slot();
      writer.bytes([op.tableGet, 1, op.isNull, ...ifNothing, op.constant, 0, op.callIndirect]);
      writer.number(plainType);
      writer.bytes([1, op.end]);
    }
    for (let i = 0; i < (parameters[type] ?? 0); i++) {
      writer.byte(op.localGet);
      writer.number(i);
    }
    slot();
    writer.byte(op.callIndirect);
    writer.number(type);
    writer.bytes([1, op.end]);
  });
  const bytes = built((writer) => writer.counted(body));
  return { bytes, open: open.map((at) => at + bytes.length - body.length) };
}

/** Always three bytes, so that the stubs of a type differ in nothing else. They hold a million slots. */
function putSlot(bytes: Uint8Array, at: number, slot: number): void {
  bytes[at] = (slot & 127) | 128;
  bytes[at + 1] = ((slot >> 7) & 127) | 128;
  bytes[at + 2] = slot >> 14;
}

/** Puts every function that has its body here into its slot. */
function elements({ types, importedFunctions }: WasmModule, here: IsHot): Uint8Array<ArrayBuffer>[] {
  const segments: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 0; from < types.length; from++) {
    let to = from;
    while (to < types.length && here(to)) to++;
    if (to === from) continue;
    segments.push(
      built((writer) => {
        writer.bytes([2, 1, op.constant]); // into the table of slots, from the slot of the first
        writer.signed(from + 1);
        writer.bytes([op.end, 0]);
        writer.number(to - from);
        for (let i = from; i < to; i++) writer.number(importedFunctions + i);
      }),
    );
    from = to;
  }
  return segments;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
