import type * as Sdk from '@aws-sdk/client-athena';
import type { AthenaClient } from '@aws-sdk/client-athena';
import type { Table } from '../engines/engine';
import { AthenaQueries, type FinishedQuery, type RunOptions } from './athena-queries';
import { readResult } from './athena-results';
import { callAws, clientSettings } from './call';
import { openS3, type S3 } from './s3';

/** Where queries run. */
export interface AthenaPlace {
  readonly region: string;
  readonly workgroup: string;
  readonly database: string;
  /** @default 'AwsDataCatalog' */
  readonly catalog?: string;
}

/** A table or view, as the catalog describes it. */
export interface AthenaTable {
  readonly name: string;
  /** `EXTERNAL_TABLE` or `VIRTUAL_VIEW` */
  readonly type: string;
  readonly columns: readonly AthenaColumn[];
  readonly partitionKeys: readonly AthenaColumn[];
  readonly parameters: Readonly<Record<string, string>>;
}

export interface AthenaColumn {
  readonly name: string;
  /** As Hive writes it. */
  readonly type: string;
}

export interface Athena {
  /**
   * Runs one statement to its end.
   *
   * Every start has a token, so that nothing runs twice when a response gets lost; what AWS calls retryable is tried again.
   *
   * @throws UserError in clear words for a statement that failed
   */
  run(sql: string, options?: RunOptions): Promise<FinishedQuery>;
  /** The rows of a finished query, with their types. */
  rows(query: FinishedQuery): Promise<Table>;
  /** Whether the database is there. */
  hasDatabase(): Promise<boolean>;
  /** The tables and views of the database. The pattern is a regular expression, as Athena takes it. */
  tables(namePattern?: string): Promise<AthenaTable[]>;
  /** Stops every query that runs, and starts no more. */
  cancelAll(): Promise<void>;
  close(): Promise<void>;
}

export async function openAthena(place: AthenaPlace): Promise<Athena> {
  const sdk = await import('@aws-sdk/client-athena');
  const client = new sdk.AthenaClient(clientSettings(place.region));
  return new AthenaOfAws({ catalog: 'AwsDataCatalog', ...place }, client, sdk);
}

class AthenaOfAws implements Athena {
  private readonly queries: AthenaQueries;
  private s3: Promise<S3> | undefined;

  constructor(
    private readonly place: Required<AthenaPlace>,
    private readonly client: AthenaClient,
    private readonly sdk: typeof Sdk,
  ) {
    this.queries = new AthenaQueries(place, client, sdk);
  }

  run(sql: string, options: RunOptions = {}): Promise<FinishedQuery> {
    return this.queries.run(sql, options);
  }

  async rows(query: FinishedQuery): Promise<Table> {
    return readResult(query, {
      s3: () => (this.s3 ??= openS3(this.place.region)),
      page: (input) =>
        this.call('GetQueryResults', () => this.client.send(new this.sdk.GetQueryResultsCommand(input))),
    });
  }

  async hasDatabase(): Promise<boolean> {
    const input = { CatalogName: this.place.catalog, DatabaseName: this.place.database };
    try {
      await this.call('GetDatabase', () => this.client.send(new this.sdk.GetDatabaseCommand(input)));
      return true;
    } catch (error) {
      const { name, message } = ((error as Error).cause ?? error) as Error;
      if (name === 'MetadataException' && /EntityNotFoundException|not found/i.test(message)) return false;
      throw error;
    }
  }

  async tables(namePattern?: string): Promise<AthenaTable[]> {
    const tables: AthenaTable[] = [];
    let token: string | undefined;
    do {
      const page = await this.call('ListTableMetadata', () =>
        this.client.send(
          new this.sdk.ListTableMetadataCommand({
            CatalogName: this.place.catalog,
            DatabaseName: this.place.database,
            Expression: namePattern,
            NextToken: token,
          }),
        ),
      );
      tables.push(...(page.TableMetadataList ?? []).map(toTable));
      token = page.NextToken;
    } while (token !== undefined);
    return tables;
  }

  cancelAll(): Promise<void> {
    return this.queries.cancelAll();
  }

  async close(): Promise<void> {
    this.client.destroy();
    (await this.s3)?.close();
  }

  private call<T>(operation: string, send: () => Promise<T>): Promise<T> {
    return callAws({ action: `athena:${operation}`, region: this.place.region }, send);
  }
}

function toTable({
  Name,
  TableType,
  Columns = [],
  PartitionKeys = [],
  Parameters,
}: Sdk.TableMetadata): AthenaTable {
  return {
    name: Name!,
    type: TableType ?? '',
    columns: Columns.map(toColumn),
    partitionKeys: PartitionKeys.map(toColumn),
    parameters: Parameters ?? {},
  };
}

function toColumn({ Name, Type }: Sdk.Column): AthenaColumn {
  return { name: Name!, type: Type ?? 'string' };
}
