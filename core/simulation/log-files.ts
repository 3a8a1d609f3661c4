import { printObjectKey } from '../delivery/object-key';
import { hashText } from './chance';
import { type FlowLog } from './flow-log';

/** A file as AWS would deliver it, before gzip. */
export interface LogFile {
  /** The key in the bucket, as AWS writes it. */
  readonly key: string;
  readonly flowLog: FlowLog;
  /** The header line and the records, each with a line feed. */
  readonly text: string;
  /** How many lines are OK records. */
  readonly records: number;
}

/** A file is of the records that end in so many seconds. */
const slotSeconds = 300;

/** The 5-minute slot of a time in Unix seconds. */
export function slotOf(time: number): number {
  return Math.floor(time / slotSeconds);
}

/** Lines, gathered into the files of their slots. */
export class LogFiles {
  private readonly open = new Map<number, Map<FlowLog, OpenFile>>();
  private full: LogFile[] = [];

  constructor(
    private readonly flowLogs: readonly FlowLog[],
    private readonly seed: number,
    private readonly linesPerFile: number,
  ) {}

  /** @param end when the line's record ends, in Unix seconds */
  add(flowLog: FlowLog, end: number, line: string, isRecord: boolean): void {
    const slot = slotOf(end);
    let files = this.open.get(slot);
    if (!files) this.open.set(slot, (files = new Map()));
    let file = files.get(flowLog);
    if (!file) files.set(flowLog, (file = { flowLog, slot, lines: [], records: 0, part: 0 }));
    file.lines.push(line);
    if (isRecord) file.records += 1;
    if (file.lines.length >= this.linesPerFile) this.full.push(this.finish(file));
  }

  /** Files that can hold no more lines. */
  takeFull(): readonly LogFile[] {
    if (this.full.length === 0) return this.full;
    const files = this.full;
    this.full = [];
    return files;
  }

  /** The files of every slot before the given one, in order. */
  *close(before: number): Generator<LogFile> {
    yield* this.takeFull();
    const slots = [...this.open.keys()].filter((slot) => slot < before).sort((one, other) => one - other);
    for (const slot of slots) {
      const files = this.open.get(slot)!;
      this.open.delete(slot);
      for (const flowLog of this.flowLogs) {
        const file = files.get(flowLog);
        if (file && file.lines.length > 0) yield this.finish(file);
      }
    }
  }

  private finish(file: OpenFile): LogFile {
    const { flowLog, slot, lines, records, part } = file;
    file.lines = [];
    file.records = 0;
    file.part += 1;
    const hash = hashText(`file ${this.seed} ${flowLog.id} ${slot} ${part}`);
    const key = printObjectKey({
      ...flowLog.delivery,
      account: flowLog.account,
      region: flowLog.region,
      slot: new Date(slot * slotSeconds * 1000),
      flowLogId: flowLog.id,
      hash: hash.toString(16).padStart(8, '0'),
    });
    return { key, flowLog, text: `${flowLog.format.toHeader()}\n${lines.join('\n')}\n`, records };
  }
}

interface OpenFile {
  readonly flowLog: FlowLog;
  readonly slot: number;
  lines: string[];
  records: number;
  part: number;
}
