import { parseDeploymentOptions } from '../../../core/questions/deployment-options';
import { boundedPeriod } from '../../../core/questions/options';
import { refusal } from '../refusal';

test('nothing written names nothing', () => {
  expect(parseDeploymentOptions({})).toStrictEqual({});
});

test('everything written is kept, and nothing else', () => {
  const written = { stack: 'a', outputs: 'b.json', database: 'c', table: 'd', workgroup: 'e' };
  expect(parseDeploymentOptions({ ...written, ...{ quiet: true } })).toStrictEqual(written);
  const flowLog = 'fl-0123456789abcdef0';
  expect(parseDeploymentOptions({ flowLog, database: 'c' })).toStrictEqual({ flowLog, database: 'c' });
});

// https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html: "folded to lowercase when it is stored"
test('database and table are called what Glue calls them', () => {
  expect(parseDeploymentOptions({ database: 'Traffic', table: 'VPC_Flow', workgroup: 'Team' })).toStrictEqual(
    {
      database: 'traffic',
      table: 'vpc_flow',
      workgroup: 'Team',
    },
  );
});

test.each([
  [{ flowLog: 'vpc-1' }, "--flow-log must be an id like fl-0123456789abcdef0, got: 'vpc-1'"],
  [
    { flowLog: 'fl-0123456789abcdef0', stack: 'a' },
    '--flow-log and --stack name two deployments; give one of them',
  ],
  [
    { flowLog: 'fl-0123456789abcdef0', outputs: 'a' },
    '--flow-log and --outputs name two deployments; give one of them',
  ],
  [{ database: ' ' }, '--database must not be empty'],
])('%j is refused', (written, message) => {
  expect(refusal(() => parseDeploymentOptions(written))).toBe(message);
});

test('a period that nobody asked for is the last 7 full days', () => {
  const seconds = (text: string) => Date.parse(text) / 1000;
  const now = seconds('2026-02-10T12:34:56Z');
  expect(boundedPeriod({ now })).toStrictEqual({
    from: seconds('2026-02-03T00:00:00Z'),
    to: seconds('2026-02-10T00:00:00Z'),
  });
  expect(boundedPeriod({ now, from: 1 })).toStrictEqual({ from: 1 });
  expect(boundedPeriod({ now, to: 2 })).toStrictEqual({ to: 2 });
});
