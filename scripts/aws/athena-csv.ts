/**
 * Reads a result file of Athena: CSV whose values all stand in double quotes, a double quote in one written twice, and
 * where nothing at all is NULL: `"a","","b ""c"""` or `"a",,"b"`.
 *
 * @param pieces the file in any pieces, UTF-8
 */
export async function* readAthenaCsv(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<(string | null)[]> {
  const parser = new CsvParser();
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for await (const piece of pieces) yield* parser.take(decoder.decode(piece, { stream: true }));
  yield* parser.take(decoder.decode());
  yield* parser.end();
}

class CsvParser {
  private row: (string | null)[] = [];
  private value: string | null = null;
  private quoted = false;
  /** After a quote inside a value: its end, or the first of two. */
  private quoteSeen = false;

  *take(text: string): Generator<(string | null)[]> {
    let at = 0;
    while (at < text.length) {
      if (this.quoted && !this.quoteSeen) {
        const quote = text.indexOf('"', at);
        this.value += text.slice(at, quote < 0 ? text.length : quote);
        if (quote < 0) return;
        this.quoteSeen = true;
        at = quote + 1;
        continue;
      }
      const character = text[at++]!;
      if (this.quoteSeen) {
        this.quoteSeen = false;
        if (character === '"') {
          this.value += '"';
          continue;
        }
        this.quoted = false;
      }
      if (character === '"' && this.value === null) {
        this.quoted = true;
        this.value = '';
      } else if (character === ',') {
        this.endValue();
      } else if (character === '\n') {
        yield this.endRow();
      } else if (character !== '\r') {
        throw new Error(`a result file of Athena has ${JSON.stringify(character)} outside of quotes`);
      }
    }
  }

  *end(): Generator<(string | null)[]> {
    if (this.quoted && !this.quoteSeen) throw new Error('a result file of Athena ends within a value');
    if (this.row.length > 0 || this.value !== null) yield this.endRow();
  }

  private endValue(): void {
    this.row.push(this.value);
    this.value = null;
  }

  private endRow(): (string | null)[] {
    this.endValue();
    this.quoted = this.quoteSeen = false;
    const { row } = this;
    this.row = [];
    return row;
  }
}
