import { parseObjectKey } from '../../../core/delivery/object-key';
import { formatNames, namedFormats } from '../../../core/records/named-formats';
import { type EksDayOptions, eksDay, wholeVpcs } from '../../../core/simulation/eks-day';
import { flowLog } from '../../../core/simulation/flow-log';
import { refusal } from '../refusal';
import { type Played, columns, midnight, play } from './small-world';

const small = { seed: 7, records: 10_000 };
const recommended: EksDayOptions['flowLogs'] = (worlds) =>
  wholeVpcs(worlds, { format: namedFormats.recommended });
const eks = eksDay({ ...small, flowLogs: recommended });
const [world] = eks.worlds;
const played = play(eks);
const { rows, truth, files } = played;
const ok = rows.filter((row) => row['log-status'] === 'OK');
const number = (row: Record<string, string>, name: string) => Number(row[name]);
const sum = (of: readonly Record<string, string>[], name = 'bytes') =>
  of.reduce((total, row) => total + number(row, name), 0);

/**
 * Transfers by a reader that knows no more than the records and the gateways' own addresses: of each packet pair the
 * largest sum of one interface.
 */
function largestSums({ rows: all }: Played): Map<string, number> {
  const accounts = new Map<string, Map<string, number>>();
  // what leaves a gateway by the internet gateway has the gateway's own address
  const own = new Set(
    all
      .filter((row) => /nat_gateway/.test(row['interface-type']!) && row['traffic-path'] === '8')
      .map((row) => row['srcaddr']),
  );
  for (const row of all) {
    if (row['log-status'] !== 'OK' || row['action'] !== 'ACCEPT') continue;
    if (own.has(row['pkt-srcaddr']) || own.has(row['pkt-dstaddr'])) continue;
    const pair = `${row['pkt-srcaddr']} ${row['pkt-dstaddr']}`;
    const at = `${row['interface-id']} ${row['resource-id']}`;
    if (!accounts.has(pair)) accounts.set(pair, new Map());
    const account = accounts.get(pair)!;
    account.set(at, (account.get(at) ?? 0) + number(row, 'bytes'));
  }
  return new Map([...accounts].map(([pair, of]) => [pair, Math.max(...of.values())]));
}

function pairsOf({ truth: { pairs } }: Played): Map<string, number> {
  return new Map(pairs.map((pair) => [`${pair.source} ${pair.destination}`, Number(pair.bytes)]));
}

/** The pairs that differ, so that a failure is readable. */
function differences(of: Played): string[] {
  const [truth, read] = [pairsOf(of), largestSums(of)];
  const all = new Set([...truth.keys(), ...read.keys()]);
  return [...all]
    .filter((pair) => truth.get(pair) !== read.get(pair))
    .map((pair) => `${pair}: truth ${truth.get(pair)}, read ${read.get(pair)}`);
}

