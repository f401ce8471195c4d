import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { ConflictError } from '../../src/core/errors.ts';
import type { Digit } from '../../src/core/prediction.ts';
import type { PredictionQuery, PredictionStore } from '../../src/core/store.ts';
import { aPrediction, freshBytes, idAt, noon } from '../support/prediction.ts';

/** What every `PredictionStore` must do. `open` gives an empty one; `done` clears up after a test. */
export function predictionStoreContract(
  name: string,
  open: () => Promise<PredictionStore>,
  done: () => Promise<void> = async () => {},
): void {
  describe(`${name} as a prediction store`, () => {
    let store: PredictionStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(async () => {
      await store.close();
      await done();
    });

    const ids = async (query: Partial<PredictionQuery>) =>
      (await store.list({ limit: 100, ...query })).items.map((item) => item.id);
    const recordAll = (...changes: Parameters<typeof aPrediction>[0][]) =>
      changes.reduce(
        async (done, change) => [...(await done), (await store.record(aPrediction(change))).id],
        Promise.resolve<string[]>([]),
      );

    describe('recording', () => {
      test('gives back what a later find gives', async () => {
        const asked = aPrediction({ label: 4 });
        const recorded = await store.record(asked);
        expect(await store.find(asked.id)).toEqual(recorded);
        const { bytes, ...facts } = asked.image;
        const sha256 = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
        expect(recorded).toEqual({
          ...asked,
          image: { ...facts, sha256, byteLength: bytes.length },
          sampled: false,
        });
      });

      test('keeps a reading of several digits and an answer without a digit', async () => {
        const reading = {
          text: '20',
          digits: [
            { digit: 2, confidence: 0.9, box: { x: 1, y: 2, width: 3, height: 4 } },
            { digit: 0, confidence: 0.8, box: { x: 5, y: 2, width: 3, height: 4 } },
          ],
        } as const;
        const { id } = await store.record(
          aPrediction({ status: 'multiple', digit: null, reading, decidedBy: null }),
        );
        expect(await store.find(id)).toMatchObject({
          status: 'multiple',
          digit: null,
          reading,
          decidedBy: null,
        });
      });

      test('keeps every bit of the probabilities and of the time', async () => {
        const probabilities = Array.from({ length: 10 }, (_, i) => (i === 3 ? 1 / 3 : 2 / 27));
        const createdAt = new Date(noon + 123);
        const { id } = await store.record(aPrediction({ probabilities, confidence: 1 / 3, createdAt }));
        const found = await store.find(id);
        expect(found?.probabilities).toEqual(probabilities);
        expect(found?.confidence).toBe(1 / 3);
        expect(found?.createdAt).toEqual(createdAt);
      });

      test('takes a view into a larger buffer for what it shows', async () => {
        const bytes = new TextEncoder().encode('before|picture|after').subarray(7, 14);
        const { image } = await store.record(aPrediction({ bytes }));
        expect((await store.imageBytes(image.id))?.bytes).toEqual(new TextEncoder().encode('picture'));
      });

      test('stores the same bytes once, and both predictions know the image', async () => {
        const bytes = freshBytes();
        const first = await store.record(aPrediction({ bytes }));
        const second = await store.record(aPrediction({ bytes }));
        expect(second.image).toEqual(first.image);
        expect(second.id).not.toBe(first.id);
      });

      test('stores the same bytes once when ten arrive together', async () => {
        const bytes = freshBytes();
        const recorded = await Promise.all(
          Array.from({ length: 10 }, () => store.record(aPrediction({ bytes }))),
        );
        expect(new Set(recorded.map((item) => item.image.id)).size).toBe(1);
        expect(await ids({})).toHaveLength(10);
      });

      test('leaves nothing behind when a part of it fails', async () => {
        const { id } = await store.record(aPrediction());
        const bytes = freshBytes();
        const second = aPrediction({ id, bytes, label: 3 });
        await expect(store.record(second)).rejects.toThrow();
        expect(await store.imageBytes(second.image.id)).toBeNull();
        expect(await store.label(second.image.id)).toBeUndefined();
        expect(await ids({})).toEqual([id]);
      });

      test('of known bytes without a label keeps the label they have', async () => {
        const bytes = freshBytes();
        await store.record(aPrediction({ bytes, label: 5 }));
        expect((await store.record(aPrediction({ bytes }))).label).toBe(5);
      });

      test('of known bytes with another label relabels the earlier predictions too', async () => {
        const bytes = freshBytes();
        const [first] = await recordAll({ bytes, label: 5 }, { bytes, label: 6 });
        expect((await store.find(first ?? ''))?.label).toBe(6);
      });
    });

    describe('reading', () => {
      test('finds nothing under an unknown id', async () => {
        for (const id of ['', 'nonsense', "' or 1=1 --", '\u0000', idAt(noon)]) {
          expect(await store.find(id)).toBeNull();
          expect(await store.imageBytes(id)).toBeNull();
          expect(await store.label(id)).toBeUndefined();
        }
      });

      test('gives the bytes of an image as they came', async () => {
        const bytes = crypto.getRandomValues(new Uint8Array(50_000));
        const { image } = await store.record(aPrediction({ bytes }));
        const found = await store.imageBytes(image.id);
        expect(found?.image).toEqual(image);
        expect(found?.bytes).toEqual(bytes);
      });
    });

    describe('listing', () => {
      test('is empty at first', async () => {
        expect(await store.list({ limit: 10 })).toEqual({ items: [], next: null });
      });

      test('pages from the newest to the oldest without gap or repeat', async () => {
        const all = await recordAll(...Array.from({ length: 7 }, () => ({})));
        const seen: string[] = [];
        let before: string | undefined;
        for (let page = 0; page < 3; page++) {
          const { items, next } = await store.list({ limit: 3, before });
          seen.push(...items.map((item) => item.id));
          before = next ?? undefined;
          expect(next === null).toBe(page === 2);
        }
        expect(seen).toEqual(all.toReversed());
      });

      test('has no next page when the last one is full', async () => {
        await recordAll({}, {});
        expect((await store.list({ limit: 2 })).next).toBeNull();
      });

      test('goes on behind a prediction that was removed meanwhile', async () => {
        const [oldest, middle] = await recordAll({}, {}, {});
        await store.remove(middle ?? '');
        expect(await ids({ before: middle })).toEqual([oldest ?? '']);
      });

      test('goes on from a cursor that never was an id', async () => {
        await recordAll({});
        expect(await ids({ before: '' })).toEqual([]);
        expect(await ids({ before: 'zzz' })).toHaveLength(1);
      });

      test('filters by digit, status and model', async () => {
        const model = { name: 'inkwell', version: '2.0.0', sha256: 'cd'.repeat(32) };
        const [three, blank, newer] = await recordAll(
          { digit: 3 },
          { status: 'blank', digit: null, confidence: 0 },
          { model },
        );
        expect(await ids({ digit: 3 })).toEqual([three ?? '']);
        expect(await ids({ digit: 0 })).toEqual([]);
        expect(await ids({ status: 'blank' })).toEqual([blank ?? '']);
        expect(await ids({ model: '2.0.0' })).toEqual([newer ?? '']);
      });

      test('filters by the newest label: a digit, any, none', async () => {
        const [none, zero, four] = await recordAll({}, { label: 0 }, { label: 3 });
        const image = (await store.find(four ?? ''))?.image.id ?? '';
        await store.setLabel(image, { digit: 4, source: 'person', createdAt: new Date(noon) });
        expect(await ids({ label: 'none' })).toEqual([none ?? '']);
        expect(await ids({ label: 'any' })).toEqual([four ?? '', zero ?? '']);
        expect(await ids({ label: 4 })).toEqual([four ?? '']);
        expect(await ids({ label: 0 })).toEqual([zero ?? '']);
        expect(await ids({ label: 3 })).toEqual([]);
      });

      test('filters by time: from is included, until is not', async () => {
        const times = [0, 1000, 2000, 3_600_000].map((ms) => new Date(noon + ms));
        const [, second, third, late] = await recordAll(...times.map((createdAt) => ({ createdAt })));
        const [from, , until] = [times[1], times[2], times[3]];
        expect(await ids({ from })).toEqual([late ?? '', third ?? '', second ?? '']);
        expect(await ids({ from, until })).toEqual([third ?? '', second ?? '']);
        expect(await ids({ until: times[0] })).toEqual([]);
        expect(await ids({ from: new Date(noon + 9e9) })).toEqual([]);
        expect(await ids({ until: new Date(noon + 9e9) })).toHaveLength(4);
      });

      test('filters by time rightly where ids and clock disagree a little', async () => {
        const early = await store.record(aPrediction({ id: idAt(noon + 500), createdAt: new Date(noon) }));
        const late = await store.record(aPrediction({ id: idAt(noon), createdAt: new Date(noon + 400) }));
        expect(await ids({ from: new Date(noon + 400) })).toEqual([late.id]);
        expect(await ids({ until: new Date(noon + 400) })).toEqual([early.id]);
      });

      test('joins filters', async () => {
        const [wanted] = await recordAll(
          { digit: 3, status: 'unsure', label: 8 },
          { digit: 3, status: 'ok', label: 8 },
          { digit: 8, status: 'unsure', label: 8 },
          { digit: 3, status: 'unsure', label: 3 },
        );
        const found = await ids({
          digit: 3,
          status: 'unsure',
          label: 8,
          model: '1.0.0',
          from: new Date(noon),
          until: new Date(noon + 1),
        });
        expect(found).toEqual([wanted ?? '']);
      });
    });

    describe('removing', () => {
      test('takes the image, its bytes and its labels along with its last prediction', async () => {
        const { id, image } = await store.record(aPrediction({ label: 2 }));
        expect(await store.remove(id)).toBe(true);
        expect(await store.find(id)).toBeNull();
        expect(await store.imageBytes(image.id)).toBeNull();
        expect(await store.label(image.id)).toBeUndefined();
      });

      test('keeps the image while another prediction needs it', async () => {
        const bytes = freshBytes();
        const [first, second] = await recordAll({ bytes, label: 2 }, { bytes });
        await store.remove(first ?? '');
        const left = await store.find(second ?? '');
        expect(left?.label).toBe(2);
        expect((await store.imageBytes(left?.image.id ?? ''))?.bytes).toEqual(bytes);
      });

      test('forgets a label with its image: the same bytes come back unlabelled', async () => {
        const bytes = freshBytes();
        const { id } = await store.record(aPrediction({ bytes, label: 2 }));
        await store.remove(id);
        expect((await store.record(aPrediction({ bytes }))).label).toBeNull();
      });

      test('says false the second time', async () => {
        const { id } = await store.record(aPrediction());
        expect(await store.remove(id)).toBe(true);
        expect(await store.remove(id)).toBe(false);
      });
    });

    describe('labelling', () => {
      const label = (digit: Digit, replaces?: Digit | null) => ({
        digit,
        source: 'person' as const,
        createdAt: new Date(noon),
        replaces,
      });

      test('the last label given counts, even when its clock runs behind', async () => {
        const { id, image } = await store.record(aPrediction({ label: 1 }));
        await store.setLabel(image.id, { ...label(9), createdAt: new Date(noon - 60_000) });
        expect(await store.label(image.id)).toBe(9);
        expect((await store.find(id))?.label).toBe(9);
      });

      test('says false for an unknown image', async () => {
        expect(await store.setLabel('nobody', label(1))).toBe(false);
        expect(await store.setLabel('nobody', label(1, null))).toBe(false);
        expect(await store.label('nobody')).toBeUndefined();
      });

      test('replaces exactly the label that the caller saw', async () => {
        const { image } = await store.record(aPrediction());
        expect(await store.label(image.id)).toBeNull();
        expect(await store.setLabel(image.id, label(3, null))).toBe(true);
        expect(await store.setLabel(image.id, label(0, 3))).toBe(true);
        expect(await store.label(image.id)).toBe(0);
      });

      test('refuses to replace a label that is another by now', async () => {
        const { id, image } = await store.record(aPrediction({ label: 3 }));
        await expect(store.setLabel(image.id, label(5, null))).rejects.toBeInstanceOf(ConflictError);
        await expect(store.setLabel(image.id, label(5, 4))).rejects.toThrow('it is 3 now, expected 4');
        expect((await store.find(id))?.label).toBe(3);
      });

      test('lets one of several win who replace the same label together', async () => {
        const { image } = await store.record(aPrediction());
        const tries = await Promise.allSettled(
          ([1, 2, 3, 4, 5] as const).map((digit) => store.setLabel(image.id, label(digit, null))),
        );
        expect(tries.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      });
    });

    test('checks that it can write, and leaves nothing behind', async () => {
      await store.checkWritable();
      await Promise.all([store.checkWritable(), store.checkWritable()]);
      expect(await store.label('write-check')).toBeUndefined();
    });
  });
}
