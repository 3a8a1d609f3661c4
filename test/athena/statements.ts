import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  type QueryExecution,
  type ResultSet,
  type StartQueryExecutionCommandInput,
} from '@aws-sdk/client-athena';
import { setTimeout as sleep } from 'node:timers/promises';

export type StartOptions = Partial<Omit<StartQueryExecutionCommandInput, 'QueryString'>>;

/** Statements through AWS's own client, one call for each step, as they are in tests of a server. */
export class Statements {
  constructor(
    private readonly client: AthenaClient,
    private readonly workGroup: string,
  ) {}

  /** The id of a query that has been accepted. */
  async start(sql: string, options: StartOptions = {}): Promise<string> {
    const input = { QueryString: sql, WorkGroup: this.workGroup, ...options };
    return (await this.client.send(new StartQueryExecutionCommand(input))).QueryExecutionId!;
  }

  async look(QueryExecutionId: string): Promise<QueryExecution> {
    return (await this.client.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution!;
  }

  /** Waits for the end, whichever it is. */
  async finish(id: string): Promise<QueryExecution> {
    for (;;) {
      const execution = await this.look(id);
      if (!['QUEUED', 'RUNNING'].includes(execution.Status!.State!)) return execution;
      await sleep(50);
    }
  }

  /** Rejects unless the query succeeds. */
  async run(sql: string, options?: StartOptions): Promise<QueryExecution> {
    const execution = await this.finish(await this.start(sql, options));
    if (execution.Status!.State === 'SUCCEEDED') return execution;
    throw new Error(`${execution.Status!.StateChangeReason}\n${sql}`);
  }

  /** The first thousand rows, a SELECT's names among them. */
  async resultOf(QueryExecutionId: string): Promise<(string | undefined)[][]> {
    return rowsOf((await this.client.send(new GetQueryResultsCommand({ QueryExecutionId }))).ResultSet);
  }

  /** The first thousand rows of what a statement answers, a SELECT's names among them. */
  async rows(sql: string, options?: StartOptions): Promise<(string | undefined)[][]> {
    return this.resultOf((await this.run(sql, options)).QueryExecutionId!);
  }
}

export function rowsOf(result: ResultSet | undefined): (string | undefined)[][] {
  return (result?.Rows ?? []).map((row) => row.Data!.map((one) => one.VarCharValue));
}
