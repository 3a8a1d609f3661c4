import { namedFormats } from '../../../core/records/named-formats';
import { parseFilter } from '../../../core/questions/options';
import { RecordFormat } from '../../../core/records/record-format';
import { duckdb } from '../../../core/sql/duckdb';
import { availableIn } from '../../../core/traffic/available';
import { planPivot, type Pivot } from '../../../core/traffic/pivot';
import { refusal } from '../refusal';

const oneFlowLog = availableIn([['fl-0a', namedFormats.recommended]]);
const two = availableIn([
  ['fl-0a', namedFormats.recommended],
  ['fl-0b', namedFormats.v5],
]);

function fieldsOf(pivot: Pivot, available = oneFlowLog): string[] {
  return [...planPivot(pivot, duckdb, available).fields].sort();
}

test('lines are counted without the fields that tell who saw what: every column that is read is paid for', () => {
  expect(fieldsOf({ by: ['kind'], measures: ['flows'] })).toEqual(['account-id', 'action', 'end', 'start']);
});

test('of what is asked each field is read', () => {
  expect(fieldsOf({ by: ['kind', 'interface'], measures: ['bytes'], view: 'coverage' })).toEqual([
    'account-id',
    'action',
    'bytes',
    'end',
    'interface-id',
    'start',
  ]);
});

test('where flow logs overlap, the fields that part them are read', () => {
  expect(fieldsOf({ by: ['kind'], measures: ['flows'] }, two)).toContain('interface-id');
});

test('what compares both ends of a pair is asked by pairs, for most have one end in the logs', () => {
  const measures = ['bytes_apart'];
  expect(fieldsOf({ by: ['source', 'destination', 'day'], measures })).toContain('start');
  expect(refusal(() => planPivot({ by: ['day'], measures }, duckdb, oneFlowLog))).toBe(
    "'bytes_apart' is of pairs; ask for it by source and destination",
  );
});

test('what a row must have is checked as what is shown is, and needs not be shown', () => {
  const having = { measure: 'bytes_apart', otherwise: 'none' };
  const pairs = { by: ['source', 'destination'], measures: ['flows'], having };
  expect(planPivot(pairs, duckdb, oneFlowLog)).toMatchObject({ view: 'both_ends', nothing: 'none' });
  expect(fieldsOf(pairs)).toContain('bytes');
  expect(refusal(() => planPivot({ ...pairs, by: ['day'] }, duckdb, oneFlowLog))).toBe(
    "'bytes_apart' is of pairs; ask for it by source and destination",
  );
});

test('what is counted at each interface says so, for its sum is of no use beside that of transfers', () => {
  const note = 'bytes count at each interface that saw them; by source or destination they count once';
  const notesOf = (by: string[], where: string[] = [], measures = ['bytes']) =>
    planPivot({ by, where: where.map(parseFilter), measures }, duckdb, oneFlowLog).notes;
  expect(notesOf(['interface'])).toEqual([note]);
  expect(notesOf(['subnet'], ['interface_type=nat_gateway'])).toEqual([note]);
  expect(notesOf(['kind'])).toEqual([note]);
  expect(notesOf(['source'])).toEqual([]);
  // of one interface, or of one side
  expect(notesOf(['remote'], ['interface=eni-1'])).toEqual([]);
  expect(notesOf(['interface'], ['direction=out'])).toEqual([]);
  expect(notesOf(['interface'], ['action=REJECT'])).toEqual([]);
  expect(notesOf(['interface'], [], ['flows'])).toEqual([]);
});

test('what may be counted twice for want of a field is said', () => {
  const all = ['interface-id', 'instance-id', 'interface-type', 'pkt-srcaddr', 'pkt-dstaddr', 'action'];
  const notesWithout = (...lacking: string[]) => {
    const kept = all.filter((name) => !lacking.includes(name));
    const one = new RecordFormat(['srcaddr', 'dstaddr', 'bytes', ...all]);
    const other = new RecordFormat(['srcaddr', 'dstaddr', 'bytes', ...kept]);
    const available = availableIn([
      ['fl-0a', one],
      ['fl-0b', other],
    ]);
    return planPivot({ by: ['source'] }, duckdb, available).notes;
  };
  const packets =
    'without pkt-srcaddr and pkt-dstaddr, bytes of pods and through NAT gateways may be counted twice';
  expect(notesWithout()).toEqual([]);
  expect(notesWithout('instance-id')).toEqual([]);
  expect(notesWithout('interface-type')).toEqual([]);
  expect(notesWithout('pkt-srcaddr')).toEqual([packets]);
  expect(notesWithout('pkt-dstaddr')).toEqual([packets]);
  expect(notesWithout('pkt-srcaddr', 'pkt-dstaddr', 'interface-id')).toEqual([packets]);
  expect(notesWithout('interface-id')).toEqual([
    'without interface-id, bytes that several interfaces saw may be counted twice',
  ]);
  expect(notesWithout('instance-id', 'interface-type')).toEqual([
    'without instance-id or interface-type a NAT gateway looks like a node with pods: bytes through it may be counted twice',
  ]);
  expect(notesWithout('action')).toEqual(['without action, rejected bytes are in it']);
});
