import type * as Sdk from '@aws-sdk/client-athena';
import type { AthenaClient, QueryExecution, StartQueryExecutionCommandInput } from '@aws-sdk/client-athena';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupThousands, printBytes } from '../../core/report/units';
import { longestStatement } from '../../core/tables/table-ddl';
import { UserError } from '../../core/user-error';
import type { AthenaPlace } from './athena';
import { callAws } from './call';
import { queryError } from './query-error';
import { Slots } from './slots';

export interface RunOptions {
  /** How old a result of the same text may be to be taken again, unpaid. @default - the query runs */
  readonly reuseMinutes?: number;
  /** A query that has scanned more is stopped; what it scanned is charged. @default - none is */
  readonly maxScanBytes?: number;
  /** Of names that lack one; null for none, as for CREATE DATABASE. @default - the place's */
  readonly database?: string | null;
}

export interface FinishedQuery {
  readonly id: string;
  /**
   * `s3://…`; empty where the results are Athena's alone to read: those that it keeps itself (managed query results), and
   * those that it encrypts before it writes them (CSE_KMS).
   */
  readonly outputLocation: string;
  readonly scannedBytes: number;
  readonly milliseconds: number;
  /** Whether the result of an earlier query was taken. */
  readonly reused: boolean;
}

/** An account shares its slots among everyone; we take no more of them at once. */
const mostAtOnce = 5;
/** How often a query that failed for no fault of its own runs anew. */
const mostRuns = 3;
/** Milliseconds between looks at a query: often at first, for most take a second or two. */
const pauses = { first: 100, longest: 2_000, growth: 1.5 };

/** Runs queries: from their start, which nothing makes twice, to their end. */
export class AthenaQueries {
  private readonly slots = new Slots(mostAtOnce);
  private readonly running = new Set<Promise<unknown>>();
  private readonly cancelled = new AbortController();

  constructor(
    private readonly place: Required<AthenaPlace>,
    private readonly client: AthenaClient,
    private readonly sdk: typeof Sdk,
  ) {}

  run(sql: string, options: RunOptions): Promise<FinishedQuery> {
    return this.slots.use(async () => {
      const running = this.runAgain(sql, options);
      this.running.add(running);
      return running.finally(() => this.running.delete(running));
    });
  }

  async cancelAll(): Promise<void> {
    this.cancelled.abort();
    await Promise.allSettled([...this.running]);
  }

  private async runAgain(sql: string, options: RunOptions): Promise<FinishedQuery> {
    for (let runs = 1; ; runs += 1) {
      if (this.cancelled.signal.aborted) throw new UserError('the query was cancelled');
      const execution = await this.runOnce(sql, options);
      const { State, StateChangeReason, AthenaError } = execution.Status!;
      if (State === 'SUCCEEDED') return finishedQuery(execution);
      if (State !== 'FAILED' || !AthenaError?.Retryable || runs === mostRuns) {
        const database = this.databaseOf(options);
        throw queryError({
          id: execution.QueryExecutionId!,
          workgroup: this.place.workgroup,
          ...(database !== undefined && { database }),
          reason: StateChangeReason ?? AthenaError?.ErrorMessage ?? '',
          ...(AthenaError?.ErrorType !== undefined && { type: AthenaError.ErrorType }),
        });
      }
      await this.pause(1_000 * runs);
    }
  }

  /** Starts a query and waits for its end. Nobody waits any longer: then it is stopped, for it is paid. */
  private async runOnce(sql: string, options: RunOptions): Promise<QueryExecution> {
    const id = await this.start(sql, options);
    try {
      return await this.wait(id, options.maxScanBytes);
    } catch (error) {
      await this.stop(id).catch(() => {});
      throw error;
    }
  }

  private async start(sql: string, options: RunOptions): Promise<string> {
    const bytes = Buffer.byteLength(sql);
    if (bytes > longestStatement) {
      throw new UserError(
        `the statement has ${groupThousands(String(bytes))} bytes, and Athena takes ${groupThousands(String(longestStatement))}; name fewer values, or ranges in their place`,
      );
    }
    const database = this.databaseOf(options);
    const input: StartQueryExecutionCommandInput = {
      QueryString: sql,
      // the same for every try of this start: a start whose response got lost gives its query again
      ClientRequestToken: randomUUID(),
      WorkGroup: this.place.workgroup,
      QueryExecutionContext: {
        Catalog: this.place.catalog,
        ...(database !== undefined && { Database: database }),
      },
      ...(options.reuseMinutes !== undefined && {
        ResultReuseConfiguration: {
          ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: options.reuseMinutes },
        },
      }),
    };
    const { QueryExecutionId } = await this.call('StartQueryExecution', () =>
      this.client.send(new this.sdk.StartQueryExecutionCommand(input)),
    );
    return QueryExecutionId!;
  }

  /** Looks at a query until it has ended. A running one can be queued again, which is no end. */
  private async wait(QueryExecutionId: string, most = Infinity): Promise<QueryExecution> {
    for (let pause = pauses.first; ; pause = Math.min(pauses.longest, pause * pauses.growth)) {
      const { QueryExecution } = await this.call('GetQueryExecution', () =>
        this.client.send(new this.sdk.GetQueryExecutionCommand({ QueryExecutionId })),
      );
      const state = QueryExecution?.Status?.State;
      if (state !== 'QUEUED' && state !== 'RUNNING') return QueryExecution!;
      const scanned = QueryExecution?.Statistics?.DataScannedInBytes ?? 0;
      if (scanned > most) {
        throw new UserError(
          `the query was stopped after ${printBytes(scanned)}, more than --max-scan allows; ask for less, or allow more`,
        );
      }
      await this.pause(pause);
    }
  }

  /** Is also called when the others have been cancelled. */
  private async stop(QueryExecutionId: string): Promise<void> {
    await callAws({ action: 'athena:StopQueryExecution', region: this.place.region }, () =>
      this.client.send(new this.sdk.StopQueryExecutionCommand({ QueryExecutionId })),
    );
  }

  private databaseOf({ database = this.place.database }: RunOptions): string | undefined {
    return database ?? undefined;
  }

  private call<T>(operation: string, send: () => Promise<T>): Promise<T> {
    return callAws({ action: `athena:${operation}`, region: this.place.region }, send, this.cancelled.signal);
  }

  private async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.cancelled.signal });
  }
}

function finishedQuery({ QueryExecutionId, ResultConfiguration, Statistics }: QueryExecution): FinishedQuery {
  const encrypted = ResultConfiguration?.EncryptionConfiguration?.EncryptionOption === 'CSE_KMS';
  return {
    id: QueryExecutionId!,
    outputLocation: (!encrypted && ResultConfiguration?.OutputLocation) || '',
    scannedBytes: Statistics?.DataScannedInBytes ?? 0,
    milliseconds: Statistics?.TotalExecutionTimeInMillis ?? 0,
    reused: Statistics?.ResultReuseInformation?.ReusedPreviousResult ?? false,
  };
}
