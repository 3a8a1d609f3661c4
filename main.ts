import { App } from 'cdktf';
import { UserError } from './core/user-error';
import { FlowLogsCloudWatchStack } from './stacks/flow-logs-cloudwatch';
import { FlowLogsS3Stack } from './stacks/flow-logs-s3';
import { loadConfiguration } from './stacks/load-configuration';

try {
  const configuration = loadConfiguration();
  const app = new App();
  if (configuration.s3) new FlowLogsS3Stack(app, configuration, configuration.s3);
  if (configuration.cloudwatch) new FlowLogsCloudWatchStack(app, configuration, configuration.cloudwatch);
  app.synth();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
