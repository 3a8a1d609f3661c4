import { TerraformOutput } from 'cdktf';
import type { ResolvedSource } from '../core/configuration/source';
import { clusterName } from '../core/configuration/value-check';
import { FlowLogSource } from '../modules/flow-log-source';
import type { FlowtollStack } from './flowtoll-stack';
import { textVariable } from './variables';

/** What a stack's flow logs record; the cluster of the variable `eks_cluster_name` is looked up once, where needed. */
export class FlowLogSources {
  private cluster: FlowLogSource | undefined;

  constructor(
    private readonly stack: FlowtollStack,
    private readonly defaultCluster: string | undefined,
  ) {}

  of(source: ResolvedSource): FlowLogSource {
    if (source.kind === 'eksCluster')
      return source.name ? FlowLogSource.eksCluster(source.name) : this.clusterOfVariable();
    const { id } = source;
    switch (source.kind.setting) {
      case 'vpcId':
        return FlowLogSource.vpc(id, this.stack.environment.region);
      case 'subnetId':
        return FlowLogSource.subnet(id);
      case 'networkInterfaceId':
        return FlowLogSource.networkInterface(id);
      case 'transitGatewayId':
        return FlowLogSource.transitGateway(id);
      case 'transitGatewayAttachmentId':
        return FlowLogSource.transitGatewayAttachment(id);
      case 'regionalNatGatewayId':
        return FlowLogSource.regionalNatGateway(id);
    }
  }

  private clusterOfVariable(): FlowLogSource {
    if (this.cluster) return this.cluster;
    const name = textVariable(this.stack, 'eks_cluster_name', {
      description: 'The EKS cluster whose VPC is recorded',
      check: clusterName,
      default: this.defaultCluster,
    });
    this.cluster = FlowLogSource.eksCluster(name);
    new TerraformOutput(this.stack, 'eks_cluster_output', {
      description: 'The VPC of the EKS cluster',
      value: this.cluster.bind(this.stack).vpcId,
    });
    return this.cluster;
  }
}
