import { allFields, RecordFormat, type RecordKind } from '../../../core/records/record-format';
import { refusal } from '../refusal';
import { Seeded } from '../seeded';
import { awsTransitGatewayFields, awsVpcFields, type AwsField } from './aws-field-tables';

const text = '${version} ${srcaddr} ${bytes}';

function namesOf(format: RecordFormat): string[] {
  return format.fields.map((field) => field.name);
}

describe('a format string', () => {
  test('is read in its own order, not in the order of versions', () => {
    expect(namesOf(RecordFormat.parse('${az-id} ${bytes} ${version} ${next-hop-az-id} ${srcaddr}'))).toEqual([
      'az-id',
      'bytes',
      'version',
      'next-hop-az-id',
      'srcaddr',
    ]);
  });

  test('may be one field', () => {
    expect(namesOf(RecordFormat.parse('${bytes}'))).toEqual(['bytes']);
  });

  test('is of a VPC flow log where nothing else is said', () => {
    expect(RecordFormat.parse(text).kind).toBe('vpc');
    expect(new RecordFormat(['bytes']).kind).toBe('vpc');
  });

  test('of a transit gateway is read by the fields of transit gateways', () => {
    const format = RecordFormat.parse('${tgw-id} ${packets-lost-no-route} ${version}', 'transit-gateway');
    expect(format.kind).toBe('transit-gateway');
    expect(format.fields.map((field) => field.version)).toEqual([6, 6, 2]);
  });

  test('prints as it was read', () => {
    expect(RecordFormat.parse(text).toString()).toBe(text);
    expect(String(RecordFormat.parse('${instance-tag-2} ${end}'))).toBe('${instance-tag-2} ${end}');
  });

  test.each([
    { wrong: 'nothing', written: '', position: 1, token: '' },
    { wrong: 'a space before', written: ' ${version}', position: 1, token: '' },
    { wrong: 'a space after', written: '${version} ', position: 2, token: '' },
    { wrong: 'two spaces', written: '${version}  ${bytes}', position: 2, token: '' },
    { wrong: 'commas', written: '${version},${bytes}', position: 1, token: '${version},${bytes}' },
    { wrong: 'a tab', written: '${version}\t${bytes}', position: 1, token: '${version}\t${bytes}' },
    { wrong: 'a line break', written: '${version}\n${bytes}', position: 1, token: '${version}\n${bytes}' },
    { wrong: 'a final line break', written: '${version} ${bytes}\n', position: 2, token: '${bytes}\n' },
    { wrong: 'no space', written: '${version}${bytes}', position: 1, token: '${version}${bytes}' },
    { wrong: 'a bare name', written: '${version} bytes', position: 2, token: 'bytes' },
    { wrong: 'no braces', written: '$version', position: 1, token: '$version' },
    { wrong: 'an open brace', written: '${version} ${bytes', position: 2, token: '${bytes' },
    { wrong: "Terraform's escape", written: '$${version}', position: 1, token: '$${version}' },
    { wrong: 'spaces within', written: '${ version }', position: 1, token: '${' },
    { wrong: 'a brace too many', written: '${version}}', position: 1, token: '${version}}' },
    { wrong: 'something nested', written: '${${version}}', position: 1, token: '${${version}}' },
  ])('with $wrong is refused by position', ({ written, position, token }) => {
    expect(refusal(() => RecordFormat.parse(written))).toBe(
      'a record format must be fields written ${field-name} with one space between them, ' +
        `got at position ${position}: '${token}'`,
    );
  });
});

