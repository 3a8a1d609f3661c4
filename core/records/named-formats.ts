import { RecordFormat } from './record-format';
import { transitGatewayFields } from './transit-gateway-fields';
import { vpcFields } from './vpc-fields';

const version2 = names((version) => version === 2);
const version5 = names((version) => version <= 5);

/**
 * The record formats that have a name here.
 *
 * - `default`: AWS's own, the 14 fields of version 2
 * - `v5`: the 29 fields up to version 5
 * - `recommended`: v5, and what hops need: resource-id, interface-type and the next-hop fields
 * - `eks-article`: the 18 fields of the EKS article (flow logs with Athena)
 * - `nat-article`: the 19 fields of the NAT article (flow logs in CloudWatch Logs)
 * - `transit-gateway`: every field of a transit gateway flow log
 */
export const namedFormats = {
  default: new RecordFormat(version2),
  v5: new RecordFormat(version5),
  recommended: new RecordFormat([
    ...version5,
    'resource-id',
    'interface-type',
    'next-hop-interface-id',
    'next-hop-subnet-id',
    'next-hop-az-id',
    'next-hop-vpc-id',
    'next-hop-interface-type',
  ]),
  'eks-article': RecordFormat.parse(
    '${version} ${account-id} ${instance-id} ${interface-id} ${pkt-srcaddr} ${srcaddr} ${srcport} ${pkt-dstaddr} ' +
      '${dstaddr} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status} ${az-id}',
  ),
  'nat-article': RecordFormat.parse(
    '${region} ${vpc-id} ${az-id} ${subnet-id} ${instance-id} ${interface-id} ${flow-direction} ${srcaddr} ' +
      '${dstaddr} ${srcport} ${dstport} ${pkt-srcaddr} ${pkt-dstaddr} ${pkt-src-aws-service} ' +
      '${pkt-dst-aws-service} ${traffic-path} ${packets} ${bytes} ${action}',
  ),
  'transit-gateway': new RecordFormat(
    transitGatewayFields.map((field) => field.name),
    'transit-gateway',
  ),
} as const;

export type FormatName = keyof typeof namedFormats;

export const formatNames = Object.keys(namedFormats) as FormatName[];

function names(chosen: (version: number) => boolean): string[] {
  return vpcFields.filter((field) => chosen(field.version)).map((field) => field.name);
}
