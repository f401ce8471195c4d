import { Elysia, status, t } from 'elysia';
import type { AppDeps } from '../../deps.ts';
import { readJson } from '../../http/read-body.ts';
import { changeProblems, problem } from '../../http/schemas.ts';
import { imageResponse, notModified } from './image-response.ts';
import * as model from './model.ts';
import { createImages } from './service.ts';

const labelBody = { bytes: 4096, setting: 'the body of a label', maximum: 4096 };

/** The images as they were uploaded, and what they really show. */
export function images(deps: AppDeps) {
  const service = createImages(deps);
  return new Elysia({ name: 'images', tags: ['Images'] })
    .get(
      '/images/:id',
      async ({ params: { id }, request }) => {
        const { image, bytes } = await service.bytes(id);
        return notModified(request, image) ?? imageResponse(image, bytes);
      },
      {
        params: model.imageId,
        response: {
          200: t.File({ description: 'The image, byte for byte' }),
          304: t.Void({ description: 'You have it already (`If-None-Match`)' }),
          404: problem,
          503: problem,
        },
        detail: {
          summary: 'Fetch an image',
          description: 'The bytes as uploaded. They never change, so a client may keep them for good.',
        },
      },
    )

    .put(
      '/images/:id/label',
      async ({ params: { id }, body: { label, source = 'client', replaces } }) => {
        await service.setLabel(id, { digit: label, source, replaces });
        return { label };
      },
      {
        params: model.imageId,
        parse: ({ request }) => readJson(request, labelBody),
        body: model.newLabel,
        response: { 200: model.label, ...changeProblems },
        detail: {
          summary: 'Say what an image shows',
          description:
            'Sets the true digit, or `not-a-digit`; the newest counts. With `replaces` only if nobody else changed it in the meantime.',
        },
      },
    )

    .delete(
      '/images/:id/label',
      async ({ params: { id } }) => {
        await service.setLabel(id, { digit: null, source: 'client' });
        return status(204);
      },
      {
        params: model.imageId,
        response: {
          204: t.Void({ description: 'It has no label now' }),
          404: problem,
          503: problem,
          507: problem,
        },
        detail: {
          summary: 'Take a label back',
          description: 'The image counts as unlabelled again; what was said of it stays in its history.',
        },
      },
    );
}
