import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { escapeTemplate } from '../../modules/escape-template';
import { policyDocument } from '../../modules/policy-document';
import { describeWithAws } from '../aws/describe-with-aws';
import { expectDone } from './project';
import { run, terraformEnvironment } from '../aws/terraform';

/** Text that Terraform would read as its own language, and that must come out as it went in. */
const nasty: Record<string, string> = {
  formatString: '${version} ${account-id} ${pkt-srcaddr}',
  projectionTemplate: 's3://bucket/AWSLogs/${account}/vpcflowlogs/${region_code}/${dt}/${hour}/',
  policyVariable: 'arn:aws:s3:::bucket/${aws:username}/*',
  directive: '%{if true}yes%{endif} 100%',
  escapedAlready: '$${version} %%{if}',
  dollars: '$ $$ $$$ $& $1 {x} $ {x}',
  sql: `SELECT "a'b", '\\n' FROM t WHERE x LIKE '%{' -- \${comment}`,
  lines: 'one\ntwo\ttabbed "quoted" back\\slash',
  unicode: 'Grüße → 東京',
};

describeWithAws('text through real Terraform', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowtoll-escaping-'));
  let outputs: Record<string, unknown>;

  beforeAll(async () => {
    const app = new App({ outdir: folder });
    const stack = new TerraformStack(app, 'escaping');
    const account = new TerraformVariable(stack, 'account', { default: '123456789012' });
    for (const [name, text] of Object.entries(nasty)) {
      new TerraformOutput(stack, name, { value: escapeTemplate(text) });
    }
    new TerraformOutput(stack, 'object', { value: { list: [{ text: escapeTemplate(nasty['sql']!) }] } });
    new TerraformOutput(stack, 'policy', {
      value: policyDocument([
        {
          Sid: 'Own',
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${account.stringValue}/${escapeTemplate('${aws:username}')}/*`,
        },
      ]),
    });
    app.synth();
    const cwd = join(folder, 'stacks/escaping');
    const terraform = async (...args: string[]) =>
      expectDone(await run('terraform', args, { cwd, env: terraformEnvironment() }));
    await terraform('init');
    await terraform('apply', '-auto-approve', `-state=${join(folder, 'state')}`);
    outputs = JSON.parse((await terraform('output', '-json', `-state=${join(folder, 'state')}`)).stdout);
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(nasty))('keeps %s: %j', (name, text) => {
    expect(outputs[name]).toMatchObject({ value: text });
  });

  it('keeps text inside objects and lists', () => {
    expect(outputs['object']).toMatchObject({ value: { list: [{ text: nasty['sql'] }] } });
  });

  it('resolves tokens in a policy and leaves policy variables to IAM', () => {
    const policy = JSON.parse((outputs['policy'] as { value: string }).value) as { Statement: unknown[] };
    expect(policy.Statement).toEqual([
      {
        Sid: 'Own',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::123456789012/${aws:username}/*',
      },
    ]);
  });
});
