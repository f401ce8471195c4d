import { fileURLToPath } from 'node:url';

/** A dark seven on light paper, 96×96, in each format that we read. */
export const seven = {
  png: await load('seven.png'),
  jpeg: await load('seven.jpg'),
  webp: await load('seven.webp'),
};

async function load(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return Bun.file(fileURLToPath(new URL(`../fixtures/images/${name}`, import.meta.url))).bytes();
}
