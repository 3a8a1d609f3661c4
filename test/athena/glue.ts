/** One call of a JSON API. Rejects with an `ApiError`. */
export type JsonApi = <Answer>(operation: string, input: object) => Promise<Answer>;
export type Glue = JsonApi;

// What Glue answers, as far as it is needed here.

export interface Column {
  readonly Name: string;
  readonly Type: string;
}
export interface Table {
  readonly Name: string;
  readonly Description?: string;
  readonly TableType: string;
  readonly PartitionKeys: readonly Column[];
  readonly Parameters: Readonly<Record<string, string>>;
  readonly StorageDescriptor: { readonly Location: string; readonly Columns: readonly Column[] };
  readonly ViewOriginalText?: string;
}
export interface Partition {
  readonly Values: readonly string[];
}
export interface BatchAnswer {
  readonly Errors?: readonly {
    readonly PartitionValues: readonly string[];
    readonly ErrorDetail: { readonly ErrorCode: string; readonly ErrorMessage: string };
  }[];
}
export interface TableName {
  readonly DatabaseName: string;
  readonly Name: string;
}

export const EXISTS = 'AlreadyExistsException';
export const NOT_FOUND = 'EntityNotFoundException';

export const of = ({ DatabaseName, Name }: TableName) => ({ DatabaseName, TableName: Name });
export const getTable = async (glue: Glue, table: TableName): Promise<Table> =>
  (await glue<{ readonly Table: Table }>('GetTable', table)).Table;

export async function all<T>(glue: Glue, operation: string, list: string, input: object): Promise<T[]> {
  const found: T[] = [];
  let NextToken: string | undefined;
  do {
    const page = await glue<Record<string, unknown>>(operation, { ...input, NextToken });
    found.push(...(page[list] as T[]));
    NextToken = page['NextToken'] as string | undefined;
  } while (NextToken !== undefined);
  return found;
}

/** A call whose error of this name is no error. */
export async function allowing(error: string | null | false, call: Promise<unknown>): Promise<void> {
  await call.catch((thrown: Error) => {
    if (thrown.name !== error) throw thrown;
  });
}

export function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
