import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// main.ts as cdktf runs it (cdktf.json): sources, configuration in, stacks out

const root = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'flowtoll-main-'));
afterAll(() => rmSync(folder, { recursive: true }));

let runs = 0;

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The stacks that were written. */
  readonly stacks: string[];
  readonly outdir: string;
}

function run(configuration: string | undefined): Run {
  const outdir = join(folder, `out-${runs++}`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['-r', './stacks/run-typescript.js', 'main.ts'],
    {
      cwd: root,
      env: { ...process.env, CDKTF_OUTDIR: outdir, FLOWTOLL_CONFIG: configuration },
      encoding: 'utf8',
    },
  );
  const written = join(outdir, 'stacks');
  const stacks = existsSync(written) ? readdirSync(written).sort() : [];
  return { status, stdout, stderr, stacks, outdir };
}

/** Runs main.ts on a configuration of this text. */
function runWith(name: string, text: string): Run {
  const path = join(folder, name);
  writeFileSync(path, `import { defineConfig } from '${root}/core/configuration';\n${text}\n`);
  return run(path);
}

const both = ['flow-logs-cloudwatch', 'flow-logs-s3'];

describe('main.ts', () => {
  it('is what cdktf.json runs', () => {
    const { app } = JSON.parse(readFileSync(join(root, 'cdktf.json'), 'utf8'));
    expect(app).toBe('node -r ./stacks/run-typescript.js main.ts');
  });

  it('synthesizes both stacks of the committed configuration, without a word', () => {
    const { status, stdout, stderr, stacks, outdir } = run(undefined);
    expect({ status, stdout, stderr, stacks }).toEqual({ status: 0, stdout: '', stderr: '', stacks: both });
    for (const stack of stacks) {
      const text = readFileSync(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8');
      expect(JSON.parse(text).provider.aws[0].region).toBe('eu-central-1');
      expect(text).toContain('"log_format": "$${version} $${account-id} ');
    }
  });

  it.each([
    ['s3', ['flow-logs-cloudwatch']],
    ['cloudwatch', ['flow-logs-s3']],
  ])('leaves out the stack of %s: false', (section, stacks) => {
    const config = `export default defineConfig({ region: 'eu-central-1', ${section}: false });`;
    expect(runWith(`without-${section}.ts`, config)).toMatchObject({ status: 0, stderr: '', stacks });
  });

  it('takes a configuration with everything that there is', () => {
    const { status, stderr, stacks } = runWith(
      'everything.ts',
      `export default defineConfig({
        region: 'eu-west-1', account: '123456789012', environment: 'prod', removal: 'destroy', tags: { Team: 'net' },
        source: { vpcId: ['vpc-0123456789abcdef0', 'vpc-0123456789abcdef1'] },
        networks: [{ cidr: '192.168.0.0/16', name: 'office' }],
        provider: { minimumVersion: '6.52.0' },
        backend: { s3: { bucket: 'my-states' } },
        s3: { bucketName: 'my-logs', encryption: 'customer-key', accessLogs: { bucket: 'access' },
          flowLogs: {
            all: { recordFormat: '\${version} \${instance-tag}', tagFields: [{ resourceType: 'instance', tagKeys: ['Name'] }] },
            rejects: { destination: 'cloudwatch', trafficType: 'REJECT' },
            nat: { source: { regionalNatGatewayId: 'nat-0123456789abcdef0' } },
            tgw: { source: { transitGatewayId: 'tgw-0123456789abcdef0' } } } },
        cloudwatch: { encryption: 'customer-key',
          subscription: { destinationArn: 'arn:aws:lambda:eu-west-1:123456789012:function:to-loki' } },
      });`,
    );
    expect({ status, stderr, stacks }).toEqual({ status: 0, stderr: '', stacks: both });
  });

  describe("shows a mistake of the user's as one message, ends with 2 and writes nothing", () => {
    it.each([
      [
        'a Region that is none',
        "export default defineConfig({ region: 'Frankfurt' });",
        '\'region\' must be an AWS Region code, e.g. eu-central-1, got: "Frankfurt"\n',
      ],
      [
        'two mistakes',
        "export default defineConfig({ region: 1, removal: 'never' } as never);",
        "'region' must be an AWS Region code, e.g. eu-central-1, got: 1\n" +
          '\'removal\' must be "keep" or "destroy", got: "never"\n',
      ],
      [
        'a setting of another name',
        "export default defineConfig({ region: 'eu-central-1', s3: { bucketNames: 'x' } } as never);",
        /^'s3\.bucketNames' must be one of the settings .*; did you mean 'bucketName'\?, got: "x"\n$/,
      ],
      [
        'settings that do not fit each other',
        "export default defineConfig({ region: 'eu-central-1', source: { regionalNatGatewayId: 'nat-0123456789abcdef0' }, provider: { minimumVersion: '5.100.0' } });",
        "'provider.minimumVersion' must be at least 6.25.0 for a regional NAT gateway as source, got: 5.100.0\n",
      ],
      [
        'a VPC of another Region',
        "export default defineConfig({ region: 'eu-central-1', source: { vpcId: 'arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0123456789abcdef0' } });",
        "'source.vpcId' must be in the stack's Region eu-central-1, got one in us-east-1: arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0123456789abcdef0; set 'region' to us-east-1, or deploy a second configuration there\n",
      ],
      [
        'a storage class that Athena does not read',
        "export default defineConfig({ region: 'eu-central-1', s3: { transitions: [{ storageClass: 'GLACIER', afterDays: 90 }] } } as never);",
        /^'s3\.transitions\.0\.storageClass' must be "STANDARD_IA" or "GLACIER_IR" or "INTELLIGENT_TIERING" .*, got: "GLACIER"\n$/,
      ],
      [
        'a plain object',
        "export default { region: 'eu-central-1' };",
        /^\S+\.ts must export a configuration: export default defineConfig\(\{ region: 'eu-central-1' \}\)\n$/,
      ],
      [
        'one VPC twice',
        "export default defineConfig({ region: 'eu-central-1', cloudwatch: false, source: { vpcId: ['vpc-0123456789abcdef0', 'vpc-0123456789abcdef0'] } });",
        /^.*vpc-0123456789abcdef0.*\n$/,
      ],
    ])('%s', (name, text, message) => {
      const { status, stdout, stderr, stacks } = runWith(`${name.replaceAll(/\W/g, '-')}.ts`, text);
      expect(stderr).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
      expect({ status, stdout, stacks }).toEqual({ status: 2, stdout: '', stacks: [] });
    });

    it('a file that is missing', () => {
      const path = join(folder, 'nowhere.ts');
      expect(run(path)).toMatchObject({
        status: 2,
        stdout: '',
        stderr: `no configuration at ${path}; FLOWTOLL_CONFIG names another file than flowtoll.config.ts\n`,
        stacks: [],
      });
    });

    it('a folder', () => {
      const { status, stderr, stacks } = run(folder);
      expect(stderr).toMatch(/^.*\n$/);
      expect({ status, stacks }).toEqual({ status: 2, stacks: [] });
    });

    it('TypeScript that cannot be read', () => {
      const { status, stderr, stacks } = runWith('unreadable.ts', 'export default defineConfig({ region: ;');
      expect(stderr).toContain('unreadable.ts');
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(stderr).not.toContain('main.ts');
      expect({ status, stacks }).toEqual({ status: 2, stacks: [] });
    });
  });

  it('shows what is no mistake of the user’s with its stack, and ends with 1', () => {
    const { status, stderr } = runWith(
      'broken.ts',
      "export default { ...defineConfig({ region: 'eu-central-1' }), tags: null, s3: { flowLogs: 1 } };",
    );
    expect(stderr).toMatch(/^\s+at .*flow-logs-s3\.ts/m);
    expect(status).toBe(1);
  });
});
