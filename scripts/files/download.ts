import { UserError } from '../../core/user-error';
import type { Terminal } from '../terminal/terminal';

/**
 * Downloads a text, piece by piece, until it ends or enough was read.
 *
 * @param take gets each piece; returns false where nothing that follows is wanted
 * @throws UserError where the server cannot be reached, or does not have it
 */
export async function download(
  url: string,
  label: string,
  terminal: Terminal,
  take: (text: string) => boolean,
): Promise<void> {
  refuseOpenLine(url);
  const stop = new AbortController();
  const forget = terminal.onInterrupt(() => stop.abort());
  const progress = terminal.progress({ label, unit: 'bytes' });
  try {
    const response = await fetch(url, { signal: stop.signal });
    if (!response.ok || !response.body) {
      throw new UserError(`${url} is not to be had: ${response.status} ${response.statusText}`.trim());
    }
    const decoder = new TextDecoder();
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      progress.advance(piece.length);
      if (!take(decoder.decode(piece, { stream: true }))) break;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { message, cause } = error as Error & { cause?: Error };
    throw new UserError(`${url} is not to be had: ${cause?.message || message}; try again, or name a file`);
  } finally {
    progress.end();
    forget();
    stop.abort();
  }
}

/** What others could change on its way decides no bill. */
function refuseOpenLine(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return;
  throw new UserError(`prices and addresses are fetched over https alone, got: '${url}'`);
}
