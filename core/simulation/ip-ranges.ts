/** One of AWS's published address ranges. */
export interface IpRange {
  /** CIDR. */
  readonly range: string;
  /** `GLOBAL` for those of no Region. */
  readonly region: string;
  /** The code of the service, e.g. `S3`. */
  readonly service: string;
}

/** The ranges that simulated traffic goes to, as AWS publishes them: few of many. */
export const awsRanges = {
  s3: { range: '52.219.72.0/22', region: 'eu-central-1', service: 'S3' },
  s3Virginia: { range: '52.216.0.0/15', region: 'us-east-1', service: 'S3' },
  dynamoDb: { range: '52.119.188.0/22', region: 'eu-central-1', service: 'DYNAMODB' },
  dynamoDbVirginia: { range: '52.94.0.0/22', region: 'us-east-1', service: 'DYNAMODB' },
  cloudFront: { range: '13.32.0.0/15', region: 'GLOBAL', service: 'CLOUDFRONT' },
  /** APIs of AWS, those of ECR and SQS among them. */
  apis: { range: '54.239.54.0/23', region: 'eu-central-1', service: 'AMAZON' },
  apisVirginia: { range: '54.239.16.0/20', region: 'us-east-1', service: 'AMAZON' },
  ec2: { range: '3.120.0.0/14', region: 'eu-central-1', service: 'EC2' },
  /** The public addresses of the simulated VPCs. */
  ec2Own: { range: '18.192.0.0/15', region: 'eu-central-1', service: 'EC2' },
  ec2Virginia: { range: '54.144.0.0/14', region: 'us-east-1', service: 'EC2' },
  ec2Virginia6: { range: '2600:1f18::/33', region: 'us-east-1', service: 'EC2' },
} as const satisfies Record<string, IpRange>;

/** What a simulated VPC meets of AWS in its Region: ranges, the first numbers of the addresses in them, and its own. */
export const simulatedRegions = {
  'eu-central-1': {
    s3: { range: awsRanges.s3, addresses: ['52.219.72.', '52.219.75.'] },
    dynamoDb: { range: awsRanges.dynamoDb, addresses: ['52.119.188.'] },
    ec2: { range: awsRanges.ec2, addresses: ['3.120.14.'] },
    apis: { range: awsRanges.apis, addresses: ['54.239.54.'] },
    zones: 'euc1',
    publicAddresses: '18.192',
    ipv6: '2a05:d014',
    other: 'us-east-1',
  },
  'us-east-1': {
    s3: { range: awsRanges.s3Virginia, addresses: ['52.216.8.', '52.217.9.'] },
    dynamoDb: { range: awsRanges.dynamoDbVirginia, addresses: ['52.94.0.'] },
    ec2: { range: awsRanges.ec2Virginia, addresses: ['54.146.14.'] },
    apis: { range: awsRanges.apisVirginia, addresses: ['54.239.16.'] },
    zones: 'use1',
    publicAddresses: '54.144',
    ipv6: '2600:1f18',
    other: 'eu-central-1',
  },
} as const;

/** A Region that simulated VPCs can be in. */
export type SimulatedRegion = keyof typeof simulatedRegions;

/** The text of an ip-ranges.json with these ranges: each of a service is there once more as `AMAZON`, as in AWS's own. */
export function ipRangesJson(ranges: readonly IpRange[] = Object.values(awsRanges)): string {
  const listed = ranges.flatMap((range) =>
    range.service === 'AMAZON' ? [range] : [{ ...range, service: 'AMAZON' }, range],
  );
  const entry = (prefix: string, { range, region, service }: IpRange) => ({
    [prefix]: range,
    region,
    service,
    network_border_group: region,
  });
  const [six, four] = [listed.filter(isIpv6), listed.filter((range) => !isIpv6(range))];
  const file = {
    syncToken: '1772323200',
    createDate: '2026-03-01-00-00-00',
    prefixes: four.map((range) => entry('ip_prefix', range)),
    ipv6_prefixes: six.map((range) => entry('ipv6_prefix', range)),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function isIpv6({ range }: IpRange): boolean {
  return range.includes(':');
}
