import { createByteReader } from './wasm-bytes.ts';
import {
  appended,
  built,
  parseWasm,
  type Section,
  sectionId,
  type WasmModule,
  writeWasm,
} from './wasm-module.ts';

const [memoryKind, constant, store8, withMemory] = [2, 0x41, 0x3a, 0x40];

/**
 * The module with a note at the beginning of each of its functions that it was called: a byte of a second memory, exported as
 * `called`, for each.
 */
export function watchedWasm(whole: Uint8Array): Uint8Array<ArrayBuffer> {
  const module = parseWasm(whole);
  const pages = Math.ceil(module.types.length / 65_536);
  const called = built((writer) => {
    writer.counted(new TextEncoder().encode('called'));
    writer.bytes([memoryKind, 1]);
  });
  return writeWasm(
    module.sections.flatMap(({ id, body }): Section[] => {
      // A memory of its own stands behind the tables.
      if (id === sectionId.table)
        return [
          { id, body },
          { id: sectionId.memory, body: Uint8Array.of(1, 0, pages) },
        ];
      if (id === sectionId.export) return [{ id, body: appended(body, [called]) }];
      if (id === sectionId.code) return [{ id, body: notingCode(module) }];
      return [{ id, body }];
    }),
  );
}

function notingCode({ code, bodies, types }: WasmModule): Uint8Array<ArrayBuffer> {
  return built((writer) => {
    writer.number(types.length);
    for (const i of types.keys()) {
      const source = createByteReader(code.subarray(bodies[i], bodies[i + 1]));
      source.number();
      const body = source.rest();
      const inBody = createByteReader(body);
      for (let groups = inBody.number(); groups > 0; groups--) {
        inBody.number();
        inBody.byte();
      }
      const note = built((own) => {
        own.byte(constant);
        own.signed(i);
        own.bytes([constant, 1, store8, withMemory, 1, 0]);
      });
      writer.number(body.length + note.length);
      writer.bytes(body.subarray(0, inBody.at));
      writer.bytes(note);
      writer.bytes(inBody.rest());
    }
  }, code.length * 2);
}
