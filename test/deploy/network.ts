import {
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { ACCOUNT, type Emulator } from '../aws/emulator';

/** What a team has before flowtoll comes: a VPC with a subnet and an interface, and an EKS cluster in it. */
export interface Network {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly networkInterfaceId: string;
  readonly clusterName: string;
}

export async function createNetwork(emulator: Emulator): Promise<Network> {
  const ec2 = new EC2Client(emulator.client);
  const vpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
  const subnet = await ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: '10.0.0.0/20' }));
  const subnetId = subnet.Subnet!.SubnetId!;
  const eni = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnetId }));
  const clusterName = 'shop';
  await new EKSClient(emulator.client).send(
    new CreateClusterCommand({
      name: clusterName,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/eks`,
      resourcesVpcConfig: { subnetIds: [subnetId] },
    }),
  );
  return { vpcId, subnetId, networkInterfaceId: eni.NetworkInterface!.NetworkInterfaceId!, clusterName };
}
