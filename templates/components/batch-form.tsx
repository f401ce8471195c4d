import type { BatchLimits } from '../../src/core/image.ts';
import { mediaTypes } from '../../src/core/image.ts';
import { byteSize, count } from '../format.ts';
import type { Site } from '../site.ts';
import { statusWords } from '../words.ts';

interface BatchFormProps {
  readonly site: Site;
  readonly batchLimits: BatchLimits;
}

const kinds = [...Object.entries(statusWords), ['failed', 'Failed']] as const;

/**
 * The way in for many pictures. Without script a plain form, whose answer comes when all were read; `assets/script/batch.ts`
 * shows each as it is read.
 */
export function BatchForm({ site, batchLimits }: BatchFormProps) {
  return (
    <form
      class="batch"
      method="post"
      action="/batch"
      enctype="multipart/form-data"
      data-batch=""
      data-max-bytes={String(site.limits.maxBytes)}
      data-unzip={site.assetUrl('unzip.js')}
    >
      <div class="drop" data-drop="">
        <label class="drop-invite" for="images">
          <strong>Choose pictures, or a zip of them</strong>
          <span>or drop them here, whole folders too</span>
        </label>
        <input
          class="drop-file"
          type="file"
          id="images"
          name="image"
          multiple
          required
          accept={[...mediaTypes, '.zip', 'application/zip'].join(',')}
          aria-describedby="images-help"
          data-file=""
        />
        <input class="drop-folder" type="file" hidden aria-label="Folder" data-folder="" />
        <div class="drop-ways">
          <button type="button" class="button" hidden data-choose="">
            Choose files
          </button>
          <button type="button" class="button" hidden data-choose-folder="">
            Choose a folder
          </button>
          <button type="submit" class="button primary" data-submit="">
            Read them all
          </button>
        </div>
      </div>
      <p class="help" id="images-help" safe>
        {`PNG, JPEG or WebP, each up to ${byteSize(site.limits.maxBytes)}; ${count(batchLimits.maxImages)} pictures at most in one zip. Every picture is an answer of its own.`}
      </p>
    </form>
  );
}

/** What becomes of them, while they are being read; filled in by `assets/script/batch.ts`. */
export function BatchRun() {
  return (
    <section class="run" aria-label="What was read" hidden data-run="">
      <div class="run-head">
        <p role="status" data-status=""></p>
        <button type="button" class="button small" hidden data-cancel="">
          Cancel
        </button>
        <button type="button" class="button small primary" hidden data-retry="">
          Try again
        </button>
      </div>
      <progress class="run-progress" max="1" value="0" aria-label="Pictures read" data-progress=""></progress>
      <fieldset class="chips" data-counts="">
        <legend class="unseen">Show only</legend>
        {kinds.map(([kind, words]) => (
          <button type="button" class="chip" value={kind} aria-pressed="false">
            <span>
              <span safe>{words}</span> <strong data-count={kind}>0</strong>
            </span>
          </button>
        ))}
      </fieldset>
      <ul class="cards" data-outcomes=""></ul>
      <template data-outcome="">
        <li>
          <a class="card" href="/">
            <span class="card-picture">
              <img alt="" width="96" height="96" class="wide" />
            </span>
            <span class="card-line">
              <span class="card-figure" data-figure=""></span>
              <span class="card-sure" data-sure=""></span>
            </span>
            <span class="card-name" data-name=""></span>
            <span class="card-failure" data-failure=""></span>
          </a>
        </li>
      </template>
    </section>
  );
}
