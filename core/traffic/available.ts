import type { RecordFormat } from '../records/record-format';
import { UserError } from '../user-error';

/** What data can answer: the fields that its record formats have. */
export interface Available {
  /** Fields that at least one record format of the data has. */
  readonly some: ReadonlySet<string>;
  /** Fields that every record format of the data has. */
  readonly every: ReadonlySet<string>;
  /** The fields of each flow log, by its id; records of several may overlap. */
  readonly flowLogs: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether flow logs that nobody listed may have written records too. @default false */
  readonly others?: boolean;
}

/** Whether records of several flow logs can tell the same bytes. */
export function mayOverlap({ flowLogs, others = false }: Available): boolean {
  return flowLogs.size > 1 || others;
}

/** What flow logs can answer together, each by its record format. */
export function availableIn(flowLogs: Iterable<readonly [id: string, format: RecordFormat]>): Available {
  const fields = [...flowLogs].map(
    ([id, format]) => [id, new Set(format.fields.map(({ name }) => name))] as const,
  );
  const some = new Set(fields.flatMap(([, names]) => [...names]));
  return {
    some,
    every: new Set([...some].filter((name) => fields.every(([, names]) => names.has(name)))),
    flowLogs: new Map(fields),
  };
}

/** @throws UserError naming the fields that something needs and the data lack */
export function refuseMissing(
  asked: readonly { readonly name: string; readonly fields: readonly string[] }[],
  { some }: Pick<Available, 'some'>,
): void {
  for (const { name, fields } of asked) {
    const missing = fields.filter((field) => !some.has(field));
    if (missing.length === 0) continue;
    throw new UserError(
      `'${name}' needs ${missing.length === 1 ? 'field' : 'fields'} ${missing.join(' and ')}, which the record format of this data lacks`,
    );
  }
}
