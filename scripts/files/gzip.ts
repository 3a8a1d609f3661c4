import { createReadStream } from 'node:fs';
import { type FileHandle } from 'node:fs/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';

/** Whether bytes begin as a gzip file does. */
export function isGzip(head: Buffer): boolean {
  return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
}

/** What the beginning of a gzip file holds; undefined for what does not unpack. */
export function unpackBeginning(head: Buffer): Buffer | undefined {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 128 * 1024 });
  } catch {
    return undefined;
  }
}

/** What is said of a file that was cut off. */
export const cutOff = 'is cut off: its gzip data end too early; what is there of it is read';

export type GzipState =
  'whole' | 'as long as it says' | 'truncated' | 'followed by something else' | 'damaged';

/** The beginning of a gzip file, and how long it is unpacked. */
export interface Sample {
  readonly packed: number;
  readonly unpacked: number;
}

/**
 * Whether a gzip file ends as it should, and, where it is unpacked, whether it holds what was packed.
 *
 * DuckDB reads what there is of a file that was cut off, and looks at no checksum. Unpacking every file first would
 * cost half of what unpacking costs gunzip. A gzip file ends with the length of what it holds. In a file that was cut
 * off some other bytes stand there, which hardly ever agree with how well the beginning is packed; where they do not
 * agree the file is unpacked to be certain. The others are unpacked once an answer has bad lines, which damage makes.
 * What remains:
 * - cut off, and not noticed here: one file in some thousands (of 100 MB unpacked: one in fifty). Its last line is cut
 *   off too, and so bad, but where the cut lies between the last value and the next line
 * - damaged in its middle so that every line is still like a record: of 150 files with one bit turned over, 14
 *
 * @param certain whether to unpack the file in any case
 */
export async function gzipState(
  path: string,
  file: FileHandle,
  size: number,
  sample: Sample,
  certain: boolean,
): Promise<GzipState> {
  const plausible = !certain && (await lengthAgrees(file, size, sample));
  return plausible ? 'as long as it says' : unpackAll(path, size);
}

async function lengthAgrees(file: FileHandle, size: number, { packed, unpacked }: Sample): Promise<boolean> {
  if (size <= packed || size >= 2 ** 31) return false;
  const length = (await read(file, size - 4, 4)).readUInt32LE();
  const expected = (unpacked / packed) * size;
  // the first kilobytes pack less well than the rest
  return length > expected * 0.7 && length < expected * 1.6;
}

/** Unpacks a file to its end, outside the main thread. */
export async function unpackAll(path: string, size: number): Promise<GzipState> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  try {
    for await (const chunk of createReadStream(path).pipe(gunzip)) void chunk;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') return 'truncated';
    // where a member ends, zlib expects nothing or the next one
    return message === 'incorrect header check' ? 'followed by something else' : 'damaged';
  }
  return gunzip.bytesWritten < size ? 'followed by something else' : 'whole';
}

export async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
