import type { Filter } from '../traffic/filter';
import type { Question } from './question';

const tcp = is('protocol', '6');
const intoNat = [
  is('interface_type', 'nat_gateway', 'regional_nat_gateway'),
  is('direction', 'in'),
  is('in_transit', 'yes'),
];

function is(name: string, ...values: string[]): Filter {
  return { name, negated: false, values: values.map((value) => ({ kind: 'text', value })) };
}

function isNot(name: string, ...values: string[]): Filter {
  return { ...is(name, ...values), negated: true };
}

const eks = 'the EKS article (flow logs with Athena)';
const nat = 'the NAT article (NAT gateways and Kubernetes pods)';
const aws = (name: string) => `AWS's named query ${name}`;

/** Every question about traffic that records alone can answer; those about tolls are in toll-questions.ts. */
export const questions: readonly Question[] = [
  {
    id: 'top-talkers',
    title: 'Which addresses send the most?',
    why: 'The first look at any bill: few addresses move most of the bytes.',
    pivot: { by: ['source'], measures: ['bytes', 'packets', 'flows'], limit: 50 },
    sources: [aws('VpcFlowLogsTopTalkers'), aws('VpcFlowLogsTopTalkersPacketLevel')],
  },
  {
    id: 'top-receivers',
    title: 'Which addresses receive the most?',
    why: 'Where the bytes end up.',
    pivot: { by: ['destination'], measures: ['bytes', 'packets', 'flows'], limit: 50 },
    sources: ['who are the top receivers by bytes'],
  },
  {
    id: 'top-pairs',
    title: 'Which pairs of addresses move the most?',
    why: 'Who talks to whom, each byte once.',
    pivot: { by: ['source', 'destination'], measures: ['bytes', 'packets', 'flows'], limit: 50 },
    sources: [aws('VpcFlowLogsTotalBytesTransferred'), aws('VpcFlowLogsTotalBytesTransferredPacketLevel')],
  },
  {
    id: 'bytes-by-day',
    title: 'How much moves each day?',
    why: 'The trend, and the day on which it broke.',
    pivot: { by: ['day'], measures: ['bytes', 'packets', 'flows'], sort: [{ name: 'day' }] },
    sources: [eks],
  },
  {
    id: 'bytes-by-month',
    title: 'How much moves each month?',
    why: 'What a month of the bill stands on.',
    pivot: { by: ['month'], measures: ['bytes', 'packets', 'flows'], sort: [{ name: 'month' }] },
    sources: [eks],
  },
  {
    id: 'bytes-by-hour',
    title: 'How much moves each hour?',
    why: 'When a spike began.',
    pivot: { by: ['hour'], measures: ['bytes', 'packets', 'flows'], sort: [{ name: 'hour' }] },
    sources: ['how many bytes an hour'],
  },
  {
    id: 'sent-by-day',
    title: 'How much does each address send, day by day?',
    why: 'The article calls this sum by source "IN": it is what came into the table from that address.',
    pivot: { by: ['day', 'source'], sort: [{ name: 'day' }, { name: 'bytes' }] },
    sources: [eks],
  },
  {
    id: 'received-by-day',
    title: 'How much does each address receive, day by day?',
    why: 'The article calls this sum by destination "OUT".',
    pivot: { by: ['day', 'destination'], sort: [{ name: 'day' }, { name: 'bytes' }] },
    sources: [eks],
  },
  {
    id: 'sent-by-month',
    title: 'How much does each address send, month by month?',
    why: 'The article\'s "IN" for a month.',
    pivot: { by: ['month', 'source'], sort: [{ name: 'month' }, { name: 'bytes' }] },
    sources: [eks],
  },
  {
    id: 'received-by-month',
    title: 'How much does each address receive, month by month?',
    why: 'The article\'s "OUT" for a month.',
    pivot: { by: ['month', 'destination'], sort: [{ name: 'month' }, { name: 'bytes' }] },
    sources: [eks],
  },
  {
    id: 'from-addresses',
    title: 'How much do these addresses send, in all?',
    why: 'The total of the worker nodes, from a list of their addresses.',
    pivot: { by: [], measures: ['bytes', 'gigabytes', 'packets', 'flows'] },
    asks: ['source=10.0.1.5,10.0.1.6'],
    sources: [eks],
  },
  {
    id: 'between',
    title: 'How much moves between these two groups of addresses?',
    why: 'Traffic between control plane and worker nodes, or any two parts of a network.',
    pivot: { by: ['source', 'destination'], measures: ['bytes', 'packets', 'flows'] },
    asks: ['source=10.0.0.0/20', 'destination=10.0.16.0/20'],
    sources: [eks],
  },
  {
    id: 'from-address',
    title: 'Where does this address send to?',
    why: 'Everything that one address sends, by whom it goes to and which port.',
    pivot: {
      by: ['source', 'destination', 'destination_port', 'protocol'],
      measures: ['bytes', 'packets', 'flows'],
    },
    asks: ['source=10.0.1.5'],
    sources: [aws('VpcFlowLogsTrafficFrmSrcAddr')],
  },
  {
    id: 'to-address',
    title: 'Who sends to this address?',
    why: 'Everything that one address receives, by whom it comes from and which port.',
    pivot: {
      by: ['destination', 'source', 'destination_port', 'protocol'],
      measures: ['bytes', 'packets', 'flows'],
    },
    asks: ['destination=10.0.1.5'],
    sources: [aws('VpcFlowLogsTrafficToDstAddr'), nat],
  },
  {
    id: 'tcp-from-address',
    title: 'Which TCP traffic does this address send?',
    why: 'The connections of one address.',
    pivot: {
      by: ['source', 'destination', 'source_port', 'destination_port'],
      measures: ['bytes', 'packets', 'flows'],
      where: [tcp],
    },
    asks: ['source=10.0.1.5'],
    sources: [aws('VpcFlowLogsTopTCPTraffic')],
  },
  {
    id: 'accepted-tcp',
    title: 'Which TCP connections were accepted?',
    why: 'What is really in use, before a rule is tightened.',
    pivot: {
      by: ['source', 'destination', 'destination_port'],
      measures: ['flows', 'bytes', 'packets'],
      where: [tcp],
    },
    sources: [aws('VpcFlowLogsAcceptedTraffic')],
  },
  {
    id: 'ports',
    title: 'Which services get the traffic, by port?',
    why: 'Finds the service behind the bytes, requests and responses together, and protocols that nobody expected.',
    pivot: { by: ['protocol', 'server_port'], measures: ['bytes', 'packets', 'flows'], limit: 50 },
    sources: ['what talks on port N, or an unusual protocol'],
  },
  {
    id: 'admin-ports',
    title: 'Which addresses serve administrative ports?',
    why: 'Remote administration that is open, by how much it is used.',
    pivot: {
      by: ['destination', 'destination_port'],
      measures: ['bytes', 'packets', 'flows'],
      where: [
        is('destination_port', '20', '21', '22', '23', '135', '139', '445', '3389', '5900', '5985', '5986'),
      ],
      limit: 10,
    },
    sources: [aws('VpcFlowLogsAdminPortTraffic')],
  },
  {
    id: 'ssh-rdp',
    title: 'Who uses SSH and RDP?',
    why: 'Interactive access, by whom and to what.',
    pivot: {
      by: ['source', 'destination', 'destination_port'],
      measures: ['bytes', 'packets', 'flows'],
      where: [is('destination_port', '22', '3389')],
    },
    sources: [aws('VpcFlowLogsSshRdpTraffic')],
  },
  {
    id: 'ip-versions',
    title: 'How much is IPv4, how much IPv6?',
    why: 'IPv6 needs no NAT gateway on its way out.',
    pivot: { by: ['ip_version'], measures: ['bytes', 'packets', 'flows'] },
    sources: [aws('VpcFlowLogsIPv4Traffic'), aws('VpcFlowLogsIPv6Traffic')],
  },
  {
    id: 'az-pairs',
    title: 'How much crosses Availability Zones, and between which?',
    why: 'Each byte between two zones is charged at both ends; the hottest pair is where to begin. What has an end that is not logged is left out.',
    pivot: {
      by: ['source_az', 'destination_az'],
      measures: ['bytes', 'gigabytes', 'flows'],
      where: [is('crosses_az', 'yes')],
    },
    sources: ['how much crosses AZs in total', 'which AZ pair is hottest'],
  },
  {
    id: 'cross-az-pairs',
    title: 'Which addresses talk across Availability Zones?',
    why: 'The chatty pair that topology-aware routing should have kept at home.',
    pivot: {
      by: ['az_pair', 'source', 'destination'],
      measures: ['bytes', 'flows'],
      where: [is('crosses_az', 'yes')],
      limit: 50,
    },
    sources: ['which pairs cause cross-AZ bytes'],
  },
  {
    id: 'top-interfaces',
    title: 'Which interfaces see the most?',
    why: 'What one interface carried, in and out; a byte is seen at every interface it passes.',
    pivot: {
      by: ['interface'],
      measures: ['bytes', 'bytes_in', 'bytes_out', 'flows'],
      limit: 50,
      view: 'sightings',
    },
    sources: ['which interface moves most'],
  },
  {
    id: 'top-instances',
    title: 'Which instances see the most?',
    why: 'The nodes to look at first.',
    pivot: {
      by: ['instance'],
      measures: ['bytes', 'bytes_in', 'bytes_out', 'flows'],
      where: [isNot('instance', '-')],
      limit: 50,
    },
    sources: [aws('VpcFlowLogsTopTalkingInstances')],
  },
  {
    id: 'top-subnets',
    title: 'Which subnets see the most?',
    why: 'The part of the network to look at first.',
    pivot: { by: ['subnet'], measures: ['bytes', 'bytes_in', 'bytes_out', 'flows'], limit: 50 },
    sources: [aws('VpcFlowLogsTopTalkingSubnets')],
  },
  {
    id: 'traffic-paths',
    title: 'Which way out does traffic take?',
    why: 'Internet gateway, gateway endpoint, peering or private gateway: each has its own price.',
    pivot: { by: ['vpc', 'traffic_path'], measures: ['bytes_out', 'flows'], where: [is('direction', 'out')] },
    sources: ['peering, transit and VPN volume per VPC'],
  },
  {
    id: 'internet-egress',
    title: 'Who sends to the internet?',
    why: 'By the interface that hands the bytes to the internet gateway: a NAT gateway hides who asked it to. Traffic to AWS services that leaves this way is in it; the bill lists it apart, as free (aws-service).',
    pivot: {
      by: ['interface', 'local', 'remote'],
      measures: ['bytes_out', 'flows'],
      where: [is('traffic_path', '8', '2'), is('direction', 'out')],
      limit: 50,
    },
    sources: ['how much internet egress, from whom'],
  },
  {
    id: 'aws-services',
    title: 'Which AWS services are talked to?',
    why: 'Traffic to S3 and DynamoDB is free by a gateway endpoint.',
    pivot: {
      by: ['source', 'destination_aws_service'],
      where: [isNot('destination_aws_service', '-')],
      limit: 50,
    },
    sources: ['how much NAT traffic is S3, DynamoDB or ECR'],
  },
  {
    id: 'through-nat',
    title: 'Who sends through the NAT gateways, and where to?',
    why: 'A NAT gateway charges each GB; its own records show who is behind it.',
    pivot: {
      by: ['interface', 'remote', 'local'],
      measures: ['bytes_in', 'flows'],
      where: intoNat,
      limit: 50,
    },
    sources: [nat, 'which source drives NAT', 'which destinations drive NAT'],
  },
  {
    id: 'nat-directions',
    title: 'How much comes into and leaves each NAT gateway?',
    why: 'Both directions are charged.',
    pivot: {
      by: ['interface', 'direction'],
      measures: ['bytes', 'gigabytes', 'flows'],
      where: [is('interface_type', 'nat_gateway', 'regional_nat_gateway')],
    },
    sources: ['inbound versus outbound share of NAT processing'],
  },
  {
    id: 'nat-aws-services',
    title: 'Who reaches AWS services through a NAT gateway?',
    why: 'S3 and DynamoDB have gateway endpoints, which cost nothing.',
    pivot: {
      by: ['local_aws_service', 'remote'],
      measures: ['bytes_in', 'flows'],
      where: [...intoNat, isNot('local_aws_service', '-')],
    },
    sources: [nat],
  },
  {
    id: 'through-interface',
    title: 'What goes through this interface, by direction?',
    why: "What one instance or pod sends through a NAT gateway's interface, and what comes back.",
    pivot: { by: ['direction', 'remote', 'local'], measures: ['bytes', 'packets', 'flows'] },
    asks: ['interface=eni-0123456789abcdef0', 'remote=10.0.1.5'],
    sources: [nat],
  },
  {
    id: 'ecs-tasks',
    title: 'Which ECS services and tasks see the most?',
    why: 'The share of each service in a cluster.',
    pivot: {
      by: ['ecs_cluster_name', 'ecs_service_name', 'ecs_task_id'],
      measures: ['bytes', 'bytes_in', 'bytes_out'],
    },
    sources: ['ECS service and task traffic'],
  },
  {
    id: 'rejected',
    title: 'What was rejected, by which interface?',
    why: 'Scans from outside, and services of your own that a rule cuts off.',
    pivot: {
      by: ['interface', 'remote', 'local', 'local_port', 'protocol'],
      measures: ['flows', 'bytes', 'packets'],
      where: [is('action', 'REJECT')],
      limit: 50,
    },
    sources: [aws('VpcFlowLogsRejectedTraffic')],
  },
  {
    id: 'rejected-tcp',
    title: 'Which TCP connections were rejected?',
    why: 'The same for TCP alone.',
    pivot: {
      by: ['interface', 'remote', 'local', 'local_port'],
      measures: ['flows', 'bytes', 'packets'],
      where: [is('action', 'REJECT'), tcp],
      limit: 50,
    },
    sources: [aws('VpcFlowLogsRejectedTCPTraffic')],
  },
  {
    id: 'coverage',
    title: 'Is data missing?',
    why: 'SKIPDATA is lost data, NODATA is none; a line that is no record is shown as bad.',
    pivot: { by: ['flow_log', 'kind'], measures: ['flows', 'bytes'], view: 'coverage' },
    sources: ['is data missing (SKIPDATA, gaps, late files)'],
  },
  {
    id: 'both-ends',
    title: 'Where do the records of both ends differ?',
    why: 'Both ends of a transfer tell the same bytes, unless records of one are lost, late or began later. The larger sum counts everywhere else. A pair with records of one end alone has nothing to compare, and is left out.',
    pivot: {
      by: ['source', 'destination'],
      measures: ['bytes_apart', 'bytes_at_source', 'bytes_at_destination'],
      having: {
        measure: 'bytes_apart',
        otherwise: 'no pair differs: where both ends have records, they tell the same bytes',
      },
      limit: 50,
    },
    sources: ['is data missing (SKIPDATA, gaps, late files)'],
  },
];

