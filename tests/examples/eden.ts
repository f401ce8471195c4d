import { readFile } from 'node:fs/promises';
import { treaty } from '@elysiajs/eden';
import type { App } from 'inkwell/app';

const inkwell = treaty<App>('http://localhost:3000');
const image = new File([await readFile('seven.png')], 'seven.png');
const { data, error } = await inkwell.predict.post({ image, label: 7 });
if (error) throw new Error(error.value.detail);
console.log(data.prediction, data.confidence);
