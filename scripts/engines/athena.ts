import type { Deployment } from '../../core/outputs';
import { openAthena } from '../aws/athena';
import type { RemoteEngine } from './engine';

/** A deployment that has Athena. */
export type AthenaDeployment = Deployment & { readonly athena: NonNullable<Deployment['athena']> };

export interface AthenaEngineOptions {
  /** @default 'AwsDataCatalog' */
  readonly catalog?: string;
  /** A query that has scanned more bytes is stopped. @default - none is */
  readonly maxScan?: number;
  /** How old, in minutes, an earlier result of the same text may be to be taken. @default - the query runs */
  readonly reuseMinutes?: number;
}

/** Athena, in the workgroup and on the database of a deployment. */
export async function openAthenaEngine(
  { region, athena: { workgroup, database } }: AthenaDeployment,
  { catalog, maxScan, reuseMinutes }: AthenaEngineOptions,
): Promise<RemoteEngine> {
  const athena = await openAthena({ region, workgroup, database, ...(catalog !== undefined && { catalog }) });
  return {
    name: 'athena',
    database,
    async query(sql) {
      const finished = await athena.run(sql, {
        ...(maxScan !== undefined && { maxScanBytes: maxScan }),
        ...(reuseMinutes !== undefined && { reuseMinutes }),
      });
      const table = await athena.rows(finished);
      return { ...table, scannedBytes: finished.scannedBytes, reused: finished.reused };
    },
    async tables(name) {
      const all = await athena.tables();
      return all.filter(
        (table) =>
          table.type !== 'VIRTUAL_VIEW' && (table.name === name || table.name.startsWith(`${name}_`)),
      );
    },
    cancel: () => athena.cancelAll(),
    close: () => athena.close(),
  };
}
