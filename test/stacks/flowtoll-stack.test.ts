import type { Configuration } from '../../core/configuration';
import { parseDeployment } from '../../core/outputs';
import {
  flowLogsCloudWatch,
  flowLogsS3,
  mistake,
  unlessRefused,
  type Block,
  type Synthesized,
} from '../modules/synth';

const stacks: [string, (settings?: Partial<Configuration>) => Synthesized][] = [
  ['flow-logs-s3', flowLogsS3],
  ['flow-logs-cloudwatch', flowLogsCloudWatch],
];

const terraformOf = ({ document }: Synthesized) => document['terraform'] as unknown as Block;
const providerOf = ({ document }: Synthesized) => document['provider']!['aws'] as unknown as Block[];

describe.each(stacks)('every stack, as %s', (name, synthesized) => {
  describe('provider', () => {
    it('is AWS in the Region of the configuration, with tags for every resource', () => {
      expect(providerOf(synthesized({ region: 'us-gov-west-1' }))).toEqual([
        {
          region: 'us-gov-west-1',
          default_tags: [{ tags: { Project: 'flowtoll', Stack: name } }],
        },
      ]);
    });

    it('takes account, environment and tags', () => {
      const stack = synthesized({
        account: '123456789012',
        environment: 'prod',
        tags: { Team: 'network', Owner: 'me@example.com' },
      });
      expect(providerOf(stack)).toEqual([
        {
          region: 'eu-central-1',
          allowed_account_ids: ['123456789012'],
          default_tags: [
            {
              tags: {
                Project: 'flowtoll',
                Stack: name,
                Environment: 'prod',
                Team: 'network',
                Owner: 'me@example.com',
              },
            },
          ],
        },
      ]);
    });

    it('brings tags through Terraform as they were written', () => {
      const [aws] = providerOf(synthesized({ tags: { Format: '${version} %{x}' } })) as {
        default_tags: { tags: Block }[];
      }[];
      expect(aws!.default_tags[0]!.tags['Format']).toBe('$${version} %%{x}');
    });

    it('is the only one required, from 5.100.0 to below 7', () => {
      expect(terraformOf(synthesized())['required_providers']).toEqual({
        aws: { source: 'aws', version: '>= 5.100.0, < 7.0.0' },
      });
    });
  });

  describe('provider floor', () => {
    const versionOf = (settings: Partial<Configuration>) =>
      (terraformOf(synthesized(settings)) as { required_providers: { aws: Block } }).required_providers.aws[
        'version'
      ];
    const regionalNat = { source: { regionalNatGatewayId: 'nat-0123456789abcdef0' } };
    const tagFields = {
      recordFormat: '${version} ${instance-tag}',
      tagFields: [{ resourceType: 'instance', tagKeys: ['Name'] }],
    } as const;
    const withTagFields = { s3: tagFields, cloudwatch: tagFields };

    it('is raised to 6.25.0 by a regional NAT gateway', () => {
      expect(versionOf(regionalNat)).toBe('>= 6.25.0, < 7.0.0');
    });

    it('is raised to 6.52.0 by tag fields', () => {
      expect(versionOf(withTagFields)).toBe('>= 6.52.0, < 7.0.0');
      expect(versionOf({ ...regionalNat, ...withTagFields })).toBe('>= 6.52.0, < 7.0.0');
    });

    it('is what the configuration says, where that is enough', () => {
      expect(versionOf({ provider: { minimumVersion: '6.10.0' } })).toBe('>= 6.10.0, < 7.0.0');
      expect(versionOf({ ...regionalNat, provider: { minimumVersion: '6.25.0' } })).toBe(
        '>= 6.25.0, < 7.0.0',
      );
      expect(versionOf({ ...withTagFields, provider: { minimumVersion: '6.60.0' } })).toBe(
        '>= 6.60.0, < 7.0.0',
      );
    });

    it('refuses a floor that a regional NAT gateway does not fit', () => {
      expect(mistake(() => synthesized({ ...regionalNat, provider: { minimumVersion: '6.9.0' } }))).toBe(
        "'provider.minimumVersion' must be at least 6.25.0 for a regional NAT gateway as source, got: 6.9.0",
      );
    });

    it('refuses a floor that tag fields do not fit', () => {
      expect(mistake(() => synthesized({ ...withTagFields, provider: { minimumVersion: '6.25.0' } }))).toBe(
        "'provider.minimumVersion' must be at least 6.52.0 for tag fields (aws_flow_log's tag_field_specification), got: 6.25.0",
      );
    });

    it('is never lower than the version that the stacks are tested on', () => {
      const version = unlessRefused(() => versionOf({ provider: { minimumVersion: '4.0.0' } }));
      expect(['>= 5.100.0, < 7.0.0', undefined]).toContain(version);
    });

    it('refuses a floor above the ceiling, which no provider would fit', () => {
      expect(mistake(() => versionOf({ provider: { minimumVersion: '7.1.0' } }))).toMatch(
        /^'provider\.minimumVersion' must .*7\.0\.0.*, got: "?7\.1\.0"?/,
      );
    });
  });

  describe('state', () => {
    it('is a local file beside cdktf.json, by Terraform 1.5 or later', () => {
      const { backend, required_version } = terraformOf(synthesized());
      expect(backend).toEqual({ local: { path: `${process.cwd()}/terraform.${name}.tfstate` } });
      expect(required_version).toBe('>= 1.5.0');
    });

    it('has the environment in its file', () => {
      expect(terraformOf(synthesized({ environment: 'prod' }))['backend']).toEqual({
        local: { path: `${process.cwd()}/terraform.${name}.prod.tfstate` },
      });
    });

    it('is in a bucket where one is given, encrypted and locked, by Terraform 1.10 or later', () => {
      const { backend, required_version } = terraformOf(
        synthesized({ backend: { s3: { bucket: 'my-states' } } }),
      );
      expect(backend).toEqual({
        s3: {
          bucket: 'my-states',
          region: 'eu-central-1',
          key: `flowtoll/${name}.tfstate`,
          encrypt: true,
          use_lockfile: true,
        },
      });
      expect(required_version).toBe('>= 1.10.0');
    });

    it('takes every setting of the bucket, and has the environment in its key', () => {
      const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d';
      const stack = synthesized({
        environment: 'prod',
        backend: { s3: { bucket: 'my-states', region: 'us-east-1', keyPrefix: 'network/logs/', kmsKeyArn } },
      });
      expect(terraformOf(stack)['backend']).toEqual({
        s3: {
          bucket: 'my-states',
          region: 'us-east-1',
          key: `network/logs/prod/${name}.tfstate`,
          encrypt: true,
          kms_key_id: kmsKeyArn,
          use_lockfile: true,
        },
      });
    });

    it('may be in a bucket whose name is as long as S3 takes', () => {
      const bucket = 'a'.repeat(63);
      const { backend } = terraformOf(synthesized({ backend: { s3: { bucket } } }));
      expect(backend).toMatchObject({ s3: { bucket } });
    });
  });

  describe('output', () => {
    it('says environment and networks, whose names come through Terraform as they were written', () => {
      const output = synthesized({
        environment: 'prod',
        networks: [
          { cidr: '10.0.0.0/8', name: 'office ${a} %{b}', region: 'us-east-1', az: 'use1-az1' },
          { cidr: '2001:db8::/32', name: 'lab' },
        ],
      }).output('flowtoll') as Block;
      expect(output['environment']).toBe('prod');
      expect(output['networks']).toEqual([
        { cidr: '10.0.0.0/8', name: 'office $${a} %%{b}', region: 'us-east-1', az: 'use1-az1' },
        { cidr: '2001:db8::/32', name: 'lab' },
      ]);
    });

    it('is of the shape that scripts read', () => {
      const output = synthesized().output('flowtoll');
      expect(parseDeployment(output)).toEqual(output);
    });
  });

  it('has the environment in the names of what it makes', () => {
    const stack = synthesized({ environment: 'prod' });
    expect(stack.one('aws_flow_log')['tags']).toEqual({ Name: 'flowtoll-prod-traffic' });
    for (const { name: workgroup } of Object.values(stack.all('aws_athena_workgroup'))) {
      expect(workgroup).toBe('flowtoll-prod');
    }
    for (const { name: logGroup } of Object.values(stack.all('aws_cloudwatch_log_group'))) {
      expect(logGroup).toBe('/flowtoll/prod/traffic');
    }
    for (const { name_prefix } of Object.values(stack.all('aws_iam_role'))) {
      expect(name_prefix).toBe('flowtoll-prod-traffic-');
    }
  });

  it('stands alone: nothing of another stack is read', () => {
    expect(JSON.stringify(synthesized().document)).not.toContain('terraform_remote_state');
  });

  it('pins no logical id to the environment, so that only names differ', () => {
    const ids = (stack: Synthesized) =>
      Object.values(stack.document['resource']!).flatMap((byId) => Object.keys(byId));
    expect(ids(synthesized({ environment: 'prod' }))).toEqual(ids(synthesized()));
  });
});

describe('names with an environment', () => {
  it('are in database and key alias too', () => {
    const stack = flowLogsS3({ environment: 'pre-prod', s3: { encryption: 'customer-key' } });
    expect(stack.document['variable']!['flowlog_gb_glue_name']!['default']).toBe('flowtoll_pre_prod');
    expect(stack.one('aws_kms_alias')['name']).toBe('alias/flowtoll-pre-prod');
  });

  it("are in the article's database too", () => {
    const stack = flowLogsS3({ environment: 'prod', s3: { preset: 'eks-article' } });
    expect(stack.document['variable']!['flowlog_gb_glue_name']!['default']).toBe('flowloggluedb_prod');
  });
});
