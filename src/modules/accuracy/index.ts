import { Elysia } from 'elysia';
import { confusionAnswers, confusionLabels } from '../../core/accuracy/confusion.ts';
import type { AccuracySummary } from '../../core/accuracy/summarise.ts';
import type { AppDeps } from '../../deps.ts';
import { problem } from '../../http/schemas.ts';
import * as model from './model.ts';
import { toRequest } from './query.ts';
import { createAccuracy } from './service.ts';

/** How well it reads here, for programs. */
export function accuracy(deps: AppDeps) {
  const service = createAccuracy(deps);
  return new Elysia({ name: 'accuracy', tags: ['Accuracy'] }).get(
    '/accuracy.json',
    async ({ query }) => present(await service.summary(toRequest(query))),
    {
      query: model.accuracyQuery,
      response: { 200: model.accuracy, 400: problem, 503: problem },
      detail: {
        summary: 'How well it reads here',
        description:
          'Accuracy by labels with 95% intervals, the confusion matrix, calibration, confidences and volume. The page `/accuracy` shows the same.',
      },
    },
  );
}

function present({ basis: _, confusion, series, ...summary }: AccuracySummary) {
  return {
    ...mutable(summary),
    confusion: {
      labels: [...confusionLabels],
      answers: [...confusionAnswers],
      counts: confusion.map((row) => [...row]),
    },
    series: series.map(({ from, ...stretch }) => ({ from: from.toISOString(), ...stretch })),
  };
}

type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;

/** Schemas know no `readonly`. */
const mutable = <T>(value: T): Mutable<T> => structuredClone(value) as Mutable<T>;
