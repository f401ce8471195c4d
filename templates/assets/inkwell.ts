import { enhanceBatch } from './script/batch.ts';
import { enhanceUpload } from './script/upload.ts';

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-upload]')) enhanceUpload(form);
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-batch]')) enhanceBatch(form);
