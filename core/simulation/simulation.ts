import { UserError } from '../user-error';
import { type Conversation } from './conversation';
import { type Coverage, coveragesOf } from './coverage';
import { EmptyWindows } from './empty-windows';
import { Clocks, type FlowLog } from './flow-log';
import { Ledger } from './ledger';
import { type LogFile, LogFiles, slotOf } from './log-files';
import { linePrinter } from './record-line';
import { type Scenario } from './scenario';
import { type Sighting, sightingsOf } from './sighting';
import { type Truth } from './truth';
import { TollLedger } from './toll-ledger';
import { truthOf } from './truth-of';
import { type NetworkInterface, interfaceKey } from './world';

/**
 * Plays a scenario, once: yields its files in the order of their slots, and knows the true answers when all are out.
 *
 * It holds the lines of the slots that conversations still reach, and the accounts of packet pairs; so memory grows
 * with the pairs of a world, not with the number of its records.
 */
export class Simulation {
  private readonly ledger: Ledger;
  private readonly tollLedger: TollLedger;
  private readonly output: LogFiles;
  private readonly coverages: ReadonlyMap<NetworkInterface, readonly Coverage[]>;
  private readonly emptyWindows = new Map<Coverage, EmptyWindows>();
  private state: 'new' | 'playing' | 'played' = 'new';

  /** @throws UserError for flow logs that text files of VPC records cannot be of, and for a repeated flow log id */
  constructor(private readonly scenario: Scenario) {
    const { flowLogs, world, seed, skipped = [], alignedClocks = false, linesPerFile = 50_000 } = scenario;
    checkFlowLogs(flowLogs);
    this.ledger = new Ledger(flowLogs);
    this.tollLedger = new TollLedger(scenario);
    this.output = new LogFiles(flowLogs, seed, linesPerFile);
    const logs = flowLogs.map((log) => ({ log, printer: linePrinter(log.format) }));
    this.coverages = coveragesOf(world.interfaces, logs, new Clocks(seed, alignedClocks), skipped);
    for (const coverage of [...this.coverages.values()].flat()) this.watch(coverage);
  }

  *files(): Generator<LogFile, void, undefined> {
    if (this.state !== 'new') throw new Error('a simulation plays once');
    this.state = 'playing';
    let slot = slotOf(this.scenario.from);
    for (const conversation of this.scenario.conversations) {
      const begins = slotOf(conversation.start);
      if (begins < slot) throw new Error(`a conversation begins at ${conversation.start}, before its turn`);
      if (begins > slot) yield* this.close(begins);
      slot = begins;
      this.play(conversation);
      for (const file of this.output.takeFull()) yield this.counted(file);
    }
    yield* this.close(Infinity);
    this.state = 'played';
  }

  truth(): Truth {
    if (this.state !== 'played') throw new Error('the truth is known when all files are out');
    return truthOf(this.scenario, this.ledger, this.tollLedger.truth());
  }

  private play(conversation: Conversation): void {
    this.ledger.begin(conversation);
    this.tollLedger.add(conversation);
    for (const sighting of sightingsOf(conversation)) {
      const coverages = this.coverages.get(sighting.interface);
      if (!coverages) throw new Error(`interface ${sighting.interface.id} is not in the world`);
      for (const coverage of coverages) {
        if (coverage.takes(sighting.action)) this.observe(sighting, coverage);
      }
    }
  }

  private observe(sighting: Sighting, coverage: Coverage): void {
    const { ledger, output } = this;
    const { log, printer } = coverage;
    const pair = ledger.pairOf(sighting);
    const empty = this.emptyWindows.get(coverage);
    coverage.slice(sighting, (slice, lost, window) => {
      if (lost) {
        ledger.lose(coverage, slice);
        return;
      }
      empty?.noteRecord(window);
      ledger.record(coverage, sighting, slice, window, pair);
      output.add(log, slice.end, printer.record(sighting, slice), true);
    });
  }

  /** Writes out every slot before the given one. No conversation still to come can end in them. */
  private *close(before: number): Generator<LogFile> {
    for (const empty of this.emptyWindows.values()) {
      const { log, at, printer } = empty.coverage;
      for (const { from, to, lost } of empty.before(before)) {
        this.ledger.noteEmpty(log, lost);
        this.output.add(log, to, printer.empty(at, from, to, lost ? 'SKIPDATA' : 'NODATA'), false);
      }
    }
    for (const file of this.output.close(before)) yield this.counted(file);
  }

  private counted(file: LogFile): LogFile {
    this.ledger.logs.get(file.flowLog)!.files += 1;
    return file;
  }

  private watch(coverage: Coverage): void {
    const { reportIdle = [] } = this.scenario;
    const reportsIdle = reportIdle === 'all' || reportIdle.includes(interfaceKey(coverage.at));
    if (reportsIdle || coverage.pieces.some((piece) => piece.lost)) {
      this.emptyWindows.set(coverage, new EmptyWindows(coverage, this.scenario, reportsIdle));
    }
  }
}

function checkFlowLogs(flowLogs: readonly FlowLog[]): void {
  for (const { id, format, delivery } of flowLogs) {
    if (delivery.fileFormat !== 'plain-text') {
      throw new UserError(
        `a simulated flow log must have the file format plain-text, got: ${delivery.fileFormat}; ` +
          'Parquet is made from the text',
      );
    }
    if (format.kind !== 'vpc') {
      throw new UserError(
        `a simulated flow log must have a record format of VPC flow logs, got: ${format.kind}`,
      );
    }
    if (flowLogs.filter((other) => other.id === id).length > 1) {
      throw new UserError(`a simulated flow log must have an id of its own, got twice: ${id}`);
    }
  }
}
