import type { Filter } from '../traffic/filter';
import type { TollId } from '../tolls/toll';
import type { TollQuestion } from './question';

const nat = 'the NAT article (NAT gateways and Kubernetes pods)';
const eks = 'the EKS article (flow logs with Athena)';

function tolls(...ids: TollId[]): Filter {
  return { name: 'toll', negated: false, values: ids.map((value) => ({ kind: 'text', value })) };
}

const throughSomething: Filter = { name: 'via', negated: true, values: [{ kind: 'text', value: '-' }] };

/** Every question about tolls that records can answer: parts of the bill. */
export const tollQuestions: readonly TollQuestion[] = [
  {
    id: 'costs',
    title: 'What does the traffic cost, toll by toll?',
    why: 'The network part of the AWS bill, each line explained, with what would save how much.',
    bill: { by: [] },
    sources: ['does the total match my bill; if not, why', 'what do my flow logs themselves cost'],
  },
  {
    id: 'costs-by-day',
    title: 'What does the traffic cost each day?',
    why: 'The day on which the bill began to grow.',
    bill: { by: ['day'] },
    sources: ['what will this month cost at this rate'],
  },
  {
    id: 'costs-by-vpc',
    title: 'Which VPC pays what?',
    why: 'The share of each account and VPC, for charging it back.',
    bill: { by: ['account', 'vpc'] },
    sources: ['per-account and per-VPC share of a shared bill'],
  },
  {
    id: 'costs-by-az',
    title: 'Which Availability Zone pays what?',
    why: 'A zone that pays more than its share has its clients, or its NAT gateway, elsewhere.',
    bill: { by: ['az'] },
    sources: ['which AZ pair is hottest'],
  },
  {
    id: 'costs-by-instance',
    title: 'Which instance pays what?',
    why: 'The nodes that are worth a look first.',
    bill: { by: ['instance'] },
    sources: ['which instance or subnet moves most, in dollars'],
  },
  {
    id: 'costs-by-address',
    title: 'Which address pays what?',
    why: 'Who causes the bill: the pod, the node or the host behind each dollar.',
    bill: { by: ['address'] },
    sources: ['who causes what', 'what share is unattributable and why'],
  },
  {
    id: 'cross-az-costs',
    title: 'What does crossing Availability Zones cost, by pair?',
    why: 'Each byte is charged at both ends; the hottest pair of zones is where to begin.',
    bill: { by: ['az_pair'], where: [tolls('cross-az', 'vpc-peering')] },
    sources: [eks, 'what does cross-AZ cost, both sides billed', 'which AZ pair is hottest'],
  },
  {
    id: 'cross-az-payers',
    title: 'Who pays for crossing Availability Zones?',
    why: 'Each metered end pays its own half.',
    bill: { by: ['address'], where: [tolls('cross-az')] },
    sources: ['which services cause cross-AZ bytes'],
  },
  {
    id: 'cross-az-conversations',
    title: 'Which pairs cross Availability Zones, and at what cost?',
    why: 'The chatty pair that topology-aware routing should have kept at home.',
    bill: { by: ['source', 'destination'], where: [tolls('cross-az')] },
    sources: ['which service called service B across AZs'],
  },
  {
    id: 'cross-az-free',
    title: 'What crosses zones through something, and is it free?',
    why: 'Hops to load balancers, interface endpoints and attachments are free; those to NAT gateways are not.',
    bill: { by: ['via'], where: [tolls('cross-az'), throughSomething] },
    sources: ['which traffic is cross-AZ but free', 'load balancer: cross-zone'],
  },
  {
    id: 'nat-gateways',
    title: 'What does each NAT gateway process, and at what cost?',
    why: 'Both directions are charged; nobody has to type addresses of NAT gateways.',
    bill: { by: ['via'], where: [tolls('nat-processing')] },
    sources: [nat, 'what goes through each NAT gateway'],
  },
  {
    id: 'nat-payers',
    title: 'Who drives the NAT gateways?',
    why: 'The client behind each processed byte, out and back.',
    bill: { by: ['address'], where: [tolls('nat-processing')] },
    sources: [nat, 'which source drives NAT'],
  },
  {
    id: 'nat-destinations',
    title: 'Which destinations drive the NAT gateways?',
    why: 'What is fetched again and again may be cached, mirrored or reached by an endpoint.',
    bill: { by: ['remote'], where: [tolls('nat-processing')] },
    sources: ['which destinations drive NAT'],
  },
  {
    id: 'nat-services',
    title: 'How much of the NAT gateways is AWS’s own services?',
    why: 'S3 and DynamoDB have free gateway endpoints, others interface endpoints; the bill’s findings say what saves how much.',
    bill: { by: ['remote_aws_service'], where: [tolls('nat-processing')] },
    sources: ['how much NAT traffic is S3, DynamoDB or ECR', 'which endpoint saves how much'],
  },
  {
    id: 'nat-in-another-az',
    title: 'Does a NAT gateway serve another Availability Zone?',
    why: 'It pays for crossing on top of processing, both ways.',
    bill: { by: ['via', 'az'], where: [tolls('cross-az'), throughSomething] },
    sources: ['is there cross-AZ traffic to a NAT gateway in another AZ'],
  },
  {
    id: 'internet-payers',
    title: 'Who pays for what goes to the internet?',
    why: 'Behind a NAT gateway too: measured outside, blamed inside.',
    bill: { by: ['address'], where: [tolls('internet-egress')] },
    sources: ['how much internet egress, from whom'],
  },
  {
    id: 'internet-destinations',
    title: 'Where in the internet does it go?',
    why: 'The few hosts that most of it goes to.',
    bill: { by: ['remote'], where: [tolls('internet-egress')] },
    sources: ['how much internet egress, to whom'],
  },
  {
    id: 'between-regions',
    title: 'What goes to other Regions?',
    why: 'The sender pays, by pair of Regions.',
    bill: { by: ['vpc'], where: [tolls('inter-region')] },
    sources: [eks, 'inter-Region bytes by Region pair'],
  },
  {
    id: 'peering-and-transit',
    title: 'What goes by peering, transit gateway or VPN, per VPC?',
    why: 'Each way between networks has its own price, and some have none that records tell.',
    bill: {
      by: ['account', 'vpc'],
      where: [tolls('vpc-peering', 'transit-gateway', 'virtual-private-gateway')],
    },
    sources: ['VPC peering, TGW, VPN and DX volume per VPC or account'],
  },
  {
    id: 'shared-egress',
    title: 'Who uses the shared way out?',
    why: 'Chargeback of a central egress VPC, by the account and VPC that caused it.',
    bill: {
      by: ['account', 'vpc'],
      where: [tolls('nat-processing', 'internet-egress', 'transit-gateway')],
    },
    sources: ['who uses the shared egress VPC'],
  },
  {
    id: 'transit-and-nat',
    title: 'Do bytes pay both a transit gateway and a NAT gateway?',
    why: 'Two processing tolls on one byte; a NAT gateway or an endpoint of the VPC’s own takes one.',
    bill: { by: ['vpc', 'via'], where: [tolls('transit-gateway', 'nat-processing')] },
    sources: ['TGW double processing'],
  },
  {
    id: 'endpoint-users',
    title: 'Who uses the interface endpoints, and at what cost?',
    why: 'Bytes by consumer; the hours of an endpoint come on top.',
    bill: { by: ['via', 'address'], where: [tolls('interface-endpoint')] },
    sources: ['interface endpoint bytes and cost by consumer'],
  },
  {
    id: 'public-addresses',
    title: 'What stays in the Region and goes by public addresses?',
    why: 'It is charged at both ends even inside one zone; private addresses cost nothing there.',
    bill: { by: ['address', 'remote'], where: [tolls('public-address')] },
    sources: ['same-AZ traffic over a public address'],
  },
  {
    id: 'free-services',
    title: 'Which traffic to AWS’s services is free?',
    why: 'What gateway endpoints and the Region’s own services carry; it stays on the bill at 0.',
    bill: { by: ['remote_aws_service'], where: [tolls('gateway-endpoint', 'aws-service')] },
    sources: ['gateway endpoints charged although free'],
  },
  {
    id: 'without-price',
    title: 'What can the bill not price?',
    why: 'Unknown is a line of its own: never dropped, never guessed.',
    bill: {
      by: ['vpc', 'remote'],
      where: [tolls('unknown', 'virtual-private-gateway', 'local-zone')],
    },
    sources: ['what share is unattributable and why'],
  },
];
