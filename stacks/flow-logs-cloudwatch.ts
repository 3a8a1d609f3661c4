import type { Construct } from 'constructs';
import type { ResolvedCloudWatchStack, ResolvedConfiguration } from '../core/configuration/resolve';
import { deployFlowLogs } from './deploy-flow-logs';
import { FlowtollStack } from './flowtoll-stack';

/** Flow logs in CloudWatch Logs, asked with Logs Insights: a log group with its role for each flow log. */
export class FlowLogsCloudWatchStack extends FlowtollStack {
  constructor(scope: Construct, configuration: ResolvedConfiguration, settings: ResolvedCloudWatchStack) {
    super(scope, 'flow-logs-cloudwatch', configuration, settings.providerFloor);
    const flowLogs = deployFlowLogs(this, {
      ...settings,
      eksCluster: configuration.eksCluster,
      keepLogGroups: configuration.removal === 'keep',
      named: (...words) => this.named(...words),
    });
    this.describeDeployment({ flow_logs: flowLogs, source_accounts: [] });
  }
}
