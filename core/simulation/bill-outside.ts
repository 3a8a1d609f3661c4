import { BillNetwork, ofOwn } from './bill-network';
import { type BillScenario, type Draw, billScenariosOf, host } from './bill-scenario';
import { type End } from './conversation';
import { awsRanges, ipRangesJson } from './ip-ranges';
import { byGatewayEndpoint, byPublicAddresses, fromInternet, throughNatGateway, toInternet } from './paths';

type Range = keyof typeof awsRanges;

/** An address of a published range. */
function at(name: Range, address: string, port = 443): End {
  const { service, region } = awsRanges[name];
  return { address, port, service, region };
}

const s3 = (draw: Draw) => at('s3', draw.one(['52.219.72.10', '52.219.73.11', '52.219.75.12']));
const s3Virginia = (draw: Draw) => at('s3Virginia', draw.one(['52.216.8.20', '52.217.9.21']));
const dynamoDb = (draw: Draw) => at('dynamoDb', draw.one(['52.119.188.30', '52.119.189.31']));
const apis = (draw: Draw) => at('apis', draw.one(['54.239.54.40', '54.239.55.41']));
const cloudFront = (draw: Draw) => at('cloudFront', draw.one(['13.32.99.50', '13.33.7.51']));
const ec2 = (draw: Draw) => at('ec2', draw.one(['3.120.14.60', '3.121.15.61']));
const ec2Virginia = (draw: Draw) => at('ec2Virginia', draw.one(['54.146.0.70', '54.147.1.71']));

/** What goes to AWS's services, to public addresses in the Region, and to the internet. */
export const outsideScenarios: readonly BillScenario[] = [
  ...publicAddresses(),
  ...awsServices(),
  ...awsServicesWithoutRanges(),
  ...gatewayEndpoint(),
];

/** A cent a GB at each end, in one AZ too. */
function publicAddresses(): BillScenario[] {
  const network = new BillNetwork('public');
  const open = () => ({ publicAddress: network.publicAddress() });
  const [web, near, far] = [
    network.instance('web', 1, open()),
    network.instance('near', 1, open()),
    network.instance('far', 2, open()),
  ];
  return billScenariosOf({
    name: 'public addresses inside the Region, one’s own and others’',
    networks: [network],
    talks: [
      { kind: 'own', hops: (draw) => byPublicAddresses(ofOwn(web, draw.port()), ofOwn(near, 443)) },
      { kind: 'own-other-az', hops: (draw) => byPublicAddresses(ofOwn(web, draw.port()), ofOwn(far, 443)) },
      { kind: 'theirs', hops: (draw) => toInternet(ofOwn(web, draw.port()), ec2(draw)) },
      {
        kind: 'from-them',
        hops: (draw) => fromInternet({ ...ec2(draw), port: draw.port() }, ofOwn(far, 443)),
      },
      { kind: 'internet', hops: (draw) => toInternet(ofOwn(near, draw.port()), host(draw)) },
    ],
    ipRanges: ipRangesJson(),
    formats: {
      recommended: {},
      v5: {},
      'eks-article': {
        'public-address':
          'without traffic-path a public way out shows where an interface is reached by it, and only there',
      },
    },
  });
}

function serviceTalks(name: string) {
  const network = new BillNetwork(name);
  const open = network.instance('open', 1, { publicAddress: network.publicAddress() });
  const clients = [network.instance('web', 1), network.instance('worker', 2)];
  const gateway = network.natGateway('nat', 1);
  const everything = { s3, s3Virginia, dynamoDb, apis, cloudFront, ec2, ec2Virginia, host };
  const talks = Object.entries(everything).flatMap(([kind, far]) => [
    { kind, hops: (draw: Draw) => toInternet(ofOwn(open, draw.port()), far(draw)) },
    {
      kind: `${kind}-through-nat`,
      hops: (draw: Draw) =>
        throughNatGateway(ofOwn(draw.one(clients), draw.port()), gateway, draw.port(), far(draw)),
    },
  ]);
  return { networks: [network], talks };
}

function awsServices(): BillScenario[] {
  return billScenariosOf({
    name: 'services of this Region, of another, and CloudFront',
    ...serviceTalks('services'),
    ipRanges: ipRangesJson(),
    formats: { recommended: {}, v5: {}, 'eks-article': {} },
  });
}

function awsServicesWithoutRanges(): BillScenario[] {
  const why = 'the Region of an address of AWS is in no record: needs ip-ranges.json';
  return billScenariosOf({
    name: 'the same without address ranges',
    ...serviceTalks('services without ranges'),
    formats: {
      recommended: {
        'inter-region': why,
        'public-address': why,
        'gateway-endpoint': why,
        'aws-service': why,
        'internet-ingress': why,
      },
    },
  });
}

/** By path 7; before Nitro by path 2, as through an internet gateway. */
function gatewayEndpoint(): BillScenario[] {
  const network = new BillNetwork('gateway endpoint');
  const clients = [network.instance('web', 1), network.instance('old', 2, { nitro: false })];
  return billScenariosOf({
    name: 'S3 and DynamoDB by gateway endpoints',
    networks: [network],
    talks: [s3, dynamoDb].map((service) => ({
      kind: 'gateway-endpoint',
      hops: (draw) => byGatewayEndpoint(ofOwn(draw.one(clients), draw.port()), service(draw)),
    })),
    ipRanges: ipRangesJson(),
    formats: { recommended: {}, v5: {} },
  });
}
