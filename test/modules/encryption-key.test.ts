import {
  EncryptionKey,
  logDeliveryMayEncrypt,
  logGroupMayEncrypt,
  readersMayDecrypt,
} from '../../modules/encryption-key';
import type { AwsEnvironment } from '../../modules/aws-environment';
import type { PolicyStatement } from '../../modules/policy-document';
import { account, ownFlowLogs, partition, synthesize, type Block } from './synth';

const accountAdministers = {
  Sid: 'AccountAdministers',
  Effect: 'Allow',
  Principal: { AWS: `arn:${partition}:iam::${account}:root` },
  Action: 'kms:*',
  Resource: '*',
};

function keyWith(statements: (environment: AwsEnvironment) => PolicyStatement[]) {
  return synthesize((scope, environment) => {
    new EncryptionKey(scope, 'key', {
      environment,
      description: 'VPC Flow Logs in S3',
      alias: 'flowtoll-prod',
      statements: statements(environment),
    });
  });
}

/** The statements that are added to the account's own. */
function added(statements: (environment: AwsEnvironment) => PolicyStatement[]): Block[] {
  const { policy } = keyWith(statements).one('aws_kms_key') as { policy: { Statement: Block[] } };
  return policy.Statement.slice(1);
}

describe('EncryptionKey', () => {
  it('is a rotated key that the account alone administers, and an alias', () => {
    const stack = keyWith(() => []);
    expect(stack.types).toEqual(['aws_kms_alias', 'aws_kms_key']);
    expect(stack.one('aws_kms_key')).toEqual({
      description: 'VPC Flow Logs in S3',
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      policy: { Version: '2012-10-17', Statement: [accountAdministers] },
    });
    expect(stack.one('aws_kms_alias')).toEqual({
      name: 'alias/flowtoll-prod',
      target_key_id: '${aws_kms_key.key/key.key_id}',
    });
  });

  it('lets log delivery encrypt, for the given accounts in this Region', () => {
    expect(added((environment) => [logDeliveryMayEncrypt(environment, [environment.account])])).toEqual([
      {
        Sid: 'AWSLogDeliveryEncrypts',
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        Resource: '*',
        Condition: ownFlowLogs,
      },
    ]);
  });

  it('lets readers decrypt logs and write results, through S3 of this Region alone', () => {
    const reader = 'arn:aws:iam::123456789012:role/analyst';
    expect(added((environment) => [readersMayDecrypt(environment, [reader])])).toEqual([
      {
        Sid: 'ReadersDecryptThroughS3',
        Effect: 'Allow',
        Principal: { AWS: [reader] },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } },
      },
    ]);
  });

  it('lets CloudWatch Logs encrypt one log group', () => {
    expect(added((environment) => [logGroupMayEncrypt(environment, '/flowtoll/traffic')])).toEqual([
      {
        Sid: 'LogGroupEncrypts',
        Effect: 'Allow',
        Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        Resource: '*',
        Condition: {
          ArnEquals: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:eu-central-1:${account}:log-group:/flowtoll/traffic`,
          },
        },
      },
    ]);
  });

  describe('rules', () => {
    const stack = keyWith((environment) => [
      logDeliveryMayEncrypt(environment, [environment.account]),
      readersMayDecrypt(environment, ['arn:aws:iam::123456789012:role/analyst']),
      logGroupMayEncrypt(environment, '/flowtoll/traffic'),
    ]);
    const key = stack.one('aws_kms_key') as { policy: { Statement: Block[] } } & Block;

    it('CKV_AWS_7: the key is rotated', () => {
      expect(key['enable_key_rotation']).toBe(true);
    });

    it('CKV_AWS_33: no statement has a wildcard principal', () => {
      expect(key.policy.Statement.map(({ Principal }) => JSON.stringify(Principal))).not.toContainEqual(
        expect.stringContaining('"*"'),
      );
    });

    it('CKV_AWS_227: the key is enabled', () => {
      expect(key).not.toHaveProperty('is_enabled');
    });

    it('CKV2_AWS_64: the policy is written out, and names the account', () => {
      expect(key.policy.Statement[0]).toEqual(accountAdministers);
    });

    it('every service is limited: delivery by account and Region, CloudWatch Logs by log group', () => {
      const ofServices = key.policy.Statement.filter(({ Principal }) =>
        JSON.stringify(Principal).includes('Service'),
      );
      expect(ofServices).toHaveLength(2);
      for (const { Condition } of ofServices) expect(JSON.stringify(Condition)).toContain(account);
    });
  });
});
