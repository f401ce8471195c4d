/**
 * Made photos, drawings, strings and empty papers of held-out digits, as PNG files with a manifest that `bun run evaluate` reads:
 * `bun models/training/make-scenes.ts MNIST_FOLDER OUT_FOLDER COUNT_OF_EACH_KIND`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import UPNG from 'upng-js';
import { readDigits } from './digits-file.ts';
import { makeScene, type SceneKind, sceneKinds } from './scenes.ts';

const [folder = '', out = '', count = '100'] = process.argv.slice(2);
const digits = readDigits(folder, 'validation');
mkdirSync(out, { recursive: true });
const lines = ['file,label,kind'];
for (const kind of Object.keys(sceneKinds) as SceneKind[])
  for (let n = 0; n < Number(count); n++) {
    // Beyond the scenes that thresholds were chosen on.
    const { image, label } = makeScene(kind, digits, 5000 + n);
    const file = `${kind}-${n}.png`;
    writeFileSync(
      join(out, file),
      new Uint8Array(UPNG.encode([new Uint8Array(image.data).buffer], image.width, image.height, 0)),
    );
    lines.push(`${file},${label},${kind}`);
  }
writeFileSync(join(out, 'manifest.csv'), `${lines.join('\n')}\n`);
