/**
 * What makes a picture the same as another, as the unique index `images_content` holds it: the first 128 bits of its SHA-256.
 *
 * All 64 characters of text would take three times the room, and hashes come in no order: each new row rewrites a page of its
 * own, the more of them the larger the index is. To find two pictures that share 128 bits takes 2^64 tries; such a second
 * picture is refused, never taken for the first, since `hasContent` compares the whole hash.
 */
export const imageContent = 'unhex(substr("sha256", 1, 32))';

/** A condition on `images` that the index serves. @param hash a parameter, or another expression for the hexadecimal SHA-256 */
export const hasContent = (hash: string): string =>
  `${imageContent} = unhex(substr(${hash}, 1, 32)) and "sha256" = ${hash}`;
