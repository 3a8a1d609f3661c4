import type * as Sdk from '@aws-sdk/client-athena';
import type { Emulator } from '../aws/emulator';
import type { Faults } from '../aws/faults';
import { startGateway, type Gateway, type RecordedCall } from '../aws/gateway';
import type { Trino } from '../trino/trino';
import { operationsOf } from './operations';
import { cancelQuery, type Query, type QueryFault } from './queries';

export interface AthenaFaults extends Faults {
  /** For the queries that start from now on, one after another; later ones just run. */
  readonly queries?: readonly QueryFault[];
  /** Queries at once, beyond which none may start. @default - any number */
  readonly slots?: number;
}

export interface AthenaOptions {
  readonly emulator: Emulator;
  /** Started with the emulator as its AWS. */
  readonly trino: Trino;
  /** @default - none */
  readonly faults?: AthenaFaults;
}

/**
 * An Athena of this machine only: Trino runs what Athena's engine would; Glue, S3, work groups and saved queries are the
 * emulator's. Its endpoint serves every AWS client, for what is not Athena's goes on to the emulator.
 */
export interface AthenaServer extends Pick<Gateway, 'endpoint' | 'environment' | 'requests' | 'stop'> {
  /** What Athena itself asked of Glue and S3, with its caller's permissions, oldest first. */
  readonly ownRequests: readonly RecordedCall[];
  /** All that were started, oldest first. */
  readonly queries: readonly Query[];
  /** From now on: calls and queries count from 1 again, and a server that had died is alive. */
  setFaults(faults: AthenaFaults): void;
}

/** Starts an Athena. */
export async function startAthena({ emulator, trino, faults = {} }: AthenaOptions): Promise<AthenaServer> {
  const queries: Query[] = [];
  const ownRequests: RecordedCall[] = [];
  let queryFaults: readonly QueryFault[] = [];
  let slots = Infinity;

  const asCaller = (action: string, input: object): void => {
    ownRequests.push({ action, input: { ...input } });
    gateway.check(action);
  };
  const operations = operationsOf({
    trino,
    queries,
    glue: async (operation, input) => {
      asCaller(`glue:${operation}`, input);
      return gateway.ask(`AWSGlue.${operation}`, input);
    },
    put: async (location, text) => {
      asCaller('s3:PutObject', { location });
      await gateway.put(location, text);
    },
    workGroup: async (WorkGroup) =>
      (await gateway.ask<Sdk.GetWorkGroupOutput>('AmazonAthena.GetWorkGroup', { WorkGroup })).WorkGroup!,
    nextFault: () => {
      const [fault = 'run', ...later] = queryFaults;
      queryFaults = later;
      return fault;
    },
    slots: () => slots,
  });
  const gateway = await startGateway(emulator, operations);
  const setFaults = (next: AthenaFaults): void => {
    ({ queries: queryFaults = [], slots = Infinity } = next);
    gateway.setFaults(next);
  };
  setFaults(faults);

  const stop = async (): Promise<void> => {
    for (const query of queries) cancelQuery(query, 'the server stops');
    await gateway.stop();
  };
  const { endpoint, environment, requests } = gateway;
  return { endpoint, environment, requests, ownRequests, queries, setFaults, stop };
}
