import type * as Sdk from '@aws-sdk/client-glue';
import type { ApiError } from '../aws/api-error';

/** One call of Glue's API. Rejects with an `ApiError`. */
export type Glue = <Output>(operation: string, input: object) => Promise<Output>;

export interface TableName {
  readonly DatabaseName: string;
  readonly Name: string;
}

export const EXISTS = 'AlreadyExistsException';
export const NOT_FOUND = 'EntityNotFoundException';

/** A call whose error of this name is no error. */
export async function allowing(name: string | false, call: Promise<unknown>): Promise<void> {
  await call.catch((error: ApiError) => {
    if (error.name !== name) throw error;
  });
}

export async function getTable(glue: Glue, table: TableName): Promise<Sdk.Table> {
  return (await glue<Sdk.GetTableResponse>('GetTable', table)).Table!;
}

/** All pages of a list. */
export async function all<T>(glue: Glue, operation: string, list: string, input: object): Promise<T[]> {
  const found: T[] = [];
  let NextToken: string | undefined;
  do {
    const page = await glue<Record<string, never>>(operation, { ...input, NextToken });
    found.push(...(page[list] as unknown as T[]));
    NextToken = page['NextToken'];
  } while (NextToken !== undefined);
  return found;
}

interface BatchAnswer {
  readonly Errors?: readonly Sdk.PartitionError[];
}

/** What went wrong in calls about so many partitions at once. */
export async function inBatches(
  glue: Glue,
  operation: string,
  { DatabaseName, Name: TableName }: TableName,
  list: string,
  items: readonly object[],
  size: number,
): Promise<Sdk.PartitionError[]> {
  const errors: Sdk.PartitionError[] = [];
  for (let start = 0; start < items.length; start += size) {
    const batch = { DatabaseName, TableName, [list]: items.slice(start, start + size) };
    errors.push(...((await glue<BatchAnswer>(operation, batch)).Errors ?? []));
  }
  return errors;
}
