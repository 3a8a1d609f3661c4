// The field tables of AWS's user guides, typed off the pages: what the lists in core are compared with.

export interface AwsField {
  readonly name: string;
  readonly version: number;
  readonly parquet: string;
}

function table(text: string): readonly AwsField[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name, version, parquet] = line.trim().split(/ +/);
      return { name: name!, version: Number(version), parquet: parquet! };
    });
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
export const awsVpcFields = table(`
  version                     2  INT_32
  account-id                  2  STRING
  interface-id                2  STRING
  srcaddr                     2  STRING
  dstaddr                     2  STRING
  srcport                     2  INT_32
  dstport                     2  INT_32
  protocol                    2  INT_32
  packets                     2  INT_64
  bytes                       2  INT_64
  start                       2  INT_64
  end                         2  INT_64
  action                      2  STRING
  log-status                  2  STRING
  vpc-id                      3  STRING
  subnet-id                   3  STRING
  instance-id                 3  STRING
  tcp-flags                   3  INT_32
  type                        3  STRING
  pkt-srcaddr                 3  STRING
  pkt-dstaddr                 3  STRING
  region                      4  STRING
  az-id                       4  STRING
  sublocation-type            4  STRING
  sublocation-id              4  STRING
  pkt-src-aws-service         5  STRING
  pkt-dst-aws-service         5  STRING
  flow-direction              5  STRING
  traffic-path                5  INT_32
  ecs-cluster-arn             7  STRING
  ecs-cluster-name            7  STRING
  ecs-container-instance-arn  7  STRING
  ecs-container-instance-id   7  STRING
  ecs-container-id            7  STRING
  ecs-second-container-id     7  STRING
  ecs-service-name            7  STRING
  ecs-task-definition-arn     7  STRING
  ecs-task-arn                7  STRING
  ecs-task-id                 7  STRING
  reject-reason               8  STRING
  resource-id                 9  STRING
  encryption-status          10  INT_32
  instance-tag               11  STRING
  instance-tag-2             11  STRING
  interface-tag              11  STRING
  interface-tag-2            11  STRING
  asg-tag                    11  STRING
  asg-tag-2                  11  STRING
  interface-type             11  STRING
  next-hop-interface-id      11  STRING
  next-hop-subnet-id         11  STRING
  next-hop-az-id             11  STRING
  next-hop-vpc-id            11  STRING
  next-hop-interface-type    11  STRING
`);

/** https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html */
export const awsTransitGatewayFields = table(`
  version                    2  INT_32
  resource-type              6  STRING
  account-id                 2  STRING
  tgw-id                     6  STRING
  tgw-attachment-id          6  STRING
  tgw-src-vpc-account-id     6  STRING
  tgw-dst-vpc-account-id     6  STRING
  tgw-src-vpc-id             6  STRING
  tgw-dst-vpc-id             6  STRING
  tgw-src-subnet-id          6  STRING
  tgw-dst-subnet-id          6  STRING
  tgw-src-eni                6  STRING
  tgw-dst-eni                6  STRING
  tgw-src-az-id              6  STRING
  tgw-dst-az-id              6  STRING
  tgw-pair-attachment-id     6  STRING
  srcaddr                    2  STRING
  dstaddr                    2  STRING
  srcport                    2  INT_32
  dstport                    2  INT_32
  protocol                   2  INT_32
  packets                    2  INT_64
  bytes                      2  INT_64
  start                      2  INT_64
  end                        2  INT_64
  log-status                 2  STRING
  type                       3  STRING
  packets-lost-no-route      6  INT_64
  packets-lost-blackhole     6  INT_64
  packets-lost-mtu-exceeded  6  INT_64
  packets-lost-ttl-expired   6  INT_64
  tcp-flags                  3  INT_32
  region                     4  STRING
  flow-direction             5  STRING
  pkt-src-aws-service        5  STRING
  pkt-dst-aws-service        5  STRING
`);
