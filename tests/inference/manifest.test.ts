import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { parseManifest } from '../../src/inference/manifest.ts';
import { ModelError } from '../../src/inference/model-error.ts';
import { modelFolder } from '../support/model.ts';

const text = readFileSync(`${modelFolder}model.json`, 'utf8');

type Json = Record<string, unknown>;

/** The true manifest with one change. */
function changed(change: (manifest: Json & { stages: Json[] }) => void): string {
  const manifest = JSON.parse(text);
  change(manifest);
  return JSON.stringify(manifest);
}

function problem(manifest: string): string {
  try {
    parseManifest(manifest);
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError);
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}

describe('parseManifest', () => {
  test('reads the manifest of the model that the service ships with', () => {
    const manifest = parseManifest(text);
    expect(manifest.name).toBe('inkwell');
    expect(manifest.stages.length).toBeGreaterThan(0);
    expect(manifest.stages.map(({ accept }) => accept === null)).toEqual(
      manifest.stages.map((_, i) => i === manifest.stages.length - 1),
    );
  });

  test('lets keys be that it does not know', () => {
    expect(parseManifest(changed((m) => Object.assign(m, { card: 'CARD.md' })))).toEqual(parseManifest(text));
  });

  test.each([
    ['a missing version', { version: undefined }, 'version in model.json is missing, expected text'],
    ['other labels', { labels: ['a', 'b'] }, 'labels in model.json is ["a","b"]'],
    [
      'another input',
      { input: { name: 'x', type: 'float32', shape: ['batch', 3, 32, 32] } },
      'input.shape in model.json is ["batch",3,32,32], expected ["batch",1,28,28]',
    ],
    ['a short checksum', { sha256: 'abc' }, 'sha256 in model.json is "abc", expected 64 hexadecimal digits'],
    ['no stages', { stages: [] }, 'stages in model.json is [], expected one stage or more'],
    [
      'thresholds that are none',
      { thresholds: { confidence: 2, digitness: 0.5 } },
      'thresholds.confidence in model.json is 2, expected a number from 0 to 1',
    ],
    ['a list instead of an object', { input: [] }, 'input in model.json is [], expected an object'],
  ])('%s is named', (_, change, message) => {
    expect(problem(changed((m) => Object.assign(m, change)))).toContain(message);
  });

  test.each([
    ['temperature', 0, 'stages[0].temperature in model.json is 0, expected a number above 0'],
    ['digitnessBias', 'x', 'stages[0].digitnessBias in model.json is "x", expected a number'],
    ['bytes', 1.5, 'stages[0].bytes in model.json is 1.5, expected a whole number'],
    [
      'file',
      '../../etc/passwd',
      'stages[0].file in model.json is "../../etc/passwd", expected the name of a file beside it',
    ],
    ['accept', undefined, 'stages[0].accept in model.json is missing, expected an object'],
  ])('a wrong %s of a stage is named', (key, value, message) => {
    expect(problem(changed(({ stages }) => stages.splice(0, 1, { ...stages[0], [key]: value })))).toContain(
      message,
    );
  });

  test('text that is no JSON, or JSON that is no object', () => {
    expect(problem('{')).toContain('model.json is no JSON');
    expect(problem('7')).toContain('expected an object');
  });
});
