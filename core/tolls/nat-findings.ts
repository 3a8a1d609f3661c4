import {
  bytesOf,
  costOf,
  groups,
  inGigabytes,
  monthOfHours,
  ofToll,
  perMonth,
  unitPrice,
  type FindingRule,
  type SeenCharge,
} from './finding';
import { costOfBytes, gigabyte } from './money';

export const natInAnotherZone: FindingRule = {
  id: 'nat-in-another-az',
  title: 'A NAT gateway in another Availability Zone',
  meaning:
    'Bytes that cross zones on their way to and from a NAT gateway; where their zone has no NAT gateway of its own, less what one costs by the hour.',
  tolls: ['nat-processing', 'cross-az'],
  by: ['via', 'az', 'interface'],
  find: (charges, scene) => {
    const processed = ofToll(charges, 'nat-processing');
    const gateways = new Set(processed.map(({ of }) => of['via']).filter((via) => via !== null));
    const crossing = ofToll(charges, 'cross-az').filter(({ of }) => gateways.has(of['via']!));
    // the gateway's own end is charged too, and is no client
    const byClients = crossing.filter(({ of }) => of['interface'] !== of['via']);
    const byGateway = groups(crossing, ['via']).map((group): Crossing => {
      const clients = ofGateway(byClients, group[0]!.of['via']!);
      const zones = new Set(clients.map((charge) => charge.of['az']!));
      return { group, clients, needed: [...zones].filter((zone) => !hasGateway(zone, processed, byClients)) };
    });
    return together(byGateway).flatMap(({ group, clients, needed }) => {
      const hours = monthOfHours(scene, 'nat-hours', group[0]!.region) ?? 0n;
      const saving = perMonth(costOf(group, scene), scene) - hours * BigInt(needed.length);
      if (saving <= 0n) return [];
      const gateways = [...new Set(group.map(({ of }) => of['via']))].join(', ');
      return [
        {
          seen: `${inGigabytes(bytesOf(clients))} between ${gateways} and clients in other zones`,
          bytes: bytesOf(clients),
          saving,
          advice:
            needed.length === 0
              ? 'Route each private subnet to the NAT gateway of its own zone.'
              : 'Add a NAT gateway to each zone without one and route its private subnets there; its hours are taken off the saving.',
        },
      ];
    });
  },
};

/** What crosses zones at some NAT gateways. */
interface Crossing {
  readonly group: readonly SeenCharge[];
  /** The clients' part of it, which has each byte once. */
  readonly clients: readonly SeenCharge[];
  /** The clients' zones that have no NAT gateway. */
  readonly needed: readonly string[];
}

/** Gateways whose clients need one in the same zone are looked at together: its hours are paid once. */
function together(crossings: readonly Crossing[]): Crossing[] {
  return crossings.reduce<Crossing[]>((all, one) => {
    const shares = ({ needed }: Crossing) => needed.some((zone) => one.needed.includes(zone));
    const joined = [...all.filter(shares), one];
    return [
      ...all.filter((other) => !shares(other)),
      {
        group: joined.flatMap(({ group }) => group),
        clients: joined.flatMap(({ clients }) => clients),
        needed: [...new Set(joined.flatMap(({ needed }) => needed))],
      },
    ];
  }, []);
}

function ofGateway(charges: readonly SeenCharge[], via: string): SeenCharge[] {
  return charges.filter(({ of }) => of['via'] === via);
}

/** Whether a zone has a NAT gateway: one processes bytes of clients in it that do not cross. */
function hasGateway(
  zone: string | null,
  processed: readonly SeenCharge[],
  byClients: readonly SeenCharge[],
): boolean {
  const inZone = ({ of }: SeenCharge) => of['az'] === zone;
  return groups(processed.filter(inZone), ['via']).some((group) => {
    const crossed = ofGateway(byClients, group[0]!.of['via']!).filter(inZone);
    return bytesOf(group) > bytesOf(crossed);
  });
}