describe('unknown fields', () => {
  test.each([
    { written: 'srcadr', nearest: 'srcaddr' },
    { written: 'src-addr', nearest: 'srcaddr' },
    { written: 'dstadr', nearest: 'dstaddr' },
    { written: 'account_id', nearest: 'account-id' },
    { written: 'pkt_srcaddr', nearest: 'pkt-srcaddr' },
    { written: 'logstatus', nearest: 'log-status' },
    { written: 'packet', nearest: 'packets' },
    { written: 'byte', nearest: 'bytes' },
    { written: 'Version', nearest: 'version' },
    { written: 'flow-directon', nearest: 'flow-direction' },
    { written: 'azid', nearest: 'az-id' },
    { written: 'nexthop-az-id', nearest: 'next-hop-az-id' },
    { written: 'pkt-dst-service', nearest: 'pkt-dst-aws-service' },
    { written: 'instance-tag-3', nearest: 'instance-tag-2' },
  ])('$written is refused, and $nearest offered', ({ written, nearest }) => {
    const message = refusal(() => RecordFormat.parse(`\${version} \${${written}}`));
    expect(message).toBe(`unknown field '${written}' in a vpc record format; did you mean '${nearest}'?`);
  });

  test.each(['', 'x', 'kubernetes-namespace-name', '*'])(
    "'%s' is near to nothing: the list is named",
    (written) => {
      expect(refusal(() => RecordFormat.parse(`\${version} \${${written}}`))).toBe(
        `unknown field '${written}' in a vpc record format; see docs/fields.md`,
      );
    },
  );

  test('of a transit gateway format are named by the nearest of its own fields', () => {
    expect(refusal(() => RecordFormat.parse('${tgw-src-enis}', 'transit-gateway'))).toBe(
      "unknown field 'tgw-src-enis' in a transit-gateway record format; did you mean 'tgw-src-eni'?",
    );
  });

  test.each<{ name: string; kind: RecordKind; message: string }>([
    {
      name: 'tgw-id',
      kind: 'vpc',
      message: "field 'tgw-id' is of transit-gateway flow logs, this record format is of vpc flow logs",
    },
    {
      name: 'interface-id',
      kind: 'transit-gateway',
      message: "field 'interface-id' is of vpc flow logs, this record format is of transit-gateway flow logs",
    },
  ])('$name in a $kind format is told apart from a misspelling', ({ name, kind, message }) => {
    expect(refusal(() => new RecordFormat(['version', name], kind))).toBe(message);
  });
});

test('repeated fields are refused', () => {
  expect(refusal(() => RecordFormat.parse('${version} ${bytes} ${srcaddr} ${bytes}'))).toBe(
    'a record format must name a field once, got twice: bytes',
  );
});

test('no field is refused', () => {
  expect(refusal(() => new RecordFormat([]))).toBe('a record format must have at least one field');
});

describe('the version of records', () => {
  test.each([
    { names: 'bytes srcaddr', version: 2 },
    { names: 'version pkt-srcaddr bytes', version: 3 },
    { names: 'az-id bytes', version: 4 },
    { names: 'flow-direction vpc-id', version: 5 },
    { names: 'ecs-task-id traffic-path', version: 7 },
    { names: 'reject-reason', version: 8 },
    { names: 'resource-id version', version: 9 },
    { names: 'encryption-status resource-id', version: 10 },
    { names: 'interface-type encryption-status version', version: 11 },
  ])('is the highest of its fields: $names make $version', ({ names, version }) => {
    expect(new RecordFormat(names.split(' ')).version).toBe(version);
  });

  test('of a transit gateway is 6 where a field of its own is chosen', () => {
    expect(new RecordFormat(['version', 'tgw-id', 'bytes'], 'transit-gateway').version).toBe(6);
    expect(new RecordFormat(['version', 'bytes'], 'transit-gateway').version).toBe(2);
  });
});

test('all fields of both kinds are found by name: 54 and 36, of which 18 are shared', () => {
  expect(allFields.size).toBe(54 + 36 - 18);
  for (const { name, version } of [...awsVpcFields, ...awsTransitGatewayFields]) {
    expect(allFields.get(name)).toMatchObject({ name, version });
  }
});

test('a format knows which fields it has', () => {
  const format = RecordFormat.parse(text);
  expect(format.has('bytes')).toBe(true);
  expect(format.has('packets')).toBe(false);
  expect(format.has('byte')).toBe(false);
});

