/**
 * Takes pictures that are pasted or dropped anywhere, folders too, or taken with the camera of a phone.
 *
 * @param sheet shows that something may be dropped
 */
export function takePictures(
  sheet: HTMLElement,
  camera: HTMLButtonElement | null,
  take: (files: readonly File[]) => void,
): void {
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });
  for (const name of ['dragover', 'dragleave', 'drop'] as const)
    document.addEventListener(name, async (event) => {
      event.preventDefault();
      sheet.classList.toggle('over', name === 'dragover');
      if (name === 'drop' && event.dataTransfer) take(await droppedFiles(event.dataTransfer));
    });

  // Only where the file dialogue opens a camera.
  if (camera === null || !matchMedia('(pointer: coarse)').matches) return;
  const shot = document.createElement('input');
  shot.type = 'file';
  shot.accept = 'image/*';
  shot.setAttribute('capture', 'environment');
  shot.addEventListener('change', () => take([...(shot.files ?? [])]));
  camera.hidden = false;
  camera.addEventListener('click', () => shot.click());
}

/** The files that were dropped, those in folders too, in the order of their names. */
async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return [...transfer.files];
  const files = await Promise.all(entries.map((entry) => (entry ? filesOf(entry) : [])));
  return files.flat();
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile)
    return new Promise((resolve, reject) =>
      (entry as FileSystemFileEntry).file((file) => resolve([file]), reject),
    );
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  // A reader gives a hundred at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) break;
    inside.push(...some);
  }
  const sorted = inside.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  return (await Promise.all(sorted.map(filesOf))).flat();
}
