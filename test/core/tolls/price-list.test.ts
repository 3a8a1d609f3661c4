import { parsePrices } from '../../../core/tolls/prices';
import { PriceListReader } from '../../../core/tolls/price-list';
import { refusal } from '../refusal';
import { cloudWatchOffer, ec2Offer, flat, offerFile, transferOffer, vpcOffer } from './offers';

function read(text: string, pieceLength = text.length) {
  const reader = new PriceListReader();
  for (let begin = 0; begin < text.length; begin += pieceLength) {
    if (!reader.write(text.slice(begin, begin + pieceLength))) break;
  }
  return reader.end();
}

const ireland = (text: string) => read(text).prices.regions['eu-west-1']!;

describe('transfer', () => {
  const { prices, problems } = read(transferOffer);

  it('between zones is the general operation’s, whatever other operations cost', () => {
    expect(prices.regions['eu-west-1']!['cross-az']).toEqual({
      tiers: [{ usd: '0.01' }],
      source: 'AWS Price List, AWSDataTransfer 20261001000000, EU-DataTransfer-Regional-Bytes',
      date: '2026-10-01',
    });
  });

  it('to the internet has its tiers in order', () => {
    expect(prices.regions['eu-west-1']!['internet-egress']!.tiers).toEqual([
      { up_to_gb: 10_240, usd: '0.09' },
      { up_to_gb: 51_200, usd: '0.085' },
      { up_to_gb: 153_600, usd: '0.07' },
      { usd: '0.05' },
    ]);
  });

  it('to the internet is free up to what the list says, for all Regions', () => {
    expect(prices.internet_free).toMatchObject({ gb: 100, date: '2026-10-01' });
  });

  it('between Regions is by pair and of the sender alone, and not of Local Zones', () => {
    expect(Object.keys(prices.regions)).toEqual(['eu-west-1']);
    expect(prices.regions['eu-west-1']!['inter-region']).toMatchObject({
      'us-east-2': { tiers: [{ usd: '0.02' }] },
    });
    expect(Object.keys(prices.regions['eu-west-1']!['inter-region']!)).toEqual(['us-east-2']);
  });

  it('comes without remarks', () => {
    expect(problems).toEqual([]);
  });
});

describe('what handles bytes', () => {
  it('NAT gateways are the zonal ones, not regional ones nor those with a bandwidth', () => {
    const { 'nat-processing': bytes, 'nat-hours': hours, ...rest } = ireland(ec2Offer);
    expect([bytes!.tiers, hours!.tiers, rest]).toEqual([[{ usd: '0.048' }], [{ usd: '0.048' }], {}]);
  });

  it('transit gateways are by attachments of VPCs, endpoints by PB', () => {
    const prices = ireland(vpcOffer);
    expect(Object.fromEntries(Object.entries(prices).map(([name, price]) => [name, price.tiers]))).toEqual({
      'transit-gateway-hours': [{ usd: '0.05' }],
      'transit-gateway': [{ usd: '0.02' }],
      'interface-endpoint-hours': [{ usd: '0.011' }],
      'interface-endpoint': [
        { up_to_gb: 1_048_576, usd: '0.01' },
        { up_to_gb: 5_242_880, usd: '0.006' },
        { usd: '0.004' },
      ],
      'public-ipv4-hours': [{ usd: '0.005' }],
    });
  });

  it('logs are by destination', () => {
    const { 'flow-logs-s3': s3, 'flow-logs-cloudwatch': cloudWatch } = ireland(cloudWatchOffer);
    expect(s3!.tiers).toEqual([{ up_to_gb: 10_240, usd: '0.25' }, { usd: '0.15' }]);
    expect(cloudWatch!.tiers).toEqual([{ usd: '0.57' }]);
  });
});

describe('a file', () => {
  it.each([1, 2, 3, 7, 64, 1000])('is the same in pieces of %s characters', (pieceLength) => {
    expect(read(transferOffer, pieceLength)).toEqual(read(transferOffer));
  });

  it('gives prices that are a valid file of ours', () => {
    for (const offer of [transferOffer, ec2Offer, vpcOffer, cloudWatchOffer]) {
      const { prices } = read(offer);
      expect(parsePrices(JSON.stringify(prices), 'prices.json')).toEqual(prices);
    }
  });

  it('is not read beyond the on-demand prices, which are a small part of EC2’s', () => {
    const reader = new PriceListReader();
    const reservations = ec2Offer.indexOf('"Reserved"');
    expect(reader.write(ec2Offer.slice(0, reservations))).toBe(false);
    expect(reader.end().prices).toEqual(read(ec2Offer).prices);
  });

  it('that breaks off, or is none of the Price List, is refused', () => {
    const message = "this is no whole file of AWS's Price List; fetch it anew";
    expect(refusal(() => read(ec2Offer.slice(0, ec2Offer.indexOf('"terms"'))))).toBe(message);
    expect(refusal(() => read('{"message": "AccessDenied"}'))).toBe(message);
    expect(refusal(() => read('<html>'))).toBe(message);
  });

  it('with two prices of one thing gives neither, and says so', () => {
    const attributes = {
      regionCode: 'eu-west-1',
      usagetype: 'EU-VpcEndpoint-Bytes',
      operation: 'VpcEndpoint',
    };
    const { prices, problems } = read(
      offerFile('AmazonVPC', {
        ONE: { attributes, tiers: flat('0.01') },
        OTHER: { attributes, tiers: flat('0.02') },
      }),
    );
    expect(prices.regions).toEqual({});
    expect(problems).toEqual([
      'AmazonVPC has more than one price of interface-endpoint in eu-west-1; none was taken',
    ]);
  });

  it('with a price in another currency or unit gives none', () => {
    const attributes = { regionCode: 'cn-north-1', usagetype: 'CNN1-VpcEndpoint-Bytes' };
    const text = offerFile('AmazonVPC', { ONE: { attributes, tiers: flat('0.07') } });
    expect(read(text.replaceAll('"USD"', '"CNY"')).prices.regions).toEqual({});
    expect(read(text.replaceAll('"GB"', '"Requests"')).prices.regions).toEqual({});
  });
});
