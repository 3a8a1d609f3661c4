import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundHere } from '../../scripts/found';

let folder: string;
const before = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowtoll-found-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

function synthesized(stack: string, backend: object): void {
  mkdirSync(join('cdktf.out/stacks', stack), { recursive: true });
  writeFileSync(join('cdktf.out/stacks', stack, 'cdk.tf.json'), JSON.stringify({ terraform: { backend } }));
}

test('nothing is found where nothing was synthesized', () => {
  expect(foundHere()).toBe('');
});

test('stacks are found, and what their state here says of them', () => {
  const [deployed, destroyed] = [join(folder, 'a.tfstate'), join(folder, 'b.tfstate')];
  const value = { region: 'eu-central-1', athena: { database: 'traffic', table: 'vpc_flow_logs' } };
  writeFileSync(deployed, JSON.stringify({ outputs: { flowtoll: { value } } }));
  writeFileSync(destroyed, JSON.stringify({ outputs: {} }));
  synthesized('flow-logs-s3', { local: { path: deployed } });
  synthesized('gone', { local: { path: destroyed } });
  synthesized('new', { local: { path: join(folder, 'none') } });
  synthesized('far', { s3: { bucket: 'states' } });
  mkdirSync('cdktf.out/stacks/empty');
  expect(foundHere().split('\n')).toEqual([
    'Found in cdktf.out:',
    '  empty         synthesized',
    '  far           synthesized',
    '  flow-logs-s3  deployed in eu-central-1: table traffic.vpc_flow_logs',
    '  gone          synthesized',
    '  new           synthesized',
  ]);
});

test.each(['', '{', '[]', 'null', '{"terraform":null}', '{"outputs":{"flowtoll":null}}'])(
  'files that are none of Terraform’s are no trouble: %s',
  (text) => {
    const state = join(folder, 'a.tfstate');
    writeFileSync(state, text);
    synthesized('bad-state', { local: { path: state } });
    mkdirSync('cdktf.out/stacks/bad-stack');
    writeFileSync('cdktf.out/stacks/bad-stack/cdk.tf.json', text);
    synthesized('folder', { local: { path: folder } });
    expect(foundHere().split('\n')).toEqual([
      'Found in cdktf.out:',
      '  bad-stack  synthesized',
      '  bad-state  synthesized',
      '  folder     synthesized',
    ]);
  },
);
