import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerraformOutput } from 'cdktf';
import { textVariable } from '../../stacks/variables';
import { flowLogsCloudWatch, flowLogsS3, synthesize, type Block, type Synthesized } from '../modules/synth';

function variablesOf({ document }: Synthesized): Record<string, Block> {
  return document['variable'] ?? ({} as Record<string, Block>);
}

/** The defaults of a stack's variables; a variable that Terraform asks for has none. */
function defaultsOf(stack: Synthesized): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(variablesOf(stack)).map(([name, variable]) => [name, variable['default'] ?? 'asked for']),
  );
}

describe('textVariable', () => {
  const check = { allowed: 'two letters', matches: ['^[a-z]{2}$'], matchesNot: ['^xx$'] };

  it('is a string that Terraform asks for and checks', () => {
    const stack = synthesize((scope) => {
      const value = textVariable(scope, 'code', { description: 'A code', check });
      new TerraformOutput(scope, 'value', { value });
    });
    expect(stack.output('value')).toBe('${var.code}');
    expect(variablesOf(stack)).toEqual({
      code: {
        type: 'string',
        nullable: false,
        description: 'A code',
        validation: [
          {
            condition: '${can(regex("^[a-z]{2}$", var.code)) && !can(regex("^xx$", var.code))}',
            error_message: "'code' must be two letters, got: ${var.code}",
          },
        ],
      },
    });
  });

  it('has a default where one is given', () => {
    const stack = synthesize((scope) => {
      textVariable(scope, 'code', { description: 'A code', check, default: 'de' });
    });
    expect(variablesOf(stack)['code']!['default']).toBe('de');
  });
});

describe("the original's variables", () => {
  it('are asked for where the configuration gives no default', () => {
    expect(defaultsOf(flowLogsS3())).toEqual({
      bucket_name: 'asked for',
      eks_cluster_name: 'asked for',
      athena_data_prefix: 'query-results',
      flowlog_gb_glue_name: 'flowtoll',
    });
    expect(defaultsOf(flowLogsCloudWatch())).toEqual({ eks_cluster_name: 'asked for' });
  });

  it('have the defaults that the configuration gives', () => {
    const settings = {
      source: { eksCluster: 'prod' },
      s3: { bucketName: 'my-logs', athena: { database: 'network', resultsPrefix: 'answers' } },
    };
    expect(defaultsOf(flowLogsS3(settings))).toEqual({
      bucket_name: 'my-logs',
      eks_cluster_name: 'prod',
      athena_data_prefix: 'answers',
      flowlog_gb_glue_name: 'network',
    });
    expect(defaultsOf(flowLogsCloudWatch(settings))).toEqual({ eks_cluster_name: 'prod' });
  });

  it("have the article's defaults by the article's preset", () => {
    expect(defaultsOf(flowLogsS3({ s3: { preset: 'eks-article' } }))).toEqual({
      bucket_name: 'asked for',
      eks_cluster_name: 'asked for',
      athena_data_prefix: 'query-results',
      flowlog_gb_glue_name: 'flowloggluedb',
    });
  });

  it('do without a cluster where the configuration names another source', () => {
    const settings = { source: { vpcId: 'vpc-0123456789abcdef0' } };
    expect(Object.keys(defaultsOf(flowLogsS3(settings)))).not.toContain('eks_cluster_name');
    expect(defaultsOf(flowLogsCloudWatch(settings))).toEqual({});
  });

  it.each(Object.entries(variablesOf(flowLogsS3())))('%s is a checked string', (name, variable) => {
    expect(variable).toMatchObject({
      type: 'string',
      nullable: false,
      validation: [
        { error_message: expect.stringMatching(`^'${name}' must be .*, got: \\$\\{var.${name}\\}$`) },
      ],
    });
  });

  const terraform = spawnSync('terraform', ['version'], { env: { ...process.env, CHECKPOINT_DISABLE: '1' } });
  const describeWithTerraform = terraform.status === 0 ? describe : describe.skip;

  describeWithTerraform('as Terraform reads them', () => {
    const good: Record<string, string> = {
      bucket_name: 'my-logs',
      eks_cluster_name: 'prod',
      athena_data_prefix: 'query-results/',
      flowlog_gb_glue_name: 'flowloggluedb',
    };
    let folder: string;

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'flowtoll-variables-'));
      // the variables alone: no provider is needed to check them
      const variable = variablesOf(flowLogsS3());
      writeFileSync(join(folder, 'main.tf.json'), JSON.stringify({ variable }));
      spawnSync('terraform', ['init', '-input=false'], { cwd: folder });
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    function plan(values: Record<string, string>): { status: number | null; errors: string } {
      const vars = Object.entries(values).map(([name, value]) => `-var=${name}=${value}`);
      const { status, stderr } = spawnSync('terraform', ['plan', '-input=false', '-no-color', ...vars], {
        cwd: folder,
        env: { ...process.env, CHECKPOINT_DISABLE: '1' },
        encoding: 'utf8',
      });
      // Terraform wraps lines and draws a frame
      return { status, errors: stderr.replace(/[│╷╵\s]+/g, ' ') };
    }

    it('good values pass', () => {
      expect(plan(good)).toEqual({ status: 0, errors: expect.not.stringContaining('Error') });
    });

    it.each([
      ['bucket_name', 'My_Logs'],
      ['bucket_name', 'a'.repeat(56)],
      ['bucket_name', '10.0.0.1'],
      ['bucket_name', 'two..dots'],
      ['bucket_name', 'xn--logs'],
      ['bucket_name', 'logs-s3alias'],
      ['eks_cluster_name', '-prod'],
      ['athena_data_prefix', '/query-results'],
      ['athena_data_prefix', 'a//b'],
      ['flowlog_gb_glue_name', 'Flow-Logs'],
      ['flowlog_gb_glue_name', '1st'],
    ])('%s refuses %s and says so', (name, value) => {
      const { status, errors } = plan({ ...good, [name]: value });
      expect(status).toBe(1);
      expect(errors).toContain(`'${name}' must be `);
      expect(errors).toContain(`got: ${value}`);
    });

    it('a bucket that is not named is asked for', () => {
      const others = Object.fromEntries(Object.entries(good).filter(([name]) => name !== 'bucket_name'));
      const { status, errors } = plan(others);
      expect(status).toBe(1);
      expect(errors).toContain('The root module input variable "bucket_name" is not set');
    });
  });
});