/** Questions that people ask and that no record can answer, with the reason. */
export const notAnswered: readonly { readonly title: string; readonly because: string }[] = [
  {
    title: 'Which pods on one node talk to each other?',
    because: 'their traffic never reaches a network interface, so nothing records it',
  },
  {
    title: 'Which pod is behind a node that hides pods (source NAT of the VPC CNI)?',
    because: 'the record shows the node; AWS_VPC_K8S_CNI_EXTERNALSNAT=true makes the pod visible',
  },
  { title: 'Which names did clients look up?', because: "queries to Amazon's DNS server are not logged" },
  {
    title: 'How many hours did NAT gateways, endpoints, attachments and public addresses exist?',
    because:
      'records show traffic, not what exists; the bill has a line for each and says that it is not known',
  },
  {
    title: 'What will the invoice say to the cent?',
    because:
      'discounts, credits, taxes and what others in the organisation have used of free and cheaper GB are in no record',
  },
  {
    title: 'Which country or network operator is behind an address of the internet?',
    because: 'records hold addresses, and AWS publishes no such list',
  },
  { title: 'Which URL or user was it?', because: 'records end at addresses and ports' },
  {
    title: 'How long did requests take, how many failed?',
    because: 'records count packets and bytes of an interval, not requests',
  },
];