describe('a day of an EKS VPC', () => {
  it.each([1, 7, 500, 12_345])('has the number of records that was asked: %i', (records) => {
    const { truth: answers } = play(eksDay({ seed: 3, records }));
    expect(answers.totals.records).toBe(records);
  });

  it('has every kind of traffic, from 500 records on', () => {
    const { truth: answers } = play(eksDay({ seed: 3, records: 500 }));
    expect(answers.kinds.map(({ kind }) => kind)).toEqual(truth.kinds.map(({ kind }) => kind));
    expect(truth.kinds).toHaveLength(21);
  });

  it('adds up: what its lines say is what the truth says', () => {
    expect(truth.totals.records).toBe(ok.length);
    expect(truth.totals.no_data).toBe(rows.filter((row) => row['log-status'] === 'NODATA').length);
    expect(truth.totals.sighted).toEqual({ bytes: sum(ok), packets: sum(ok, 'packets') });
    expect(truth.flow_logs).toMatchObject([{ files: files.length, records: ok.length, bytes: sum(ok) }]);
    for (const { interface: id, records, bytes } of truth.rejected) {
      const rejected = ok.filter((row) => row['interface-id'] === id && row['action'] === 'REJECT');
      expect({ id, records, bytes }).toEqual({ id, records: rejected.length, bytes: sum(rejected) });
    }
  });

  it('has the transfers that another reader finds in its lines', () => {
    expect(differences(played)).toEqual([]);
    const total = [...largestSums(played).values()].reduce((bytes, of) => bytes + of, 0);
    expect(truth.totals.bytes).toBe(total);
  });

  it('has the hops that the records tell: into the gateways, and from one AZ to another', () => {
    const hopsOf = (wanted: (hop: (typeof truth.hops)[number]) => boolean) =>
      truth.hops.filter(wanted).reduce((bytes, hop) => bytes + Number(hop.bytes), 0);
    const accepted = ok.filter((row) => row['action'] === 'ACCEPT');
    const gateways = world!.natGateways.map(({ id }) => id);
    const intoGateways = accepted.filter(
      (row) => gateways.includes(row['interface-id']!) && row['flow-direction'] === 'ingress',
    );
    expect(hopsOf(({ to }) => to !== null && gateways.includes(to))).toBe(sum(intoGateways));
    const acrossAzs = accepted.filter(
      (row) => row['next-hop-az-id'] !== '-' && row['next-hop-az-id'] !== row['az-id'],
    );
    const out = acrossAzs.filter((row) => row['flow-direction'] === 'egress');
    expect(hopsOf((hop) => hop.from_az !== null && hop.to_az !== null && hop.from_az !== hop.to_az)).toBe(
      sum(out),
    );
    expect(hopsOf(({ traffic_path: path }) => path === 7)).toBe(
      sum(accepted.filter((row) => row['traffic-path'] === '7')),
    );
  });

  it('has what the findings of a bill are about', () => {
    const gateways = world!.natGateways.map(({ id }) => id);
    const into = ok.filter(
      (row) => gateways.includes(row['interface-id']!) && row['flow-direction'] === 'ingress',
    );
    const services = new Set(columns(into, 'pkt-dst-aws-service'));
    // past a gateway endpoint, and past the interface endpoints that ECR and others have
    expect([...services]).toEqual(expect.arrayContaining(['S3', 'DYNAMODB', 'AMAZON']));
    // the gateway of another AZ
    expect(columns(into, 'az-id next-hop-az-id')).toContain('euc1-az1 euc1-az3');
    // a gateway that nobody uses
    const idle = rows.filter((row) => row['interface-id'] === world!.idleNatGateway!.id);
    expect(idle.length).toBeGreaterThan(100);
    expect(new Set(columns(idle, 'log-status az-id interface-type'))).toEqual(
      new Set(['NODATA euc1-az3 nat_gateway']),
    );
    // a few pods account for most of what crosses AZs
    const crossed = truth.bill.payers.filter(({ toll }) => toll === 'cross-az');
    const amounts = crossed.map((row) => Number(row.metered_bytes)).sort((a, b) => b - a);
    const total = amounts.reduce((bytes, of) => bytes + of, 0);
    expect(amounts.slice(0, 3).reduce((bytes, of) => bytes + of, 0)).toBeGreaterThan(0.5 * total);
  });

  it('has the bill that the records tell, as far as one reader can: the gateways’ part', () => {
    const gateways = world!.natGateways.map(({ id }) => id);
    const atGateways = ok.filter((row) => gateways.includes(row['interface-id']!));
    const into = atGateways.filter((row) => row['flow-direction'] === 'ingress');
    const processed = truth.bill.tolls.find(({ toll }) => toll === 'nat-processing')!;
    expect(processed).toEqual({
      toll: 'nat-processing',
      region: 'eu-central-1',
      to_region: null,
      bytes: sum(into),
      metered_bytes: sum(into),
    });
    const internet = ok.filter(
      (row) =>
        row['traffic-path'] === '8' && row['pkt-dst-aws-service'] === '-' && row['action'] === 'ACCEPT',
    );
    const egress = truth.bill.tolls.find(({ toll }) => toll === 'internet-egress')!;
    expect(egress.metered_bytes).toBe(sum(internet));
  });

  it('loses only what stays within a node', () => {
    const unseen = truth.kinds.find(({ kind }) => kind === 'pod-to-pod-same-node')!;
    expect(truth.totals.not_counted).toEqual(unseen.sent);
    expect(unseen).toMatchObject({ records: 0, sighted: { bytes: 0 } });
  });

  it('is dominated by a few pairs', () => {
    const sizes = truth.pairs.map(({ bytes }) => Number(bytes)).sort((one, other) => other - one);
    const top = sizes.slice(0, 10).reduce((bytes, of) => bytes + of, 0);
    expect(top / Number(truth.totals.bytes)).toBeGreaterThan(0.5);
    expect(sizes.length).toBeGreaterThan(1_000);
  });

  it('is busier in the afternoon than at night', () => {
    const between = (from: number, to: number) =>
      ok.filter(
        (row) =>
          number(row, 'start') >= midnight + from * 3_600 && number(row, 'start') < midnight + to * 3_600,
      );
    expect(between(14, 16).length).toBeGreaterThan(2.5 * between(2, 4).length);
  });

  it('puts each record into the file of the 5 minutes that it ends in', () => {
    const slotOf = new Map(files.map(({ key }) => [key, parseObjectKey(key)!.slot.getTime() / 1000]));
    const misplaced = rows.filter(
      (row) => Math.floor(number(row, 'end') / 300) * 300 !== slotOf.get(row['key']!),
    );
    expect(misplaced).toEqual([]);
    expect(new Set(files.map(({ key }) => key)).size).toBe(files.length);
    expect(files[0]!.key).toMatch(
      /^AWSLogs\/111122223333\/vpcflowlogs\/eu-central-1\/2026\/03\/02\/111122223333_vpcflowlogs_eu-central-1_fl-0[0-9a-f]{16}_20260302T0000Z_[0-9a-f]{8}\.log\.gz$/,
    );
  });

  it('has records that AWS could have written', () => {
    const rules: Record<string, (row: Record<string, string>) => boolean> = {
      'ends after its start': (row) => number(row, 'end') >= number(row, 'start'),
      'has packets of some size': (row) =>
        number(row, 'packets') > 0 && number(row, 'bytes') >= 28 * number(row, 'packets'),
      'has a path on the way out': (row) =>
        (row['traffic-path'] === '-') === (row['flow-direction'] === 'ingress'),
      'has flags that AWS shows': (row) =>
        (row['protocol'] === '6' ? ['0', '1', '2', '3', '18', '19'] : ['0']).includes(row['tcp-flags']!),
      'is a minute at most on Nitro': (row) =>
        row['instance-id'] === '-' || number(row, 'end') - number(row, 'start') <= 60,
      'shows its primary address': (row) => {
        const own = byId.get(row['interface-id']!)!;
        const side = row['flow-direction'] === 'egress' ? row['srcaddr'] : row['dstaddr'];
        return side === own.address || side === own.address6;
      },
    };
    const byId = new Map(eks.world.interfaces.map((at) => [at.id, at]));
    const broken = Object.entries(rules).map(([rule, holds]) => [rule, ok.filter((row) => !holds(row))]);
    expect(broken.filter(([, found]) => found!.length > 0)).toEqual([]);
  });
});

