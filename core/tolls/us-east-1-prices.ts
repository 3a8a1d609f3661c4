import type { Price, Prices, Tier } from './prices';

/**
 * The prices that come with flowtoll: of one Region, and only those that stand in a public place with a day.
 *
 * They are AWS's list prices as others have read them in the Price List, or on their bills, and published them: by usage
 * type, and by the day of AWS's file or the bill. `flowtoll prices --refresh` reads the list itself.
 */
export const usEast1Prices: Prices = {
  flowtoll_prices: 1,
  regions: {
    'us-east-1': {
      'cross-az': listed('AWSDataTransfer', 'DataTransfer-Regional-Bytes', '2026-09-16', { usd: '0.01' }),
      'nat-processing': listed('AmazonEC2', 'NatGateway-Bytes', '2026-08-31', { usd: '0.045' }),
      'nat-hours': listed('AmazonEC2', 'NatGateway-Hours', '2026-08-31', { usd: '0.045' }),
      'internet-egress': listed(
        'AWSDataTransfer',
        'DataTransfer-Out-Bytes',
        '2026-09-16',
        { up_to_gb: 10 * 1024, usd: '0.09' },
        { up_to_gb: 50 * 1024, usd: '0.085' },
        { up_to_gb: 150 * 1024, usd: '0.07' },
        { usd: '0.05' },
      ),
      'transit-gateway': listed('AmazonVPC', 'USE1-TransitGateway-Bytes', '2026-07-24', { usd: '0.02' }),
      'transit-gateway-hours': listed('AmazonVPC', 'USE1-TransitGateway-Hours', '2026-07-24', {
        usd: '0.05',
      }),
      'interface-endpoint': listed(
        'AmazonVPC',
        'USE1-VpcEndpoint-Bytes',
        '2026-07-24',
        { up_to_gb: 1024 ** 2, usd: '0.01' },
        { up_to_gb: 5 * 1024 ** 2, usd: '0.006' },
        { usd: '0.004' },
      ),
      'interface-endpoint-hours': listed('AmazonVPC', 'USE1-VpcEndpoint-Hours', '2026-07-24', {
        usd: '0.01',
      }),
      'public-ipv4-hours': listed('AmazonVPC', 'USE1-PublicIPv4:InUseAddress', '2026-09-17', {
        usd: '0.005',
      }),
      'flow-logs-s3': deliveredLogs('0.25', '0.15', '0.075', '0.05'),
      'flow-logs-cloudwatch': deliveredLogs('0.5', '0.25', '0.1', '0.05'),
      'inter-region': {
        'us-east-2': listed('AWSDataTransfer', 'USE1-USE2-AWS-Out-Bytes', '2026-08-08', { usd: '0.01' }),
        'us-west-1': listed('AWSDataTransfer', 'USE1-USW1-AWS-Out-Bytes', '2026-08-08', { usd: '0.02' }),
        'us-west-2': listed('AWSDataTransfer', 'USE1-USW2-AWS-Out-Bytes', '2026-07-20', { usd: '0.02' }),
        'eu-west-1': listed('AWSDataTransfer', 'USE1-EU-AWS-Out-Bytes', '2026-07-20', { usd: '0.02' }),
        'eu-west-2': listed('AWSDataTransfer', 'USE1-EUW2-AWS-Out-Bytes', '2021-03-31', { usd: '0.02' }),
        'eu-central-1': listed('AWSDataTransfer', 'USE1-EUC1-AWS-Out-Bytes', '2026-05-10', { usd: '0.02' }),
        'ap-northeast-1': listed('AWSDataTransfer', 'USE1-APN1-AWS-Out-Bytes', '2026-07-20', { usd: '0.02' }),
      },
    },
  },
  internet_free: {
    gb: 100,
    source: 'AWS Price List, AWSDataTransfer us-east-1, Global-DataTransfer-Out-Bytes',
    date: '2026-09-16',
  },
};

function listed(offer: string, usageType: string, date: string, ...tiers: Tier[]): Price {
  return { tiers, source: `AWS Price List, ${offer} us-east-1, ${usageType}`, date };
}

function deliveredLogs(first10TB: string, next20TB: string, next20TBMore: string, rest: string): Price {
  return {
    tiers: [
      { up_to_gb: 10 * 1024, usd: first10TB },
      { up_to_gb: 30 * 1024, usd: next20TB },
      { up_to_gb: 50 * 1024, usd: next20TBMore },
      { usd: rest },
    ],
    source: 'https://github.com/aws-samples/sample-cfm-tips-mcp, services/cloudwatch_service_vended_log.py',
    date: '2026-11-22',
  };
}
