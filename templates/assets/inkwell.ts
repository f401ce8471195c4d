import { enhanceUpload } from './script/upload.ts';

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-upload]')) enhanceUpload(form);
