import { mediaTypes } from '../../src/core/image.ts';
import { byteSize } from '../format.ts';
import type { LiveSources, Site } from '../site.ts';
import { digits } from '../words.ts';

/**
 * The one surface for every way in. Without script it is a file input as large as a sheet, which takes drops and the
 * camera by itself; `assets/script/sheet.ts` adds drawing, pasting and a look at the picture before it is sent.
 */
export function UploadForm({ site, live }: { site: Site; live: LiveSources }) {
  return (
    <form
      class="upload"
      method="post"
      action="/"
      enctype="multipart/form-data"
      data-upload=""
      data-live={JSON.stringify(live)}
    >
      <div class="sheet">
        <canvas
          class="sheet-pad"
          data-pad=""
          hidden
          aria-label="Sheet to draw a digit on"
          role="img"
        ></canvas>
        <svg
          class="sheet-boxes"
          viewBox="0 0 320 320"
          aria-hidden="true"
          focusable="false"
          data-boxes=""
        ></svg>
        <progress
          class="sheet-loading"
          max="1"
          value="0"
          aria-label="Loading what reads"
          hidden
          data-loading=""
        ></progress>
        <label class="sheet-invite" for="image" data-invite="">
          <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false">
            <path class="sheet-arrow" d="M8 32v6a3 3 0 0 0 3 3h26a3 3 0 0 0 3-3v-6M24 31V8m-9 8 9-9 9 9" />
            <path
              class="sheet-nib"
              d="m9 39 2.600-10.500L31.500 8.600a3 3 0 0 1 4.200 0l3.700 3.700a3 3 0 0 1 0 4.200L19.500 36.400zM28 12l8 8"
            />
          </svg>
          <strong data-invite-title="">Choose a picture of a digit</strong>
          <span data-invite-hint="">Take a photo, pick a file, or drop one here</span>
        </label>
        <input
          class="sheet-file"
          type="file"
          id="image"
          name="image"
          accept={mediaTypes.join(',')}
          aria-describedby="image-help"
          required
          data-file=""
        />
      </div>
      <div class="tools" data-tools="" hidden>
        <button type="button" class="button small" data-choose="">
          Choose files
        </button>
        <button type="button" class="button small" hidden data-camera="">
          Camera
        </button>
        <span class="tools-gap"></span>
        <label class="pen">
          <span class="unseen">Width of the pen</span>
          <input type="range" min="25" max="95" value="55" step="5" data-pen="" />
        </label>
        <button type="button" class="button quiet" data-undo="" disabled>
          Undo
        </button>
        <button type="button" class="button quiet" data-clear="" disabled>
          Clear
        </button>
      </div>
      <p class="upload-status" role="status" data-status=""></p>
      <div class="send">
        <label class="known">
          <span>True digit (optional)</span>
          <select name="label">
            <option value="">not given</option>
            {digits.map((digit) => (
              <option value={String(digit)}>{digit}</option>
            ))}
          </select>
        </label>
        <button type="submit" class="button primary" data-submit="">
          Read it
        </button>
      </div>
      <p class="help" id="image-help" safe>
        {`PNG, JPEG or WebP, up to ${byteSize(site.limits.maxBytes)}. One digit, dark on light or light on dark.`}
      </p>
    </form>
  );
}
