import { limitRows, nameColumnsApart } from '../../../core/report/result';
import { column, talkers } from './results';

describe('a limit', () => {
  test('keeps the first rows and counts the others', () => {
    expect(limitRows(column(['a', 'b', 'c']), 1)).toEqual({ ...column(['a']), more: 2 });
  });

  test('adds to what the engine has left out', () => {
    expect(limitRows({ ...column(['a', 'b', 'c']), more: 10 }, 2)).toEqual({
      ...column(['a', 'b']),
      more: 11,
    });
  });

  test.each([undefined, 3, 4])('of %s keeps three rows as they are', (limit) => {
    expect(limitRows(talkers, limit)).toBe(talkers);
  });
});

describe('columns of one name', () => {
  const named = (...names: string[]) =>
    nameColumnsApart({
      command: 'sql',
      columns: names.map((name) => ({ name, type: 'text' })),
      rows: [],
    }).columns.map(({ name }) => name);

  test('are numbered from the second on', () => {
    expect(named('a', 'b', 'a', 'a')).toEqual(['a', 'b', 'a_2', 'a_3']);
  });

  test('never get a name that another has', () => {
    expect(named('a', 'a', 'a_2')).toEqual(['a', 'a_3', 'a_2']);
  });

  test('are left alone where there are none', () => {
    expect(nameColumnsApart(talkers)).toBe(talkers);
  });
});
