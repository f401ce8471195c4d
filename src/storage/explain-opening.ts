/** Why a database cannot be opened, and what to do about it, for whoever starts the service. */
export function explainOpening(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/not a database/i.test(message)) return 'the file is not a SQLite database';
  if (/malformed|SQLITE_CORRUPT/i.test(message))
    return 'the file is damaged; put a backup in its place (inkwell restore FILE --overwrite)';
  if (/SQLITE_BUSY|locked/i.test(message)) return 'another process has it locked; let that end first';
  if (/readonly/i.test(message))
    return 'it may only be read; may this user write the file, and in its folder?';
  if (/unable to open|EACCES|EROFS|EPERM/i.test(message))
    return 'it cannot be opened or made; may this user write in its folder?';
  return message;
}
