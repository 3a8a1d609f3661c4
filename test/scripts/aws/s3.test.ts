import { openS3, parseS3Uri, type S3 } from '../../../scripts/aws/s3';
import { startFakeAws, type FakeAws } from './fake-aws';

let aws: FakeAws;
let s3: S3;
beforeEach(async () => {
  aws = await startFakeAws();
  s3 = await openS3('eu-central-1');
});
afterEach(async () => {
  s3.close();
  await aws.stop();
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

const page = (content: string, next?: string) => ({
  body:
    `<?xml version="1.0"?><ListBucketResult>${content}<IsTruncated>${next !== undefined}</IsTruncated>` +
    `${next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}</ListBucketResult>`,
});
const object = (key: string, size: number) => `<Contents><Key>${key}</Key><Size>${size}</Size></Contents>`;

test('objects come page by page, by a path and not by a name of the bucket', async () => {
  aws.answer = ({ input }) =>
    input['continuation-token'] === undefined
      ? page(object('logs/a', 1) + object('logs/b', 0), 'more')
      : page(object('logs/c', 3));
  expect(await all(s3.list('flow', 'logs/'))).toEqual([
    { key: 'logs/a', bytes: 1 },
    { key: 'logs/b', bytes: 0 },
    { key: 'logs/c', bytes: 3 },
  ]);
  expect(aws.calls.map(({ operation, input }) => [operation, input['prefix']])).toEqual([
    ['GET /flow/', 'logs/'],
    ['GET /flow/', 'logs/'],
  ]);
});

test('folders are the next level', async () => {
  aws.answer = () => page('<CommonPrefixes><Prefix>logs/2026/</Prefix></CommonPrefixes>');
  expect(await all(s3.folders('flow', 'logs/'))).toEqual(['logs/2026/']);
  expect(aws.calls[0]!.input['delimiter']).toBe('/');
});

test('a throttled or lost call is made again', async () => {
  const answers = [{ error: 'SlowDown', status: 503 }, 'lost', page(object('a', 1))] as const;
  aws.answer = () => answers[aws.calls.length - 1]!;
  expect(await all(s3.list('flow', ''))).toHaveLength(1);
});

test('what is not allowed is said with its permission', async () => {
  aws.answer = () => ({ error: 'AccessDenied', message: 'Access Denied', status: 403 });
  await expect(all(s3.list('flow', ''))).rejects.toThrow('no permission for s3:ListBucket');
  await expect(all(s3.read({ bucket: 'flow', key: 'a' }))).rejects.toThrow('no permission for s3:GetObject');
});

test('an object that changes while it is read is not put together of two', async () => {
  const whole = { 'content-length': '1000', etag: '"one"' };
  aws.answer = ({ headers }) =>
    headers.range === undefined
      ? { body: 'x'.repeat(10), headers: whole, broken: true }
      : { error: 'PreconditionFailed', status: 412 };
  await expect(all(s3.read({ bucket: 'flow', key: 'a' }))).rejects.toThrow('PreconditionFailed');
});

test.each([
  ['s3://flow/a/b.csv', { bucket: 'flow', key: 'a/b.csv' }],
  ['s3://flow/', { bucket: 'flow', key: '' }],
  ['s3://flow', { bucket: 'flow', key: '' }],
])('%s', (uri, place) => {
  expect(parseS3Uri(uri)).toEqual(place);
});