describe('the traffic of pods', () => {
  const nodes = world!.nodes.flatMap(({ interfaces }) => interfaces.map(({ address }) => address));
  const pods = world!.pods.filter((pod) => !pod.hostNetwork).map(({ leases }) => leases[0].address);
  const gateways = world!.natGateways.map(({ id }) => id);
  const atGateways = ok.filter((row) => gateways.includes(row['interface-id']!));
  const inside = atGateways.filter(
    (row) => row['pkt-srcaddr'] !== '-' && row['flow-direction'] === 'ingress',
  );

  it('between nodes names both pods in the packet, and the nodes on the hop', () => {
    const between = ok.filter(
      (row) => pods.includes(row['pkt-srcaddr']!) && pods.includes(row['pkt-dstaddr']!),
    );
    expect(between.length).toBeGreaterThan(1_000);
    expect(between.every((row) => nodes.includes(row['srcaddr']!) || nodes.includes(row['dstaddr']!))).toBe(
      true,
    );
  });

  it('to the internet hides the pod where the node translates, and with the network of the host', () => {
    expect(
      inside.some(
        (row) => nodes.includes(row['pkt-srcaddr']!) && row['pkt-dstaddr']!.startsWith('198.51.100.'),
      ),
    ).toBe(true);
  });

  it('to the internet names the pod at the gateway where the gateway translates', () => {
    const named = inside.filter((row) => pods.includes(row['srcaddr']!));
    expect(named.length).toBeGreaterThan(100);
    expect(named.every((row) => row['srcaddr'] === row['pkt-srcaddr'])).toBe(true);
    const atNodes = ok.filter(
      (row) => pods.includes(row['pkt-srcaddr']!) && row['pkt-dstaddr']!.startsWith('198.51.100.'),
    );
    expect(atNodes.some((row) => row['srcaddr'] !== row['pkt-srcaddr'])).toBe(true);
  });

  it('to S3 takes the gateway endpoint in two AZs, and the NAT gateway in the third', () => {
    const toS3 = ok.filter(
      (row) => row['pkt-dst-aws-service'] === 'S3' && row['pkt-dstaddr']!.startsWith('52.219.'),
    );
    const ofNodes = toS3.filter((row) => row['instance-id'] !== '-');
    const paths = new Set(columns(ofNodes, 'az-id traffic-path'));
    expect([...paths].sort()).toEqual(['euc1-az1 7', 'euc1-az2 7', 'euc1-az3 1']);
    expect(
      new Set(
        columns(
          inside.filter((row) => toS3.includes(row)),
          'az-id next-hop-az-id',
        ),
      ),
    ).toEqual(new Set(['euc1-az1 euc1-az3']));
  });
});

