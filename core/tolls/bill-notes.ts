import type { Available } from '../traffic/available';

/** What of a bill hangs on which fields, and what it does without them. */
const fallbacks: readonly { readonly fields: readonly string[]; readonly note: string }[] = [
  {
    fields: ['az-id'],
    note: 'what crosses Availability Zones needs field az-id: without it the bytes inside VPCs are in unknown',
  },
  {
    fields: ['pkt-srcaddr', 'pkt-dstaddr'],
    note: 'what passes NAT gateways, transit gateways and nodes needs fields pkt-srcaddr and pkt-dstaddr: without them pods and clients of NAT gateways do not show, and bytes may count twice',
  },
  {
    fields: ['interface-type'],
    note: 'transit gateways and interface endpoints need field interface-type: without it their processing is not on the bill, and hops to them, which are free across Availability Zones, may be on it; NAT gateways are known by what they do',
  },
  {
    fields: ['next-hop-interface-id'],
    note: 'without field next-hop-interface-id the other end of a hop is learnt from records: where it is not logged, its Availability Zone is not known',
  },
  {
    fields: ['traffic-path'],
    note: 'without field traffic-path nothing tells which way bytes left: peering, virtual private gateways and Local Zones are not on the bill, gateway endpoints are taken as AWS services',
  },
  {
    fields: ['flow-direction'],
    note: 'without field flow-direction it is learnt which end of a record is the interface’s own: an interface with one peer stays unknown',
  },
  {
    fields: ['vpc-id'],
    note: 'without field vpc-id all VPCs are taken as one: two that have the same addresses mix',
  },
  {
    fields: ['instance-id'],
    note: 'without field instance-id no interface is known as an instance’s: any may be a load balancer’s, whose hops are free',
  },
  {
    fields: ['start'],
    note: 'without field start nothing tells the month: prices that fall with a month’s use are taken as of one month',
  },
];

/** Where AWS has lost records. */
export const lowerBound =
  'AWS has lost records (SKIPDATA): what they held is not on the bill, which is a lower bound';

/** What the reader of a bill should know of the data it was made from. */
export function billNotes(
  { some, every }: Available,
  { ranges, region }: { readonly ranges: boolean; readonly region: string | undefined },
): string[] {
  const missing = fallbacks.flatMap(({ fields, note }) => {
    if (fields.every((field) => every.has(field))) return [];
    return [fields.some((field) => some.has(field)) ? `in part of the data: ${note}` : note];
  });
  return [
    ...missing,
    ...(ranges
      ? []
      : [
          'no AWS address ranges were given: AWS services are taken as in the same Region (--ip-ranges FILE)',
        ]),
    ...(every.has('region') || region !== undefined
      ? []
      : [
          'without field region the Region is not known, and with it neither prices nor what is in another Region',
        ]),
  ];
}
