/**
 * Checked by `tsc`, not run: fails to compile when the types of a client turn into `any` (one untyped plugin is enough) or
 * stop saying what the API says.
 */
import { treaty } from '@elysiajs/eden';
import type { App } from '../../src/app.ts';
import type { Digit, Label, Status } from '../../src/core/prediction.ts';

type IsAny<T> = 0 extends 1 & T ? true : false;
type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<_Claim extends true>(): void {}

const client = treaty<App>('localhost:3000');

const predict = client.predict.post;
type Body = Parameters<typeof predict>[0];
type Answer = Awaited<ReturnType<typeof predict>>;
type Made = NonNullable<Answer['data']>;
type Problem = NonNullable<Answer['error']>['value'];

holds<Equals<IsAny<App>, false>>();
holds<Equals<IsAny<typeof client>, false>>();
holds<Equals<IsAny<typeof predict>, false>>();
holds<Equals<IsAny<Body>, false>>();
holds<Equals<IsAny<Made>, false>>();
holds<Equals<IsAny<Problem>, false>>();

holds<Equals<Body['image'], string | File>>();
holds<Equals<Body['label'], Label | undefined>>();
holds<Equals<Made['prediction'], Digit | null>>();
holds<Equals<Made['status'], Status>>();
holds<Equals<Made['probabilities'], number[]>>();
holds<Equals<Problem['title'], string>>();
holds<Equals<NonNullable<Answer['error']>['status'], 400 | 408 | 409 | 413 | 415 | 422 | 503 | 507>>();

const list = client.predictions.get;
type Page = NonNullable<Awaited<ReturnType<typeof list>>['data']>;
holds<Equals<IsAny<Page>, false>>();
holds<Equals<Page['next'], string | null>>();
holds<Equals<Page['items'][number]['label'], Label | null>>();

const setLabel = client.images({ id: 'some' }).label.put;
holds<Equals<Parameters<typeof setLabel>[0]['replaces'], Label | null | undefined>>();

// @ts-expect-error there is no such route
client.nothing.get();
// @ts-expect-error 10 is no digit
predict({ image: 'iVBORw0KGgo', label: 10 });
// @ts-expect-error the image is missing
predict({ label: 7 });
