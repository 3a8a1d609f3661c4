import { once } from 'node:events';
import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../core/user-error';

/** Small pieces are gathered to this many characters before they are written. */
const batchSize = 1 << 16;

/**
 * Whether an output file can be written at all, asked before long work begins.
 *
 * @throws UserError where it is a folder, or its folder does not exist
 */
export function checkOutput(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`--output must be a file, got a folder: '${path}'`);
  }
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(
      `--output must be in a folder that exists, got: '${path}'; make '${dirname(path)}' first`,
    );
  }
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, which then takes its name.
 * What is no file (a pipe, /dev/null) is written to as it is.
 *
 * @param onInterrupt takes what must be done if the program is ended meanwhile, and gives back how to undo that
 */
export async function writeFileWhole(
  path: string,
  pieces: Iterable<string>,
  onInterrupt: (cleanup: () => void) => () => void,
): Promise<void> {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing && !existing.isFile()) return writePieces(path, pieces);

  // a link stays a link: its target gets the content
  const target = existing ? realpathSync(path) : path;
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
  const remove = () => rmSync(temporary, { force: true });
  const forget = onInterrupt(remove);
  try {
    await writePieces(temporary, pieces, existing && existing.mode & 0o777);
    renameSync(temporary, target);
  } catch (error) {
    remove();
    throw error;
  } finally {
    forget();
  }
}

async function writePieces(path: string, pieces: Iterable<string>, mode = 0o666): Promise<void> {
  const file = openSync(path, 'w', mode);
  try {
    for (const batch of batches(pieces)) {
      let rest = Buffer.from(batch);
      while (rest.length > 0) rest = rest.subarray(writeSync(file, rest));
      // lets a signal come through between two batches
      await new Promise(setImmediate);
    }
  } finally {
    closeSync(file);
  }
}

/** Writes to a stream as fast as it takes it. Returns false where its reader has gone (`| head`), which is no error. */
export async function writeStream(stream: NodeJS.WritableStream, pieces: Iterable<string>): Promise<boolean> {
  const gone = new AbortController();
  let failure: NodeJS.ErrnoException | undefined;
  const fail = (error: NodeJS.ErrnoException) => {
    failure ??= error;
    gone.abort();
  };
  stream.on('error', fail);
  try {
    for (const batch of batches(pieces)) {
      if (!failure && !stream.write(batch)) await once(stream, 'drain', { signal: gone.signal });
      if (failure) break;
      await new Promise(setImmediate);
    }
    // waits until all of it is out, or an error has come
    if (!failure)
      await new Promise<void>((resolve) =>
        stream.write('', (error) => resolve(error ? fail(error) : undefined)),
      );
  } catch (error) {
    if (!failure) throw error;
  } finally {
    // the listener stays where the reader has gone: more such errors may follow, and must not end the program
    if (!failure) stream.off('error', fail);
  }
  if (failure && failure.code !== 'EPIPE') throw failure;
  return failure === undefined;
}

function* batches(pieces: Iterable<string>): Generator<string> {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < batchSize) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}
