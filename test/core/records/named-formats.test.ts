import { formatNames, namedFormats, type FormatName } from '../../../core/records/named-formats';

const version2 =
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ' +
  '${bytes} ${start} ${end} ${action} ${log-status}';
const version5 =
  version2 +
  ' ${vpc-id} ${subnet-id} ${instance-id} ${tcp-flags} ${type} ${pkt-srcaddr} ${pkt-dstaddr} ${region} ${az-id} ' +
  '${sublocation-type} ${sublocation-id} ${pkt-src-aws-service} ${pkt-dst-aws-service} ${flow-direction} ' +
  '${traffic-path}';

const expected: Record<FormatName, { count: number; version: number; text: string }> = {
  default: { count: 14, version: 2, text: version2 },
  v5: { count: 29, version: 5, text: version5 },
  recommended: {
    count: 36,
    version: 11,
    text:
      version5 +
      ' ${resource-id} ${interface-type} ${next-hop-interface-id} ${next-hop-subnet-id} ${next-hop-az-id} ' +
      '${next-hop-vpc-id} ${next-hop-interface-type}',
  },
  // as the articles print them
  'eks-article': {
    count: 18,
    version: 4,
    text: '${version} ${account-id} ${instance-id} ${interface-id} ${pkt-srcaddr} ${srcaddr} ${srcport} ${pkt-dstaddr} ${dstaddr} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status} ${az-id}',
  },
  'nat-article': {
    count: 19,
    version: 5,
    text: '${region} ${vpc-id} ${az-id} ${subnet-id} ${instance-id} ${interface-id} ${flow-direction} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${pkt-srcaddr} ${pkt-dstaddr} ${pkt-src-aws-service} ${pkt-dst-aws-service} ${traffic-path} ${packets} ${bytes} ${action}',
  },
  'transit-gateway': {
    count: 36,
    version: 6,
    text:
      '${version} ${resource-type} ${account-id} ${tgw-id} ${tgw-attachment-id} ${tgw-src-vpc-account-id} ' +
      '${tgw-dst-vpc-account-id} ${tgw-src-vpc-id} ${tgw-dst-vpc-id} ${tgw-src-subnet-id} ${tgw-dst-subnet-id} ' +
      '${tgw-src-eni} ${tgw-dst-eni} ${tgw-src-az-id} ${tgw-dst-az-id} ${tgw-pair-attachment-id} ${srcaddr} ' +
      '${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${log-status} ${type} ' +
      '${packets-lost-no-route} ${packets-lost-blackhole} ${packets-lost-mtu-exceeded} ' +
      '${packets-lost-ttl-expired} ${tcp-flags} ${region} ${flow-direction} ${pkt-src-aws-service} ' +
      '${pkt-dst-aws-service}',
  },
};

test('the named formats are these and no others', () => {
  expect(formatNames).toEqual(Object.keys(expected));
});

test.each(Object.entries(expected).map(([name, format]) => ({ name: name as FormatName, ...format })))(
  '$name is its $count fields, character for character, of version $version',
  ({ name, count, version, text }) => {
    expect(namedFormats[name].toString()).toBe(text);
    expect(namedFormats[name].fields).toHaveLength(count);
    expect(namedFormats[name].version).toBe(version);
    expect(namedFormats[name].kind).toBe(name === 'transit-gateway' ? 'transit-gateway' : 'vpc');
  },
);

test('no named format needs a tag field specification', () => {
  for (const name of formatNames) expect(namedFormats[name].tagFields).toEqual([]);
});

test("the NAT article's format has no time and no status, so nothing may rely on them", () => {
  for (const name of ['start', 'end', 'log-status', 'version']) {
    expect(namedFormats['nat-article'].has(name)).toBe(false);
  }
});