describe('chance', () => {
  const text = (options: EksDayOptions) => JSON.stringify(play(eksDay(options)));

  it('gives the same bytes for the same seed and options, and others for another seed', () => {
    const options = { seed: 5, records: 2_000 };
    expect(text(options)).toBe(text(options));
    expect(text(options)).not.toBe(text({ ...options, seed: 6 }));
  });

  it('makes the same world whichever flow logs look at it', () => {
    const natOnly: EksDayOptions['flowLogs'] = ([of]) => [
      flowLog('nat', { interfaces: of!.natGateways.map(({ id }) => id) }, { ...of!.vpc, id: 'fl-0123' }),
    ];
    const { truth: partial } = play(eksDay({ ...small, flowLogs: natOnly }));
    expect(partial.totals.sent).toEqual(truth.totals.sent);
    expect(partial.kinds.map(({ sent }) => sent)).toEqual(truth.kinds.map(({ sent }) => sent));
    // and every transfer that the gateways pass is told in full by them alone
    const all = pairsOf(played);
    for (const { source, destination, bytes } of partial.pairs)
      expect(all.get(`${source} ${destination}`)).toBe(bytes);
    expect(partial.pairs.length).toBeGreaterThan(100);
  });
});

describe('other worlds', () => {
  it.each(formatNames.filter((name) => name !== 'transit-gateway'))('in record format %s', (name) => {
    const format = namedFormats[name];
    const { files: written, truth: answers } = play(
      eksDay({ seed: 7, records: 2_000, flowLogs: (worlds) => wholeVpcs(worlds, { format }) }),
    );
    expect(answers.totals.records).toBe(2_000);
    for (const { text } of written) {
      const [header, ...lines] = text.split('\n');
      expect(header).toBe(format.toHeader());
      expect(lines.pop()).toBe('');
      for (const line of lines) expect(line.split(' ')).toHaveLength(format.fields.length);
    }
  });

  it.each([
    ['Hive-compatible', { hiveCompatiblePartitions: true, perHourPartition: false }],
    ['hourly', { hiveCompatiblePartitions: false, perHourPartition: true }],
    ['hourly and Hive-compatible', { hiveCompatiblePartitions: true, perHourPartition: true }],
  ])('in a layout that is %s', (_, layout) => {
    const delivery = { prefix: 'team/', fileFormat: 'plain-text', ...layout } as const;
    const { files: written } = play(
      eksDay({ seed: 7, records: 500, flowLogs: (worlds) => wholeVpcs(worlds, { delivery }) }),
    );
    expect(parseObjectKey(written[0]!.key)).toMatchObject(delivery);
  });

  it('over three days', () => {
    const { truth: answers } = play(eksDay({ seed: 7, records: 3_000, days: 3, day: '2026-12-30' }));
    expect(answers.days.map(({ day }) => day).slice(0, 3)).toEqual([
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
    ]);
    const total = answers.days.reduce((bytes, day) => bytes + Number(day.bytes), 0);
    expect(total).toBe(answers.totals.bytes);
  });

  it('with a regional NAT gateway', () => {
    const regional = play(eksDay({ ...small, vpcs: [{ natGateway: 'regional' }], flowLogs: recommended }));
    expect(differences(regional)).toEqual([]);
    expect(
      regional.rows.some((row) => row['interface-id'] === '-' && row['resource-id']!.startsWith('nat-')),
    ).toBe(true);
  });

  it('with a neighbour, by each way', () => {
    for (const by of ['peering', 'peering-to-another-region', 'transit-gateway'] as const) {
      const both = play(eksDay({ ...small, vpcs: [{ neighbour: { by } }], flowLogs: recommended }));
      expect(both.truth.totals.records).toBe(small.records);
      expect(differences(both)).toEqual([]);
      expect(
        both.truth.pairs.some((pair) => pair.source_vpc && pair.source_vpc !== pair.destination_vpc),
      ).toBe(true);
    }
  });

  it('with a pod that moves to another node and keeps its address', () => {
    const moved = play(eksDay({ ...small, vpcs: [{ movedPod: true }], flowLogs: recommended }));
    const leases = moved.truth.owners.filter(({ name }) => name === 'cache-0');
    expect(leases).toHaveLength(2);
    expect(leases[0]!.address).toBe(leases[1]!.address);
    expect(leases[0]!.interface).not.toBe(leases[1]!.interface);
    const { address } = leases[0]!;
    const at = new Set(
      columns(
        moved.rows.filter((row) => row['pkt-srcaddr'] === address && row['flow-direction'] === 'egress'),
        'interface-id',
      ),
    );
    expect(at).toEqual(new Set(leases.map((lease) => lease.interface)));
    // nothing of it is lost, though no interface saw all of it
    const unseen = moved.truth.kinds.find(({ kind }) => kind === 'pod-to-pod-same-node')!;
    const counted = moved.truth.addresses.find((row) => row.address === address)!;
    expect(Number(counted.bytes_out)).toBeGreaterThan(0);
    expect(moved.truth.totals.not_counted).toEqual(unseen.sent);
  });

  it('twice with the same network, in two accounts', () => {
    const vpcs = [{}, { name: 'twin', account: '444455556666' }];
    const twins = play(eksDay({ ...small, vpcs }));
    const vpcIds = new Set(
      twins.truth.pairs.flatMap(({ source_vpc: source, destination_vpc: to }) => [source, to]),
    );
    expect(vpcIds.size).toBe(3);
    const addresses = twins.truth.addresses.filter(({ address }) => address === '10.20.32.10');
    expect(addresses.map(({ bytes_in }) => bytes_in)).toHaveLength(2);
    expect(twins.truth.flow_logs.map(({ account }) => account)).toEqual(['111122223333', '444455556666']);
  });

  it('in files of no more lines than asked', () => {
    const { files: written, truth: answers } = play(eksDay({ ...small, linesPerFile: 50 }));
    expect(Math.max(...written.map(({ text }) => text.split('\n').length - 2))).toBe(50);
    expect(new Set(written.map(({ key }) => key)).size).toBe(written.length);
    expect(answers.flow_logs[0]!.files).toBe(written.length);
  });
});

