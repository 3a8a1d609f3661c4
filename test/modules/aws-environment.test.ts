import { TerraformOutput } from 'cdktf';
import { account, partition, region, synthesize } from './synth';

describe('AwsEnvironment', () => {
  it('asks AWS for account and partition, and creates nothing', () => {
    const stack = synthesize(() => {});
    expect(stack.types).toEqual([]);
    expect(stack.allData('aws_caller_identity')).toEqual({ 'environment/caller': {} });
    expect(stack.allData('aws_partition')).toEqual({ 'environment/partition': {} });
    expect(Object.keys(stack.document['data']!)).toEqual(['aws_caller_identity', 'aws_partition']);
  });

  it('says where the stack is deployed', () => {
    const stack = synthesize((scope, environment) => {
      new TerraformOutput(scope, 'where', {
        value: [environment.region, environment.account, environment.partition],
      });
    });
    expect(stack.output('where')).toEqual([region, account, partition]);
  });

  it('limits log delivery to the given accounts, each in this Region', () => {
    const stack = synthesize((scope, environment) => {
      new TerraformOutput(scope, 'condition', {
        value: environment.logDeliverySource([environment.account, '210987654321']),
      });
    });
    expect(stack.output('condition')).toEqual({
      StringEquals: { 'aws:SourceAccount': [account, '210987654321'] },
      ArnLike: {
        'aws:SourceArn': [
          `arn:${partition}:logs:eu-central-1:${account}:*`,
          `arn:${partition}:logs:eu-central-1:210987654321:*`,
        ],
      },
    });
  });
});
