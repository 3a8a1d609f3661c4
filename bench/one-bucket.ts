// The floor of bench/synth.ts: the least CDKTF program that is of any use.
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';

const app = new App();
const stack = new TerraformStack(app, 'one-bucket');
new AwsProvider(stack, 'aws', { region: 'eu-central-1' });
new S3Bucket(stack, 'bucket', { bucket: 'one-bucket' });
app.synth();
