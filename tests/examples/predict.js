import { readFile } from 'node:fs/promises';

const body = await readFile('seven.png'); // in a browser: a File or Blob
const answer = await fetch('http://localhost:3000/predict', { method: 'POST', body });
const { prediction, confidence } = await answer.json();
console.log(prediction, confidence);
