import type { Deployment } from '../../core/outputs';
import type { CommonOptions } from '../../core/questions/options';
import { UserError } from '../../core/user-error';
import type { Terminal } from '../terminal/terminal';
import type { RemoteEngine } from './engine';

/** An engine that others run, and the table that it is asked about. */
export interface RemoteSession {
  readonly engine: RemoteEngine;
  /** The first table; those of later record formats have its name and more. */
  readonly table: string;
  /** What was deployed. @default - not known; Trino is only told the table's name */
  readonly deployment?: Deployment;
}

/** Opens the engine that the options name, for some work; Ctrl-C ends what runs there. */
export async function withRemoteEngine<T>(
  options: CommonOptions,
  terminal: Terminal,
  work: (session: RemoteSession) => Promise<T>,
): Promise<T> {
  const session = options.engine === 'trino' ? await trinoSession(options) : await athenaSession(options);
  const { engine } = session;
  const forget = terminal.onInterrupt(() => engine.cancel());
  const progress = terminal.progress({ label: `${engine.name} is at work` });
  try {
    return await work(session);
  } finally {
    progress.end();
    forget();
    await engine.close();
  }
}

async function athenaSession(options: CommonOptions): Promise<RemoteSession> {
  const { findDeployment } = await import('../deployment');
  const deployment = await findDeployment(options);
  const { athena, stack } = deployment;
  if (!athena) {
    throw new UserError(
      options.flowLog === undefined
        ? `stack '${stack}' delivers to CloudWatch Logs, which no engine reads yet; export the log group to files and name them with --data`
        : `--flow-log ${options.flowLog} needs --database, where flowtoll setup has made its table`,
    );
  }
  const { openAthenaEngine } = await import('./athena');
  return {
    engine: await openAthenaEngine({ ...deployment, athena }, options),
    table: athena.table,
    deployment,
  };
}

async function trinoSession({ server, catalog, database, table }: CommonOptions): Promise<RemoteSession> {
  if (catalog === undefined || database === undefined) {
    throw new UserError('--engine trino needs --catalog and --database, where the table is');
  }
  const { openTrino } = await import('./trino');
  const { TRINO_USER: user, TRINO_PASSWORD: password } = process.env;
  const engine = openTrino({ server: server!, catalog, database }, { user, password });
  return { engine, table: table ?? 'vpc_flow_logs' };
}
