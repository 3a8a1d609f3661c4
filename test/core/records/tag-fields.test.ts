import { RecordFormat } from '../../../core/records/record-format';
import { checkTagFields, type TagFieldSpecification } from '../../../core/records/tag-fields';
import { refusal } from '../refusal';

const team: TagFieldSpecification = { resourceType: 'instance', tagKeys: ['team'] };

function check(names: string, ...specifications: TagFieldSpecification[]) {
  return () => checkTagFields(new RecordFormat(names.split(' ')), specifications);
}

test.each<[string, () => void]>([
  ['no tag field and no specification', check('version bytes')],
  ['a tag field with its key', check('version instance-tag', team)],
  [
    'two tag fields with their keys',
    check('instance-tag instance-tag-2', { resourceType: 'instance', tagKeys: ['team', 'app'] }),
  ],
  ['a tag key with punctuation', check('instance-tag', { ...team, tagKeys: ['kubernetes.io/cluster/a b'] })],
  [
    'all three resource types',
    check(
      'asg-tag instance-tag interface-tag',
      team,
      { resourceType: 'network-interface', tagKeys: ['Name'] },
      { resourceType: 'auto-scaling-group', tagKeys: ['Name'] },
    ),
  ],
])('%s fit each other', (_, run) => {
  expect(run).not.toThrow();
});

test.each([
  { field: 'instance-tag', resourceType: 'instance' },
  { field: 'interface-tag', resourceType: 'network-interface' },
  { field: 'asg-tag', resourceType: 'auto-scaling-group' },
])('$field without a tag key of $resourceType is refused', ({ field, resourceType }) => {
  const message = `field '${field}' needs a tag field specification with a tag key for ${resourceType}`;
  expect(refusal(check(`version ${field}`))).toBe(message);
});

test('a specification of another resource type does not serve', () => {
  expect(refusal(check('interface-tag instance-tag', team))).toBe(
    "field 'interface-tag' needs a tag field specification with a tag key for network-interface",
  );
});

test('the second tag field needs a second key', () => {
  expect(refusal(check('instance-tag instance-tag-2', team))).toBe(
    "field 'instance-tag-2' needs a tag field specification with a second tag key for instance",
  );
});

test('a key that no field shows is refused', () => {
  expect(refusal(check('version bytes', team))).toBe(
    'the tag field specification of instance has 1 tag keys, but the record format shows 0 of them',
  );
  expect(refusal(check('instance-tag', { ...team, tagKeys: ['team', 'app'] }))).toBe(
    'the tag field specification of instance has 2 tag keys, but the record format shows 1 of them',
  );
});

test.each([
  { keys: [], count: 0 },
  { keys: ['a', 'b', 'c'], count: 3 },
])('$count tag keys are refused', ({ keys, count }) => {
  expect(refusal(check('instance-tag', { ...team, tagKeys: keys }))).toBe(
    `the tag field specification of instance must have 1 or 2 tag keys, got: ${count}`,
  );
});

test('a resource type given twice is refused', () => {
  expect(refusal(check('instance-tag', team, { ...team, tagKeys: ['app'] }))).toBe(
    'tag field specifications must name a resource type once, got twice: instance',
  );
});
