import { DataAwsEksCluster } from '@cdktf/provider-aws/lib/data-aws-eks-cluster';
import { DataAwsVpcs } from '@cdktf/provider-aws/lib/data-aws-vpcs';
import type { FlowLogConfig } from '@cdktf/provider-aws/lib/flow-log';
import { Token } from 'cdktf';
import { type Construct } from 'constructs';
import type { RecordKind } from '../core/records/record-format';

/** What a flow log records the traffic of. */
export abstract class FlowLogSource {
  /** Which kind of record it writes. */
  readonly recordKind: RecordKind = 'vpc';

  /** Every interface of a VPC; looked up, so that a VPC of another Region fails at plan with a sentence. */
  static vpc(vpcId: string, region: string): FlowLogSource {
    return new VpcSource(vpcId, region);
  }

  /** Every interface of the VPC that an EKS cluster is in. */
  static eksCluster(clusterName: string): FlowLogSource {
    return new EksClusterSource(clusterName);
  }

  static subnet(subnetId: string): FlowLogSource {
    return new IdSource({ subnetId });
  }

  static networkInterface(eniId: string): FlowLogSource {
    return new IdSource({ eniId });
  }

  static transitGateway(transitGatewayId: string): FlowLogSource {
    return new IdSource({ transitGatewayId }, 'transit-gateway');
  }

  static transitGatewayAttachment(transitGatewayAttachmentId: string): FlowLogSource {
    return new IdSource({ transitGatewayAttachmentId }, 'transit-gateway');
  }

  /** A regional NAT gateway, which a VPC flow log does not contain; needs provider 6.25.0. */
  static regionalNatGateway(regionalNatGatewayId: string): FlowLogSource {
    return new IdSource({ regionalNatGatewayId });
  }

  /** The argument of `aws_flow_log` that names the source; creates the look-ups it needs in the scope. */
  abstract bind(scope: Construct): SourceConfig;
}

export type SourceConfig = Pick<
  FlowLogConfig,
  'vpcId' | 'subnetId' | 'eniId' | 'transitGatewayId' | 'transitGatewayAttachmentId' | 'regionalNatGatewayId'
>;

class IdSource extends FlowLogSource {
  constructor(
    private readonly config: SourceConfig,
    override readonly recordKind: RecordKind = 'vpc',
  ) {
    super();
  }

  bind(): SourceConfig {
    return this.config;
  }
}

class VpcSource extends FlowLogSource {
  constructor(
    private readonly vpcId: string,
    private readonly region: string,
  ) {
    super();
  }

  bind(scope: Construct): SourceConfig {
    if (!Token.isUnresolved(this.vpcId)) {
      new DataAwsVpcs(scope, 'vpc', {
        filter: [{ name: 'vpc-id', values: [this.vpcId] }],
        lifecycle: {
          postcondition: [
            {
              condition: '${length(self.ids) == 1}',
              errorMessage: `${this.vpcId} is not a VPC of this account in the stack's Region ${this.region}; set 'region' to the VPC's own`,
            },
          ],
        },
      });
    }
    return { vpcId: this.vpcId };
  }
}

class EksClusterSource extends FlowLogSource {
  private cluster: DataAwsEksCluster | undefined;

  constructor(private readonly clusterName: string) {
    super();
  }

  /** Several flow logs of one cluster share its look-up. */
  bind(scope: Construct): SourceConfig {
    this.cluster ??= new DataAwsEksCluster(scope, 'eks-cluster', { name: this.clusterName });
    return { vpcId: this.cluster.vpcConfig.get(0).vpcId };
  }
}
