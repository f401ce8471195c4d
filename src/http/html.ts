import { html } from '@elysiajs/html';
import type { Elysia } from 'elysia';

/** What a handler finds in its context to answer with a page. */
type HtmlContext = {
  /** Adds the doctype and the content type. */
  readonly html: (page: string | Promise<string>) => Response | Promise<Response>;
};

/**
 * `@elysiajs/html`, with the one cast that it needs: its types import a path that does not exist, which would turn every
 * Eden type into `any` without an error. It guesses nothing: only what a handler passes to `html` becomes a page.
 */
export const htmlPages = () =>
  html({ autoDetect: false, contentType: 'text/html; charset=utf-8' }) as unknown as Elysia<
    '',
    {
      decorator: Record<never, never>;
      store: Record<never, never>;
      derive: HtmlContext;
      resolve: Record<never, never>;
    }
  >;