test('a format knows its tag fields, in its own order', () => {
  const format = new RecordFormat(['asg-tag', 'bytes', 'instance-tag-2', 'interface-type', 'instance-tag']);
  expect(format.tagFields.map((field) => field.name)).toEqual(['asg-tag', 'instance-tag-2', 'instance-tag']);
  expect(RecordFormat.parse(text).tagFields).toEqual([]);
});

describe('the header of a text file', () => {
  const header = 'version account-id interface-id bytes';

  test('names the fields without their marks', () => {
    expect(RecordFormat.parse('${version} ${account-id} ${interface-id} ${bytes}').toHeader()).toBe(header);
  });

  test.each([
    { what: 'plain', line: header },
    { what: 'with a byte order mark', line: `\ufeff${header}` },
    { what: 'with a trailing space', line: `${header} ` },
    { what: 'with a line break', line: `${header}\n` },
    { what: 'with a line break of Windows', line: `${header}\r\n` },
  ])('is read: $what', ({ line }) => {
    expect(RecordFormat.parseHeader(line).toHeader()).toBe(header);
  });

  // a format may leave out tgw-id, as it may leave out any field
  test.each([
    'version resource-type account-id tgw-id tgw-attachment-id bytes',
    'version tgw-attachment-id srcaddr dstaddr bytes',
    'resource-type packets-lost-blackhole',
  ])('of a transit gateway is recognised by any field of its own: %s', (line) => {
    const format = RecordFormat.parseHeader(line);
    expect(format.kind).toBe('transit-gateway');
    expect(format.toHeader()).toBe(line);
  });

  test.each([
    { line: '', message: "unknown field '' in a vpc record format; see docs/fields.md" },
    {
      line: '2 123456789010 eni-1235b8ca123456789 172.31.16.139',
      message: "unknown field '2' in a vpc record format; see docs/fields.md",
    },
    {
      line: 'version account_id',
      message: "unknown field 'account_id' in a vpc record format; did you mean 'account-id'?",
    },
    { line: 'bytes packets bytes', message: 'a record format must name a field once, got twice: bytes' },
  ])("is refused where it is none: '$line'", ({ line, message }) => {
    expect(refusal(() => RecordFormat.parseHeader(line))).toBe(message);
  });
});

describe.each<{ kind: RecordKind; fields: readonly AwsField[] }>([
  { kind: 'vpc', fields: awsVpcFields },
  { kind: 'transit-gateway', fields: awsTransitGatewayFields },
])('300 formats of $kind fields, in any choice and order', ({ kind, fields }) => {
  const chance = new Seeded(20260610);
  const choices = Array.from({ length: 300 }, () => chance.some(fields));

  test('print and parse back to themselves, as format string and as header', () => {
    for (const choice of choices) {
      const names = choice.map((field) => field.name);
      const printed = names.map((name) => '${' + name + '}').join(' ');
      const format = RecordFormat.parse(printed, kind);
      expect(format.toString()).toBe(printed);
      expect(namesOf(format)).toEqual(names);
      expect(new RecordFormat(names, kind).toString()).toBe(printed);
      expect(format.toHeader()).toBe(names.join(' '));
    }
  });

  test('have the highest version of the user guide', () => {
    for (const choice of choices) {
      const format = new RecordFormat(
        choice.map((field) => field.name),
        kind,
      );
      expect(format.version).toBe(choice.reduce((highest, { version }) => Math.max(highest, version), 0));
    }
  });

  test('are refused with any one of their fields repeated', () => {
    for (const choice of choices) {
      const names = choice.map((field) => field.name);
      const repeated = chance.one(names);
      names.splice(chance.below(names.length + 1), 0, repeated);
      expect(refusal(() => new RecordFormat(names, kind))).toBe(
        `a record format must name a field once, got twice: ${repeated}`,
      );
    }
  });
});
