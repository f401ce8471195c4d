import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { ConflictError, KeyReusedError } from '../../src/core/errors.ts';
import { type Digit, type Label, notADigit, statuses } from '../../src/core/prediction.ts';
import type { PredictionFilter, PredictionQuery, PredictionStore } from '../../src/core/store.ts';
import { aPrediction, freshBytes, idAt, noon } from '../support/prediction.ts';
import { createRandom } from '../support/synthetic.ts';

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

    describe('recording many at once', () => {
      test('gives back each as recorded alone, in order', async () => {
        const bytes = freshBytes();
        const asked = [
          aPrediction({ bytes, label: 5 }),
          aPrediction({ bytes }),
          aPrediction({ label: notADigit }),
        ];
        const outcomes = await store.recordAll(asked);
        const stored = outcomes.map((outcome) => ('stored' in outcome ? outcome.stored : null));
        expect(stored.map((one) => one?.id)).toEqual(asked.map(({ id }) => id));
        expect(stored.map((one) => one?.label)).toEqual([5, 5, notADigit]);
        expect(stored[1]?.image).toEqual(stored[0]?.image);
        for (const one of stored) expect(await store.find(one?.id ?? '')).toEqual(one);
      });

      test('many new ones, each with its label or none', async () => {
        const digits = Array.from({ length: 21 }, (_, i) => (i % 10) as Digit);
        const labels: (Label | null)[] = [...digits, null, null, notADigit];
        const news = labels.map((label) =>
          aPrediction({ bytes: freshBytes(), label, labelSource: 'import' }),
        );
        const outcomes = await store.recordAll(news);
        expect(outcomes.map((one) => ('stored' in one ? one.stored.label : one.error))).toEqual(labels);
        for (const [i, { id }] of news.entries()) {
          const found = await store.find(id);
          expect(found?.label).toBe(labels[i] ?? null);
          const history = await store.labelHistory(found?.image.id ?? '');
          expect(history.map(({ label, source }) => `${label} ${source}`)).toEqual(
            labels[i] === null ? [] : [`${labels[i]} import`],
          );
        }
      });

      test('one that cannot be written does not take the others with it, and leaves nothing behind', async () => {
        const { id } = await store.record(aPrediction());
        const twice = aPrediction({ id, label: 3 });
        const [first, wrong, last] = await store.recordAll([aPrediction(), twice, aPrediction()]);
        expect(first).toHaveProperty('stored');
        expect(wrong).toHaveProperty('error');
        expect(last).toHaveProperty('stored');
        expect(await store.imageBytes(twice.image.id)).toBeNull();
        expect(await ids({})).toHaveLength(3);
      });

      test('of none is none', async () => {
        expect(await store.recordAll([])).toEqual([]);
      });
    });

    describe('a retry under its idempotency key', () => {
      const idempotency = { key: 'one', fingerprint: 'a' };

      test('gets the first prediction, and nothing is written', async () => {
        const first = await store.record(aPrediction({ idempotency, digit: 3, label: 3 }));
        const retry = aPrediction({ idempotency, digit: 4, label: 4 });
        expect(await store.record(retry)).toEqual(first);
        expect(await store.imageBytes(retry.image.id)).toBeNull();
        expect(await ids({})).toEqual([first.id]);
      });

      test('with another request is refused, and nothing is written', async () => {
        const first = await store.record(aPrediction({ idempotency }));
        const other = aPrediction({ idempotency: { ...idempotency, fingerprint: 'b' }, label: 1 });
        await expect(store.record(other)).rejects.toBeInstanceOf(KeyReusedError);
        expect(await store.imageBytes(other.image.id)).toBeNull();
        expect(await ids({})).toEqual([first.id]);
      });

      test('makes one row when several race, alone and together', async () => {
        const tries = () => Array.from({ length: 5 }, () => aPrediction({ idempotency }));
        const alone = await Promise.all(tries().map((one) => store.record(one)));
        const together = await store.recordAll(tries());
        const found = new Set([
          ...alone.map(({ id }) => id),
          ...together.map((outcome) => ('stored' in outcome ? outcome.stored.id : '')),
        ]);
        expect([...found]).toEqual(await ids({}));
      });

      test('is forgotten after a day, and when the first prediction was deleted', async () => {
        const first = await store.record(aPrediction({ idempotency }));
        const nextDay = new Date(noon + 24 * 3_600_000 + 1);
        expect(await store.findIdempotent('one', nextDay)).toBeNull();
        const second = await store.record(aPrediction({ idempotency, createdAt: nextDay }));
        expect(second.id).not.toBe(first.id);
        await store.remove(second.id);
        const third = await store.record(aPrediction({ idempotency, createdAt: nextDay }));
        expect(await ids({})).toEqual([third.id, first.id]);
      });

      test('can be looked up beforehand', async () => {
        expect(await store.findIdempotent('one', new Date(noon))).toBeNull();
        const prediction = await store.record(aPrediction({ idempotency }));
        expect(await store.findIdempotent('one', new Date(noon))).toEqual({ fingerprint: 'a', prediction });
        await store.remove(prediction.id);
        expect(await store.findIdempotent('one', new Date(noon))).toEqual({
          fingerprint: 'a',
          prediction: null,
        });
      });
    });

    describe('reading', () => {
      test('gives every reading of an image, the newest first', async () => {
        const bytes = freshBytes();
        const [first, , second] = await recordAll({ bytes }, {}, { bytes });
        const { image } = (await store.find(first ?? '')) ?? { image: { id: '' } };
        const readings = await store.predictionsOf(image.id);
        expect(readings.map(({ id }) => id)).toEqual([second ?? '', first ?? '']);
        expect(readings[1]).toEqual((await store.find(first ?? '')) ?? readings[1]);
        expect(await store.predictionsOf('nobody')).toEqual([]);
      });

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

      test('gives the bytes of many images, and passes over what is not there', async () => {
        const all = [1, 2, 3].map((n) => new Uint8Array(1000 * n).fill(n));
        const ids: string[] = [];
        for (const bytes of all) ids.push((await store.record(aPrediction({ bytes }))).image.id);
        const found = await store.manyImageBytes([...ids.slice(1), 'nonsense', ...ids.slice(1)]);
        expect([...found]).toEqual([1, 2].map((i) => [ids[i] as string, all[i] as Uint8Array]));
        expect((await store.manyImageBytes([])).size).toBe(0);
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

    describe('any filter', () => {
      /** What a filter means, said once more without an index. */
      function fits(
        one: Awaited<ReturnType<PredictionStore['list']>>['items'][number],
        filter: PredictionFilter,
      ) {
        const right = one.label === notADigit ? one.status !== 'ok' : one.label === one.digit;
        return (
          (filter.digit === undefined || one.digit === filter.digit) &&
          (filter.status === undefined || one.status === filter.status) &&
          (filter.label === undefined ||
            (filter.label === 'any' && one.label !== null) ||
            (filter.label === 'none' && one.label === null) ||
            one.label === filter.label) &&
          (filter.labelled === undefined ||
            (one.label !== null && right === (filter.labelled === 'right'))) &&
          (filter.sampled === undefined || one.sampled === filter.sampled) &&
          (filter.model === undefined || one.model.version === filter.model) &&
          one.confidence >= (filter.minConfidence ?? 0) &&
          (filter.maxConfidence === undefined ||
            filter.maxConfidence === 1 ||
            one.confidence < filter.maxConfidence) &&
          (filter.from === undefined || one.createdAt >= filter.from) &&
          (filter.until === undefined || one.createdAt < filter.until)
        );
      }

      test('gives what it says in pages both ways, and counts it', async () => {
        const random = createRandom(7);
        const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
        const digits = [0, 1, 2, 3, null] as const;
        const versions = ['1.0.0', '2.0.0'];
        const labels: (Label | null)[] = [0, 1, 2, notADigit, null, null];
        const day = 86_400_000;
        const midnight = noon - day / 2;
        await store.recordAll(
          Array.from({ length: 150 }, (_, i) =>
            aPrediction({
              createdAt: new Date(midnight + i * 2_000_000),
              digit: pick(digits),
              status: pick(statuses.filter((status) => status !== 'multiple')),
              label: pick(labels),
              confidence: pick([0, 0.04, 0.05, 0.3, 0.512, 0.95, 0.999, 1]),
              model: { name: 'inkwell', version: pick(versions), sha256: 'ab'.repeat(32) },
            }),
          ),
        );
        const all = (await store.list({ limit: 1000 })).items;
        expect(all).toHaveLength(150);
        const maybe = <T>(values: readonly T[]) => (random() < 0.3 ? pick(values) : undefined);
        for (let round = 0; round < 25; round++) {
          const filter: PredictionFilter = {
            digit: maybe([0, 1, 2, 3, 4]),
            status: maybe(statuses),
            label: maybe<NonNullable<PredictionFilter['label']>>([0, 1, 3, notADigit, 'any', 'none']),
            labelled: maybe(['right', 'wrong']),
            sampled: maybe([true, false, false]),
            model: maybe(versions),
            minConfidence: maybe([0, 0.05, 0.3, 0.31, 0.95, 0.97]),
            maxConfidence: maybe([0.05, 0.3, 0.5, 0.96, 1]),
            from: maybe([new Date(midnight + day), new Date(midnight + 1.5 * day)]),
            until: maybe([new Date(midnight + 2 * day), new Date(midnight + 2.25 * day)]),
          };
          const expected = all.filter((one) => fits(one, filter)).map(({ id }) => id);
          const older: string[] = [];
          for (let before: string | undefined, more = true; more; more = before !== undefined) {
            const page = await store.list({ ...filter, limit: 30, before });
            older.push(...page.items.map(({ id }) => id));
            before = page.next ?? undefined;
          }
          expect(older).toEqual(expected);
          const newer: string[] = [];
          for (let after = '', more = true; more; ) {
            const page = await store.list({ ...filter, limit: 30, after });
            newer.unshift(...page.items.map(({ id }) => id));
            more = page.next !== null;
            after = page.next ?? after;
          }
          expect(newer).toEqual(expected);
          const { count, exact } = await store.count(filter);
          if (exact) expect(count).toBe(expected.length);
          else expect(count).toBeGreaterThanOrEqual(expected.length);
        }
      });

      test('says when a count is of whole days or steps', async () => {
        await recordAll({}, { confidence: 0.96 });
        expect(await store.count({})).toEqual({ count: 2, exact: true });
        expect(await store.count({ minConfidence: 0.97 })).toEqual({ count: 2, exact: false });
        expect(await store.count({ until: new Date(noon - 1) })).toEqual({ count: 2, exact: false });
        expect(await store.count({ until: new Date(noon - 12 * 3_600_000) })).toEqual({
          count: 0,
          exact: true,
        });
      });

      test('counts follow labels, deletions and undo', async () => {
        const [one, two] = await recordAll({}, {});
        const image = (await store.find(one ?? ''))?.image.id ?? '';
        await store.setLabel(image, { digit: 1, source: 'person', createdAt: new Date(noon) });
        expect((await store.count({ labelled: 'wrong' })).count).toBe(1);
        await store.trash([one ?? '', two ?? ''], { id: 'd', deletedAt: new Date(noon) });
        expect((await store.count({})).count).toBe(0);
        await store.restore('d');
        expect((await store.count({ labelled: 'wrong' })).count).toBe(1);
        await store.remove(one ?? '');
        expect((await store.count({ labelled: 'wrong' })).count).toBe(0);
        expect((await store.count({})).count).toBe(1);
      });
    });

    describe('throwing away', () => {
      const deletion = { id: 'deletion', deletedAt: new Date(noon) };

      test('takes predictions out of sight, and an undo brings them back as they were', async () => {
        const all = await recordAll({ label: 3 }, {}, {});
        const before = await store.list({ limit: 9 });
        expect(await store.trash([all[0] ?? '', all[1] ?? '', 'nobody'], deletion)).toBe(2);
        expect(await ids({})).toEqual([all[2] ?? '']);
        expect(await store.find(all[0] ?? '')).toBeNull();
        expect(await store.restore('deletion')).toBe(2);
        expect(await store.list({ limit: 9 })).toEqual(before);
        expect(await store.restore('deletion')).toBe(0);
      });

      test('brings back with the label that counts by then', async () => {
        const bytes = freshBytes();
        const [gone] = await recordAll({ bytes, label: 3 }, { bytes });
        await store.trash([gone ?? ''], deletion);
        await store.record(aPrediction({ bytes, label: 4 }));
        await store.restore('deletion');
        expect((await store.find(gone ?? ''))?.label).toBe(4);
      });

      test('keeps the image until the trash is emptied, and longer while something needs it', async () => {
        const bytes = freshBytes();
        const lonely = await store.record(aPrediction({ label: 3 }));
        const shared = await store.record(aPrediction({ bytes, label: 4 }));
        const other = await store.record(aPrediction({ bytes }));
        await store.trash([lonely.id, shared.id], deletion);
        expect(await store.imageBytes(lonely.image.id)).not.toBeNull();
        expect(await store.emptyTrash(deletion.deletedAt, 10)).toBe(0);
        expect(await store.emptyTrash(new Date(noon + 1), 10)).toBe(2);
        expect(await store.imageBytes(lonely.image.id)).toBeNull();
        expect(await store.label(lonely.image.id)).toBeUndefined();
        expect(await store.imageBytes(shared.image.id)).not.toBeNull();
        expect((await store.find(other.id))?.label).toBe(4);
        expect(await store.restore('deletion')).toBe(0);
      });

      test('is emptied in small steps, the oldest first', async () => {
        const all = await recordAll({}, {}, {});
        for (const [i, id] of all.entries())
          await store.trash([id], { id: `d${i}`, deletedAt: new Date(noon + i) });
        expect(await store.emptyTrash(new Date(noon + 10), 2)).toBe(2);
        expect(await store.restore('d0')).toBe(0);
        expect(await store.restore('d2')).toBe(1);
      });

      test('an image in the trash outlives the last prediction that is removed for good', async () => {
        const bytes = freshBytes();
        const [gone, removed] = await recordAll({ bytes, label: 3 }, { bytes });
        await store.trash([gone ?? ''], deletion);
        await store.remove(removed ?? '');
        await store.restore('deletion');
        expect((await store.find(gone ?? ''))?.label).toBe(3);
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
      const label = (digit: Label | null, replaces?: Label | null) => ({
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

      test('knows what is not a digit, and takes back what was said', async () => {
        const { id, image } = await store.record(aPrediction({ label: notADigit }));
        expect((await store.find(id))?.label).toBe(notADigit);
        expect(await ids({ label: notADigit })).toEqual([id]);
        expect(await store.setLabel(image.id, label(null, notADigit))).toBe(true);
        expect(await store.label(image.id)).toBeNull();
        expect(await ids({ label: 'none' })).toEqual([id]);
        expect(await store.setLabel(image.id, label(4, null))).toBe(true);
      });

      test('remembers all that was ever said, and by whom', async () => {
        const { image } = await store.record(aPrediction({ label: 1, labelSource: 'import' }));
        await store.setLabel(image.id, label(notADigit));
        await store.setLabel(image.id, label(null));
        const createdAt = new Date(noon);
        expect(await store.labelHistory(image.id)).toEqual([
          { label: null, source: 'person', createdAt },
          { label: notADigit, source: 'person', createdAt },
          { label: 1, source: 'import', createdAt },
        ]);
        expect(await store.labelHistory('nobody')).toEqual([]);
      });

      test('labels many images at once, those that there are', async () => {
        const bytes = freshBytes();
        const [one, two, three] = await recordAll({ bytes }, { bytes, label: 2 }, {});
        const imageOf = async (id = '') => (await store.find(id))?.image.id ?? '';
        const wanted = [await imageOf(one), await imageOf(three), 'nobody'];
        expect(await store.setLabels(wanted, label(9))).toBe(2);
        expect(await ids({ label: 9 })).toEqual([three ?? '', two ?? '', one ?? '']);
        expect(await store.setLabels([], label(9))).toBe(0);
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
