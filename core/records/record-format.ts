import { didYouMean } from '../nearest';
import { UserError } from '../user-error';
import type { Field } from './field';
import { transitGatewayFields } from './transit-gateway-fields';
import { vpcFields } from './vpc-fields';

/** What a flow log is of; decides which fields it can write. */
export type RecordKind = 'vpc' | 'transit-gateway';

const fieldsOf: Record<RecordKind, readonly Field[]> = {
  vpc: vpcFields,
  'transit-gateway': transitGatewayFields,
};

/** Every field of either kind by its name; fields of one name mean the same in both. */
export const allFields: ReadonlyMap<string, Field> = new Map(
  [...transitGatewayFields, ...vpcFields].map((field) => [field.name, field]),
);

/** The field of a name that is known to be one. */
export function fieldNamed(name: string): Field {
  const field = allFields.get(name);
  if (!field) throw new Error(`no field '${name}'`);
  return field;
}

/**
 * An ordered choice of fields: what a flow log writes in each record, and in which order.
 *
 * The order is part of the format, because text records are read by position.
 */
export class RecordFormat {
  readonly kind: RecordKind;
  readonly fields: readonly Field[];

  /**
   * @param names field names as AWS spells them, in order
   * @throws UserError for no field, an unknown field (naming the nearest) and a repeated field
   */
  constructor(names: readonly string[], kind: RecordKind = 'vpc') {
    if (names.length === 0) throw new UserError('a record format must have at least one field');
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined)
      throw new UserError(`a record format must name a field once, got twice: ${repeated}`);
    this.kind = kind;
    this.fields = names.map((name) => findField(name, kind));
  }

  /**
   * Reads a format string as EC2 takes it: `${version} ${account-id} …`.
   *
   * @throws UserError as the constructor does, and for anything that is not `${field}` parted by single spaces
   */
  static parse(text: string, kind: RecordKind = 'vpc'): RecordFormat {
    const names = text.split(' ').map((token, index) => {
      const name = /^\$\{([^{}]*)\}$/.exec(token)?.[1];
      if (name === undefined) {
        throw new UserError(
          `a record format must be fields written \${field-name} with one space between them, got at position ${index + 1}: '${token}'`,
        );
      }
      return name;
    });
    return new RecordFormat(names, kind);
  }

  /**
   * Reads the header line of a text file: field names parted by single spaces.
   *
   * @throws UserError as the constructor does
   */
  static parseHeader(line: string): RecordFormat {
    const names = line.trim().split(' ');
    const ofTransitGateway = names.some((name) => isField(name, 'transit-gateway') && !isField(name, 'vpc'));
    return new RecordFormat(names, ofTransitGateway ? 'transit-gateway' : 'vpc');
  }

  /** The value that the `version` field has in records of this format: the highest version of its fields. */
  get version(): number {
    return Math.max(...this.fields.map((field) => field.version));
  }

  has(name: string): boolean {
    return this.fields.some((field) => field.name === name);
  }

  /** The fields that show the value of a resource tag. */
  get tagFields(): readonly Field[] {
    return this.fields.filter((field) => field.tag !== undefined);
  }

  /** The format string, character for character what EC2 takes and DescribeFlowLogs returns. */
  toString(): string {
    return this.fields.map((field) => `\${${field.name}}`).join(' ');
  }

  /** The first line of every text file that AWS delivers in this format. */
  toHeader(): string {
    return this.fields.map((field) => field.name).join(' ');
  }
}

function isField(name: string, kind: RecordKind): boolean {
  return fieldsOf[kind].some((field) => field.name === name);
}

function findField(name: string, kind: RecordKind): Field {
  const field = fieldsOf[kind].find((candidate) => candidate.name === name);
  if (field) return field;

  const other = kind === 'vpc' ? 'transit-gateway' : 'vpc';
  if (isField(name, other)) {
    throw new UserError(
      `field '${name}' is of ${other} flow logs, this record format is of ${kind} flow logs`,
    );
  }
  const known = fieldsOf[kind].map((candidate) => candidate.name);
  throw new UserError(
    `unknown field '${name}' in a ${kind} record format; ${didYouMean(name, known) || 'see docs/fields.md'}`,
  );
}