export const idleNat: FindingRule = {
  id: 'idle-nat',
  title: 'A NAT gateway that hardly anybody uses',
  meaning:
    'A NAT gateway that processes less than 1 GB a month, or nothing (its records are NODATA); its hours cost more than its traffic.',
  tolls: ['nat-processing'],
  by: ['via'],
  find: (charges, scene) => {
    const used = groups(
      charges.filter(({ of }) => of['via'] !== null),
      ['via'],
    );
    const gateways = [
      ...(scene.idle ?? []).map((gateway) => ({ ...gateway, through: [] })),
      ...used.map((through) => ({
        interface: through[0]!.of['via']!,
        region: through[0]!.region,
        through,
      })),
    ];
    return gateways.flatMap(({ interface: id, region, through }) => {
      const hours = monthOfHours(scene, 'nat-hours', region);
      const bytes = bytesOf(through);
      if (hours === undefined || perMonth(bytes, scene) >= gigabyte) return [];
      return [
        {
          seen: `${bytes === 0n ? 'nothing' : inGigabytes(bytes)} through ${id}`,
          bytes,
          saving: hours + perMonth(costOf(through, scene), scene),
          advice: 'Remove it, after routing what still uses it to another one; its public address costs too.',
        },
      ];
    });
  },
};

export const publicThroughNat: FindingRule = {
  id: 'public-address-through-nat',
  title: 'A public address of this Region through a NAT gateway',
  meaning:
    'Bytes to public addresses of EC2 or load balancers of the same Region through a NAT gateway: processed there, and charged as public at the ends.',
  tolls: ['nat-processing', 'public-address'],
  by: ['via'],
  find: (charges, scene) => {
    const gateways = new Set(
      charges.filter(({ toll }) => toll === 'nat-processing').map(({ of }) => of['via']),
    );
    const outside = charges.filter(
      ({ toll, of }) => toll === 'public-address' && of['via'] !== null && gateways.has(of['via']!),
    );
    return groups(outside, ['via']).map((group) => {
      const [{ region, of }] = group as [SeenCharge];
      const processing = costOfBytes(bytesOf(group), unitPrice(scene, 'nat-processing', region) ?? 0n);
      return {
        seen: `${inGigabytes(bytesOf(group))} through ${of['via']} to public addresses of EC2 or load balancers in the Region`,
        bytes: bytesOf(group),
        saving: perMonth(costOf(group, scene) + processing, scene),
        advice:
          'If they are yours, reach them by private addresses: an internal load balancer, peering or a private name.',
      };
    });
  },
};

export const twiceProcessed: FindingRule = {
  id: 'nat-and-transit-gateway',
  title: 'Processed by a transit gateway and by a NAT gateway',
  meaning:
    'Bytes of one VPC to one host outside that both a transit gateway and a NAT gateway process; less what a NAT gateway of its own costs by the hour.',
  tolls: ['transit-gateway', 'nat-processing'],
  by: ['vpc', 'remote'],
  fewer: (column) => {
    const host = `OVER (PARTITION BY look, ${column('vpc')}, ${column('remote')})`;
    const both = `${column('remote')} IS NOT NULL AND MIN(charge_toll) ${host} <> MAX(charge_toll) ${host}`;
    return { remote: `CASE WHEN ${both} THEN 'both' ELSE charge_toll END` };
  },
  find: (charges, scene) =>
    groups(charges, ['vpc']).flatMap((group) => {
      const processed = new Set(ofToll(group, 'nat-processing').map(({ of }) => of['remote']));
      const twice = ofToll(group, 'transit-gateway').filter(({ of }) => processed.has(of['remote']!));
      if (twice.length === 0) return [];
      const [{ region, of }] = twice as [SeenCharge];
      const hours = monthOfHours(scene, 'nat-hours', region) ?? 0n;
      const saving = perMonth(costOf(twice, scene), scene) - hours;
      return saving <= 0n
        ? []
        : [
            {
              seen: `${inGigabytes(bytesOf(twice))} from ${of['vpc'] ?? 'an unknown VPC'} to the outside by a transit gateway and a NAT gateway`,
              bytes: bytesOf(twice),
              saving,
              advice:
                'Give the VPC a NAT gateway, or endpoints, of its own; the hours of one are taken off the saving.',
            },
          ];
    }),
};
