import { enhanceExport } from './script/export.ts';
import { enhanceImport } from './script/import.ts';

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-export]')) enhanceExport(form);
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-import]')) enhanceImport(form);