describe('what cannot be', () => {
  it('is refused by name', () => {
    expect(refusal(() => eksDay({ seed: 1, records: 0 }))).toBe(
      "'records' must be a whole number from 1, got: 0",
    );
    expect(refusal(() => eksDay({ seed: 0.5, records: 1 }))).toBe("'seed' must be a whole number, got: 0.5");
    expect(refusal(() => eksDay({ seed: 1, records: 1, days: 0 }))).toBe(
      "'days' must be a whole number from 1, got: 0",
    );
    expect(refusal(() => eksDay({ seed: 1, records: 1, day: '2. 3. 2026' }))).toBe(
      "'day' must be a date written yyyy-mm-dd, got: 2. 3. 2026",
    );
    expect(refusal(() => eksDay({ seed: 1, records: 1, day: '2026-02-30' }))).toBe(
      "'day' must be a date written yyyy-mm-dd, got: 2026-02-30",
    );
    expect(refusal(() => eksDay({ seed: 1, records: 1, vpcs: [{ nodesPerAz: 1 }] }))).toBe(
      "'nodesPerAz' must be a whole number from 2 to 31, got: 1",
    );
    expect(refusal(() => eksDay({ seed: 1, records: 1, vpcs: [{}, {}] }))).toBe(
      'each VPC must have a name of its own, got twice: main',
    );
    const ask = (more: Parameters<typeof wholeVpcs>[1]) =>
      refusal(() => play(eksDay({ seed: 1, records: 1, flowLogs: (worlds) => wholeVpcs(worlds, more) })));
    expect(ask({ format: namedFormats['transit-gateway'] })).toBe(
      'a simulated flow log must have a record format of VPC flow logs, got: transit-gateway',
    );
    const parquet = {
      prefix: '',
      fileFormat: 'parquet',
      hiveCompatiblePartitions: false,
      perHourPartition: false,
    } as const;
    expect(ask({ delivery: parquet })).toBe(
      'a simulated flow log must have the file format plain-text, got: parquet; Parquet is made from the text',
    );
    const again: EksDayOptions['flowLogs'] = (worlds) => [...wholeVpcs(worlds), ...wholeVpcs(worlds)];
    expect(refusal(() => play(eksDay({ seed: 1, records: 1, flowLogs: again })))).toMatch(
      /^a simulated flow log must have an id of its own, got twice: fl-/,
    );
  });
});
