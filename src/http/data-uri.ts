/** Bytes as a `data:` URI. For small pictures: it makes a string a third longer than the bytes. */
export function toDataUri(mediaType: string, bytes: Uint8Array): string {
  const step = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += step)
    binary += String.fromCharCode(...bytes.subarray(at, at + step));
  return `data:${mediaType};base64,${btoa(binary)}`;
}
