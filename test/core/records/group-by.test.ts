import { groupBy } from '../../../core/records/group-by';

it('puts what has the same key together, groups in the order of their first, each in the order it came', () => {
  const groups = groupBy(['eni-b', 'eni-a', 'nat-b', 'nat-a', 'tgw-c'], (name) => name.at(-1));
  expect([...groups]).toEqual([
    ['b', ['eni-b', 'nat-b']],
    ['a', ['eni-a', 'nat-a']],
    ['c', ['tgw-c']],
  ]);
});

it('of nothing makes no group, and takes what can be read once', () => {
  expect(groupBy([], String).size).toBe(0);
  expect(groupBy(new Set([1, 2]).values(), () => 'all').get('all')).toEqual([1, 2]);
});
