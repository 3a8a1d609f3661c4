import { TerraformOutput, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { FlowLogSource, type SourceConfig } from '../../modules/flow-log-source';
import { synthesize } from './synth';

function bound(source: FlowLogSource): { config: SourceConfig; data: string[] } {
  let config: SourceConfig = {};
  const stack = synthesize((scope) => (config = source.bind(new Construct(scope, 'flow-log'))));
  return { config, data: Object.keys(stack.document['data']!) };
}

const environmentAlone = ['aws_caller_identity', 'aws_partition'];

describe('FlowLogSource', () => {
  it.each([
    ['subnet', FlowLogSource.subnet('subnet-0a'), { subnetId: 'subnet-0a' }, 'vpc'],
    ['network interface', FlowLogSource.networkInterface('eni-0a'), { eniId: 'eni-0a' }, 'vpc'],
    [
      'regional NAT gateway',
      FlowLogSource.regionalNatGateway('nat-0a'),
      { regionalNatGatewayId: 'nat-0a' },
      'vpc',
    ],
    [
      'transit gateway',
      FlowLogSource.transitGateway('tgw-0a'),
      { transitGatewayId: 'tgw-0a' },
      'transit-gateway',
    ],
    [
      'transit gateway attachment',
      FlowLogSource.transitGatewayAttachment('tgw-attach-0a'),
      { transitGatewayAttachmentId: 'tgw-attach-0a' },
      'transit-gateway',
    ],
  ])('of a %s is its id and no look-up', (_, source, config, kind) => {
    expect(bound(source)).toEqual({ config, data: environmentAlone });
    expect(source.recordKind).toBe(kind);
  });

  describe('of a VPC', () => {
    it('looks the VPC up, and names it and the Region where it is not there', () => {
      const stack = synthesize((scope) => {
        const { vpcId } = FlowLogSource.vpc('vpc-0a', 'eu-central-1').bind(scope);
        new TerraformOutput(scope, 'source', { value: vpcId });
      });
      expect(stack.output('source')).toBe('vpc-0a');
      expect(stack.oneData('aws_vpcs')).toEqual({
        filter: [{ name: 'vpc-id', values: ['vpc-0a'] }],
        lifecycle: {
          postcondition: [
            {
              condition: '${length(self.ids) == 1}',
              error_message:
                "vpc-0a is not a VPC of this account in the stack's Region eu-central-1; set 'region' to the VPC's own",
            },
          ],
        },
      });
    });

    it('writes VPC records', () => {
      expect(FlowLogSource.vpc('vpc-0a', 'eu-central-1').recordKind).toBe('vpc');
    });

    it('takes an id that Terraform knows only later, without a look-up', () => {
      const stack = synthesize((scope) => {
        const id = new TerraformVariable(scope, 'id', {}).stringValue;
        new TerraformOutput(scope, 'source', {
          value: FlowLogSource.vpc(id, 'eu-central-1').bind(scope).vpcId,
        });
      });
      expect(stack.output('source')).toBe('${var.id}');
      expect(stack.allData('aws_vpcs')).toEqual({});
    });
  });

  describe('of an EKS cluster', () => {
    it('is the VPC of the cluster, which is looked up by its name', () => {
      const stack = synthesize((scope) => {
        const source = FlowLogSource.eksCluster('prod');
        expect(source.recordKind).toBe('vpc');
        new TerraformOutput(scope, 'source', { value: source.bind(scope) });
      });
      expect(stack.allData('aws_eks_cluster')).toEqual({ 'eks-cluster': { name: 'prod' } });
      expect(stack.output('source')).toEqual({
        vpcId: '${data.aws_eks_cluster.eks-cluster.vpc_config[0].vpc_id}',
      });
    });

    it('is looked up once for several flow logs', () => {
      const stack = synthesize((scope) => {
        const source = FlowLogSource.eksCluster('prod');
        const ids = ['a', 'b'].map((id) => source.bind(new Construct(scope, id)).vpcId);
        new TerraformOutput(scope, 'ids', { value: ids });
      });
      expect(Object.keys(stack.allData('aws_eks_cluster'))).toEqual(['a/eks-cluster']);
      const id = '${data.aws_eks_cluster.a/eks-cluster.vpc_config[0].vpc_id}';
      expect(stack.output('ids')).toEqual([id, id]);
    });

    it('takes a name that Terraform knows only later', () => {
      const stack = synthesize((scope) => {
        FlowLogSource.eksCluster(new TerraformVariable(scope, 'name', {}).stringValue).bind(scope);
      });
      expect(stack.oneData('aws_eks_cluster')).toEqual({ name: '${var.name}' });
    });
  });
});
