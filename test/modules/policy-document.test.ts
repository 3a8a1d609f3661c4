import { TerraformOutput, TerraformVariable } from 'cdktf';
import { policyDocument } from '../../modules/policy-document';
import { synthesize } from './synth';

const statement = {
  Sid: 'One',
  Effect: 'Allow',
  Principal: { Service: 'delivery.logs.amazonaws.com' },
  Action: ['s3:PutObject'],
  Resource: '*',
  Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
} as const;

describe('policyDocument', () => {
  it('is JSON of the policy language of 2012, with the statements in their order', () => {
    expect(policyDocument([statement, { ...statement, Sid: 'Two' }])).toBe(
      `{"Version":"2012-10-17","Statement":[${JSON.stringify(statement)},${JSON.stringify({ ...statement, Sid: 'Two' })}]}`,
    );
  });

  it('leaves tokens to Terraform', () => {
    const stack = synthesize((scope) => {
      const bucket = new TerraformVariable(scope, 'arn', {}).stringValue;
      new TerraformOutput(scope, 'policy', {
        value: policyDocument([{ ...statement, Resource: `${bucket}/*` }]),
      });
    });
    expect(JSON.parse(stack.output('policy') as string).Statement[0].Resource).toBe('${var.arn}/*');
  });
});
