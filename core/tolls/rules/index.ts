import { awsService, gatewayEndpoint } from './aws-service';
import { crossAz } from './cross-az';
import { localZone, virtualPrivateGateway } from './edges';
import { interRegion } from './inter-region';
import { gatewayLoadBalancerEndpoint, interfaceEndpoint } from './interface-endpoint';
import { internetEgress, internetIngress } from './internet';
import { natProcessing } from './nat-processing';
import { publicAddress } from './public-address';
import type { Rule } from './rule';
import { transitGateway } from './transit-gateway';
import { unknown } from './unknown';
import { vpcPeering } from './vpc-peering';

/** At most one of these is taken on a hop: the first that applies. */
export const transferRules: readonly Rule[] = [
  interRegion,
  vpcPeering,
  publicAddress,
  crossAz,
  internetEgress,
  gatewayEndpoint,
  awsService,
  internetIngress,
  virtualPrivateGateway,
  localZone,
  unknown,
];

/** Each of these is taken on top. */
export const processingRules: readonly Rule[] = [
  natProcessing,
  transitGateway,
  interfaceEndpoint,
  gatewayLoadBalancerEndpoint,
];
