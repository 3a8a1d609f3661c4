/**
 * The column names of the EKS article's table, by AWS's field names.
 *
 * The article's DDL swaps nothing but names: its `sourceaddress` is AWS's `srcaddr`, the address of the hop, and its
 * `pktsrcaddr` the address in the packet.
 */
export const articleColumns: Readonly<Record<string, string>> = {
  version: 'version',
  'account-id': 'account',
  'instance-id': 'instanceid',
  'interface-id': 'interfaceid',
  'pkt-srcaddr': 'pktsrcaddr',
  srcaddr: 'sourceaddress',
  srcport: 'sourceport',
  'pkt-dstaddr': 'pktdstaddr',
  dstaddr: 'destinationaddress',
  dstport: 'destinationport',
  protocol: 'protocol',
  packets: 'numpackets',
  bytes: 'numbytes',
  start: 'starttime',
  end: 'endtime',
  action: 'action',
  'log-status': 'logstatus',
  'az-id': 'azid',
};
