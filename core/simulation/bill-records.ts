import { namedFormats } from '../records/named-formats';
import { BillNetwork, ofOwn } from './bill-network';
import { type BillScenario, billScenariosOf, host, someOf, times, wholeVpc } from './bill-scenario';
import { flowLog } from './flow-log';
import { direct, throughNatGateway } from './paths';

/** What flow logs do: overlap, take each other's place, lose records. */
export const recordScenarios: readonly BillScenario[] = [...overlapping(), ...replaced(), ...lostRecords()];

function clientsAndGateway(name: string) {
  const network = new BillNetwork(name);
  const [web, api, worker] = [
    network.instance('web', 1),
    network.instance('api', 2),
    network.instance('worker', 3),
  ];
  const gateway = network.natGateway('nat', 1);
  const talks: Parameters<typeof billScenariosOf>[0]['talks'] = [
    {
      kind: 'other-az',
      hops: (draw) => direct(ofOwn(web, draw.port()), ofOwn(draw.one([api, worker]), 8080)),
    },
    { kind: 'back', hops: (draw) => direct(ofOwn(worker, draw.port()), ofOwn(api, 8080)) },
    {
      kind: 'internet',
      hops: (draw) =>
        throughNatGateway(ofOwn(draw.one([web, api]), draw.port()), gateway, draw.port(), host(draw)),
    },
  ];
  return { network, web, gateway, talks };
}

/** The VPC's, a subnet's and the gateway's flow log record the same interfaces, in other formats and intervals. */
function overlapping(): BillScenario[] {
  const { network, gateway, talks } = clientsAndGateway('overlapping');
  const { account, region } = network.vpc;
  const subnet = network.subnet(2).id;
  return billScenariosOf({
    name: 'flow logs of the VPC, a subnet and an interface',
    networks: [network],
    talks,
    flowLogs: (format) => [
      wholeVpc(network, format),
      flowLog('subnet', { subnet }, { account, region, format: namedFormats.v5, interval: 60 }),
      someOf(network, [gateway], 'eks-article', { interval: 60 }),
    ],
    formats: { recommended: {} },
  });
}

/** At noon a flow log with more fields takes the place of the first. */
function replaced(): BillScenario[] {
  const { network, talks } = clientsAndGateway('replaced');
  const { from, noon, to } = times;
  return billScenariosOf({
    name: 'a flow log that another replaced at noon',
    networks: [network],
    talks,
    flowLogs: (format) => [
      { ...wholeVpc(network, 'v5'), id: 'fl-0a0a0a0a0a0a0a0a0', logged: [{ from, to: noon }] },
      { ...wholeVpc(network, format), logged: [{ from: noon, to: to + 3_600 }] },
    ],
    formats: { recommended: {} },
  });
}

/** An instance's and the gateway's records are lost for some hours: the bill is a lower bound, by `lost` at most. */
function lostRecords(): BillScenario[] {
  const { network, web, gateway, talks } = clientsAndGateway('lost');
  const { from, noon } = times;
  return billScenariosOf({
    name: 'records that were lost (SKIPDATA)',
    networks: [network],
    talks,
    skipped: [
      { interface: web.id, from: from + 3_600, to: from + 3 * 3_600 },
      { interface: gateway.id, from: noon, to: noon + 3_600 },
    ],
    formats: { recommended: {}, v5: {} },
  });
}
