import { namedFormats } from '../../../core/records/named-formats';
import { direct, fromInternet, throughNatGateway, toInternet } from '../../../core/simulation/paths';
import { type Scenario } from '../../../core/simulation/scenario';
import { type Node, type Pod, type Vpc } from '../../../core/simulation/world';
import {
  columns,
  day,
  hour,
  instance,
  logOf,
  midnight,
  natGateway,
  pairsOf,
  party,
  play,
  scenario,
  subnet,
  talk,
} from './small-world';

/** Small worlds whose answers are worked out by hand and written as numbers. */
const noon = midnight + 12 * hour;
const one = instance('one', '10.0.1.1');
const two = instance('two', '10.0.2.2', { subnet: subnet(2) });
const nat = natGateway('nat', '10.0.0.220');
const host = { address: '203.0.113.5', port: 443 };
const fields = 'interface-id pkt-srcaddr pkt-dstaddr packets bytes start end action log-status';
const oneToTwo = direct(party(one, 40_001), party(two, 8_080));

describe('a transfer', () => {
  it('counts once, though both of its interfaces tell it', () => {
    const { truth } = play(scenario([one, two], [talk(noon, oneToTwo, 500, 900)]));
    expect(pairsOf(truth)).toEqual(['10.0.1.1 → 10.0.2.2: 500', '10.0.2.2 → 10.0.1.1: 900']);
    expect(truth.totals).toEqual({
      bytes: 1_400,
      packets: 14,
      pairs: 2,
      sent: { bytes: 1_400, packets: 14 },
      not_counted: { bytes: 0, packets: 0 },
      rejected: { bytes: 0, packets: 0 },
      sighted: { bytes: 2_800, packets: 28 },
      records: 4,
      no_data: 0,
      skip_data: 0,
    });
    expect(truth.addresses).toEqual([
      { vpc: 'vpc-1', address: '10.0.1.1', bytes_in: 900, packets_in: 9, bytes_out: 500, packets_out: 5 },
      { vpc: 'vpc-1', address: '10.0.2.2', bytes_in: 500, packets_in: 5, bytes_out: 900, packets_out: 9 },
    ]);
    expect(truth.kinds).toEqual([
      {
        kind: 'talk',
        conversations: 1,
        sent: { bytes: 1_400, packets: 14 },
        records: 4,
        sighted: { bytes: 2_800, packets: 28 },
      },
    ]);
  });

  it('through a NAT gateway counts once too, and the legs of the gateway are none', () => {
    const conversations = [talk(noon, throughNatGateway(party(one, 40_001), nat, 1_055, host), 500, 900)];
    const { truth } = play(scenario([one, nat], conversations));
    expect(pairsOf(truth)).toEqual(['10.0.1.1 → 203.0.113.5: 500', '203.0.113.5 → 10.0.1.1: 900']);
    expect(truth.totals).toMatchObject({ bytes: 1_400, sighted: { bytes: 4_200 }, records: 6 });
    expect(truth.hops.map(({ from, to, bytes }) => `${from} → ${to}: ${bytes}`)).toEqual([
      'eni-nat → eni-one: 900',
      'eni-nat → null: 500',
      'eni-one → eni-nat: 500',
      'null → eni-nat: 900',
    ]);
  });

  it('is the same where only the NAT gateway is logged', () => {
    const conversations = [talk(noon, throughNatGateway(party(one, 40_001), nat, 1_055, host), 500, 900)];
    const flowLogs = [logOf('nat', fields, { of: { interfaces: ['eni-nat'] } })];
    const { truth } = play(scenario([one, nat], conversations, { flowLogs }));
    expect(pairsOf(truth)).toEqual(['10.0.1.1 → 203.0.113.5: 500', '203.0.113.5 → 10.0.1.1: 900']);
    expect(truth.totals).toMatchObject({ bytes: 1_400, sighted: { bytes: 2_800 }, records: 4 });
  });

  it('is as long as its largest account, where the others are logged for some hours only', () => {
    // 20 conversations of 100 bytes, an hour apart from 00:00; `one` is logged to 05:00, `two` from 03:00 to 12:00
    const conversations = Array.from({ length: 20 }, (_, index) =>
      talk(midnight + index * hour, oneToTwo, 100, 0),
    );
    const flowLogs = [
      logOf('one', fields, {
        of: { interfaces: ['eni-one'] },
        logged: [{ from: midnight, to: midnight + 5 * hour }],
      }),
      logOf('two', fields, {
        of: { interfaces: ['eni-two'] },
        logged: [{ from: midnight + 3 * hour, to: noon }],
      }),
    ];
    const { truth } = play(scenario([one, two], conversations, { flowLogs }));
    expect(pairsOf(truth)).toEqual(['10.0.1.1 → 10.0.2.2: 900']);
    expect(truth.flow_logs.map(({ bytes }) => bytes)).toEqual([500, 900]);
    expect(truth.totals.not_counted.bytes).toBe(1_100);
  });

  it('adds up what the two nodes told that a pod had one after the other', () => {
    const pod = (at: typeof one) => party(at, 8_080, '10.0.7.7');
    const client = instance('client', '10.0.3.3', { subnet: subnet(3) });
    const conversations = [
      talk(noon - hour, direct(party(client, 40_001), pod(one)), 500, 0),
      talk(noon + hour, direct(party(client, 40_001), pod(two)), 700, 0),
    ];
    const nodesOnly = [logOf('nodes', fields, { of: { interfaces: ['eni-one', 'eni-two'] } })];
    const { truth } = play(scenario([one, two, client], conversations, { flowLogs: nodesOnly }));
    expect(pairsOf(truth)).toEqual(['10.0.3.3 → 10.0.7.7: 1200']);
  });

  it('does not add up what two gateways passed on one after the other: each stands alone', () => {
    const other = natGateway('other', '10.0.0.221');
    const conversations = [
      talk(noon - hour, throughNatGateway(party(one, 40_001), nat, 1_055, host), 500, 0),
      talk(noon + hour, throughNatGateway(party(one, 40_001), other, 1_055, host), 700, 0),
    ];
    const flowLogs = [logOf('gateways', fields, { of: { interfaces: ['eni-nat', 'eni-other'] } })];
    const { truth } = play(scenario([one, nat, other], conversations, { flowLogs }));
    expect(pairsOf(truth)).toEqual(['10.0.1.1 → 203.0.113.5: 700']);
  });

  it('stays exact beyond 2^53', () => {
    const huge = { bytes: 2 ** 53 - 1, packets: 1 };
    const conversations = [0, 1, 2].map((index) => talk(noon + index, oneToTwo, 100, 0, { request: huge }));
    const { truth } = play(scenario([one, two], conversations));
    expect(truth.totals.bytes).toBe('27021597764222973');
    expect(truth.pairs[0]!.bytes).toBe('27021597764222973');
  });
});

describe('the day', () => {
  it('is that of a record’s start, so a record over midnight belongs to the day before', () => {
    // 100 bytes a second for 20 minutes around midnight, at intervals of 600 s that begin on the minute
    const start = midnight + day - 300;
    const long = talk(start, oneToTwo, 120_000, 0, {
      end: start + 1_200,
      request: { bytes: 120_000, packets: 1_200 },
    });
    const clocks = { alignedClocks: false };
    const { truth, rows, files } = play(scenario([one, two], [long], { to: midnight + 2 * day, ...clocks }));
    const byHand = (name: string) => {
      const ofInterface = rows.filter((row) => row['interface-id'] === name);
      const days = new Map<string, number>();
      for (const row of ofInterface) {
        const key = Number(row['start']) < midnight + day ? '2026-03-02' : '2026-03-03';
        days.set(key, (days.get(key) ?? 0) + Number(row['bytes']));
      }
      return days;
    };
    // the two interfaces have clocks of their own; of equal accounts the sender's counts
    expect(byHand('eni-one')).not.toEqual(byHand('eni-two'));
    expect(truth.days).toEqual(
      [...byHand('eni-one')].map(([name, bytes]) => ({ day: name, bytes, packets: bytes / 100 })),
    );
    expect(truth.totals.bytes).toBe(120_000);
    expect(truth.pairs[0]!.days).toEqual(truth.days);
    // and the record over midnight is in a file of the second day
    const straddling = rows.filter(
      (row) => Number(row['start']) < midnight + day && Number(row['end']) >= midnight + day,
    );
    expect(straddling.map((row) => row['key']!.includes('/2026/03/03/'))).toEqual([true, true]);
    expect(files.length).toBeGreaterThan(2);
  });

  it('is whole where intervals end at midnight', () => {
    const start = midnight + day - 300;
    const long = talk(start, oneToTwo, 120_000, 0, {
      end: start + 1_200,
      request: { bytes: 120_000, packets: 1_200 },
    });
    const { truth } = play(scenario([one, two], [long]));
    // the packet that opens the connection comes at once: 1 + floor(1199 × 300 / 1200) packets of 100 bytes
    expect(truth.days).toEqual([
      { day: '2026-03-02', bytes: 30_000, packets: 300 },
      { day: '2026-03-03', bytes: 90_000, packets: 900 },
    ]);
  });
});

describe('flow logs that see the same', () => {
  const conversations = [
    talk(midnight + hour, oneToTwo, 50_000, 0, { end: midnight + hour + 900 }),
    talk(noon + hour, oneToTwo, 70_000, 0, { end: noon + hour + 900 }),
  ];

  it('add nothing to each other, whatever their intervals and formats', () => {
    const flowLogs = [
      logOf('vpc', fields, { interval: 600 }),
      logOf('subnet', namedFormats.v5, { of: { subnet: 'subnet-1' }, interval: 60 }),
      logOf('interface', namedFormats['nat-article'], { of: { interfaces: ['eni-one'] }, interval: 60 }),
    ];
    const { truth } = play(scenario([one, two], conversations, { flowLogs }));
    expect(truth.flow_logs.map(({ bytes }) => bytes)).toEqual([240_000, 120_000, 120_000]);
    expect(truth.totals).toMatchObject({ bytes: 120_000, sighted: { bytes: 480_000 } });
    expect(pairsOf(truth)).toEqual(['10.0.1.1 → 10.0.2.2: 120000']);
  });

  it('add up where one replaced the other at noon', () => {
    const flowLogs = [
      logOf('morning', fields, { logged: [{ from: midnight, to: noon }] }),
      logOf('afternoon', namedFormats.v5, { logged: [{ from: noon, to: midnight + day }], interval: 60 }),
    ];
    const { truth } = play(scenario([one, two], conversations, { flowLogs }));
    expect(truth.flow_logs.map(({ bytes }) => bytes)).toEqual([100_000, 140_000]);
    expect(truth.totals.bytes).toBe(120_000);
  });

  it('cut a conversation at noon to the second, where one replaced the other', () => {
    const across = talk(noon - 600, oneToTwo, 120_000, 0, {
      end: noon + 600,
      request: { bytes: 120_000, packets: 1_200 },
    });
    const flowLogs = [
      logOf('morning', fields, { logged: [{ from: midnight, to: noon }] }),
      logOf('afternoon', fields, { logged: [{ from: noon, to: midnight + day }] }),
    ];
    const { truth } = play(scenario([one, two], [across], { flowLogs, alignedClocks: false }));
    expect(truth.flow_logs.map(({ bytes }) => bytes)).toEqual([120_000, 120_000]);
    expect(truth.totals.bytes).toBe(120_000);
  });
});

describe('rejected traffic', () => {
  it('of a receiver left the sender: a transfer by the sender’s account, and rejected bytes of the receiver', () => {
    const conversations = [talk(noon, oneToTwo, 180, 0, { rejectedBy: 'receiver' })];
    const { truth, rows } = play(scenario([one, two], conversations));
    expect(columns(rows, 'interface-id action bytes')).toEqual(['eni-one ACCEPT 180', 'eni-two REJECT 180']);
    expect(pairsOf(truth)).toEqual(['10.0.1.1 → 10.0.2.2: 180']);
    expect(truth.rejected).toEqual([{ interface: 'eni-two', records: 1, bytes: 180, packets: 1 }]);
  });

  it('of a sender, and from the internet, is no transfer', () => {
    const conversations = [
      talk(noon, toInternet(party(one, 40_001), host), 120, 0, { rejectedBy: 'sender' }),
      talk(noon, fromInternet(host, party(two, 22)), 40, 0, { rejectedBy: 'receiver' }),
      talk(noon, fromInternet(host, party(two, 23)), 44, 0, { rejectedBy: 'receiver' }),
    ];
    const { truth } = play(scenario([one, two], conversations));
    expect(truth.pairs).toEqual([]);
    expect(truth.totals).toMatchObject({ bytes: 0, sent: { bytes: 0 }, rejected: { bytes: 204 } });
    expect(truth.rejected).toEqual([
      { interface: 'eni-one', records: 1, bytes: 120, packets: 1 },
      { interface: 'eni-two', records: 2, bytes: 84, packets: 2 },
    ]);
  });

  it('is all that a flow log of rejected traffic has', () => {
    const conversations = [
      talk(noon, oneToTwo, 500, 900),
      talk(noon, oneToTwo, 180, 0, { rejectedBy: 'receiver' }),
    ];
    const flowLogs = [logOf('rejects', fields, { traffic: 'REJECT' })];
    const { truth, rows } = play(scenario([one, two], conversations, { flowLogs }));
    expect(columns(rows, 'interface-id action bytes')).toEqual(['eni-two REJECT 180']);
    expect(truth.totals).toMatchObject({ bytes: 0, rejected: { bytes: 180 } });
  });
});

describe('records that are lost', () => {
  const minutes = Array.from({ length: 30 }, (_, index) => talk(noon + index * 60, oneToTwo, 100, 0));

  it('leave a SKIPDATA record an interval; the other interface still has them', () => {
    const skipped = [{ interface: 'eni-one', from: noon + 600, to: noon + 1_200 }];
    const { truth, rows } = play(scenario([one, two], minutes, { skipped }));
    expect(
      columns(rows, 'interface-id start end bytes log-status').filter((row) => row.includes('SKIP')),
    ).toEqual([`eni-one ${noon + 600} ${noon + 1_200} - SKIPDATA`]);
    expect(truth.skipped).toEqual([
      { flow_log: truth.flow_logs[0]!.flow_log, interface: 'eni-one', bytes: 1_000, packets: 10 },
    ]);
    expect(truth.totals).toMatchObject({ bytes: 3_000, skip_data: 1, sighted: { bytes: 5_000 } });
  });

  it('are in no record where the only interface lost them', () => {
    const skipped = [{ interface: 'eni-one', from: noon + 600, to: noon + 1_200 }];
    const flowLogs = [logOf('one', fields, { of: { interfaces: ['eni-one'] } })];
    const { truth } = play(scenario([one, two], minutes, { skipped, flowLogs }));
    expect(truth.totals).toMatchObject({
      bytes: 2_000,
      sent: { bytes: 3_000 },
      not_counted: { bytes: 1_000 },
    });
  });
});

describe('an idle interface', () => {
  it('has a NODATA record an interval, with everything but traffic', () => {
    const idle = instance('idle', '10.0.3.3', { subnet: subnet(3) });
    const flowLogs = [logOf('all', namedFormats.v5)];
    const { rows, lines, truth } = play(scenario([idle], [], { flowLogs, reportIdle: 'all' }));
    expect(rows).toHaveLength(144);
    expect(lines[0]).toBe(
      `5 123456789012 eni-idle - - - - - - - ${midnight} ${midnight + 600} - NODATA vpc-1 subnet-3 i-idle - - - - eu-central-1 euc1-az3 - - - - - -`,
    );
    expect(truth.totals).toMatchObject({ records: 0, no_data: 144, bytes: 0 });
    // the last one ends at midnight: a file of the next day
    expect(rows.at(-1)!['key']).toContain('/2026/03/03/');
  });

  it('is not idle in the intervals in which it has a record', () => {
    const reportIdle = ['eni-two'];
    const { rows } = play(scenario([one, two], [talk(noon, oneToTwo, 500, 0)], { reportIdle }));
    const ofTwo = rows.filter((row) => row['interface-id'] === 'eni-two');
    expect(ofTwo.filter((row) => row['log-status'] === 'NODATA')).toHaveLength(143);
    expect(ofTwo.filter((row) => row['log-status'] === 'OK').map((row) => row['start'])).toEqual([`${noon}`]);
  });
});

describe('addresses', () => {
  it('of two VPCs with the same network are two', () => {
    const other: Vpc = {
      id: 'vpc-2',
      account: '210987654321',
      region: 'eu-central-1',
      cidrs: ['10.0.0.0/16'],
    };
    const third = instance('three', '10.0.1.1', { vpc: other, subnet: subnet(1, other) });
    const fourth = instance('four', '10.0.2.2', { vpc: other, subnet: subnet(2, other) });
    const conversations = [
      talk(noon, oneToTwo, 500, 0),
      talk(noon, direct(party(third, 40_001), party(fourth, 8_080)), 700, 0),
    ];
    const names = `vpc-id ${fields}`;
    const flowLogs = [
      logOf('first', names),
      logOf('second', names, { of: { vpc: 'vpc-2' }, account: '210987654321' }),
    ];
    const { truth, files } = play(scenario([one, two, third, fourth], conversations, { flowLogs }));
    expect(truth.pairs).toMatchObject([
      { source_vpc: 'vpc-1', source: '10.0.1.1', destination: '10.0.2.2', bytes: 500 },
      { source_vpc: 'vpc-2', source: '10.0.1.1', destination: '10.0.2.2', bytes: 700 },
    ]);
    expect(files.map(({ key }) => key.split('/')[1])).toEqual(['123456789012', '210987654321']);
    expect(truth.promises.find(({ answer }) => answer === 'pairs')).toMatchObject({ holds: true });
  });

  it('that pods had one after the other are told apart by time', () => {
    const node: Node = { name: 'node', instance: 'i-one', interfaces: [one], externalSnat: false };
    const pod = (name: string, from: number, until: number): Pod => ({
      namespace: 'shop',
      workload: 'web',
      name,
      leases: [{ address: '10.0.1.33', node, interface: one, from, until }],
    });
    const [before, after] = [pod('web-a', -Infinity, noon), pod('web-b', noon, Infinity)];
    const from = (who: Pod) => direct({ ...party(one, 40_001, '10.0.1.33'), pod: who }, party(two, 8_080));
    const conversations = [talk(noon - 60, from(before), 500, 50), talk(noon, from(after), 700, 70)];
    const world = { interfaces: [one, two], pods: [before, after] };
    const { truth } = play(scenario([one, two], conversations, { world }));
    expect(pairsOf(truth)).toEqual(['10.0.1.33 → 10.0.2.2: 1200', '10.0.2.2 → 10.0.1.33: 120']);
    expect(truth.pods.map(({ pod: name, bytes_in, bytes_out }) => ({ name, bytes_in, bytes_out }))).toEqual([
      { name: 'web-a', bytes_in: 50, bytes_out: 500 },
      { name: 'web-b', bytes_in: 70, bytes_out: 700 },
    ]);
    expect(truth.owners.filter(({ kind }) => kind === 'pod')).toMatchObject([
      { address: '10.0.1.33', name: 'web-a', node: 'node', from: null, until: noon },
      { address: '10.0.1.33', name: 'web-b', node: 'node', from: noon, until: null },
    ]);
  });
});

describe('promises', () => {
  const holding = (truth: ReturnType<typeof play>['truth']) =>
    truth.promises.filter(({ holds }) => holds).map(({ answer }) => answer);
  const podTalk = direct(party(one, 40_001, '10.0.1.33'), party(two, 8_080));
  const ask = (format: (typeof namedFormats)['v5'], hops = podTalk) =>
    play(scenario([one, two], [talk(noon, hops, 500, 900)], { flowLogs: [logOf('all', format)] })).truth;

  it('hold for the formats with packet addresses', () => {
    expect(holding(ask(namedFormats.recommended))).toEqual([
      'totals',
      'pairs',
      'addresses',
      'pods',
      'days',
      'rejected',
      'hops',
      'bill',
    ]);
    expect(holding(ask(namedFormats['eks-article']))).toEqual([
      'totals',
      'pairs',
      'addresses',
      'pods',
      'days',
      'rejected',
    ]);
  });

  it('hold for the default format only where no interface hides an address behind its own', () => {
    expect(holding(ask(namedFormats.default))).toEqual(['rejected']);
    expect(holding(ask(namedFormats.default, oneToTwo))).toEqual([
      'totals',
      'pairs',
      'addresses',
      'pods',
      'days',
      'rejected',
    ]);
  });

  it('do not hold for days where the format has no times, or flow logs overlap', () => {
    expect(holding(ask(namedFormats['nat-article']))).toEqual(['totals', 'pairs', 'addresses', 'rejected']);
    const flowLogs = [logOf('one', fields), logOf('two', fields, { interval: 60 })];
    const { truth } = play(scenario([one, two], [talk(noon, oneToTwo, 500, 900)], { flowLogs }));
    expect(holding(truth)).toEqual(['totals', 'pairs', 'addresses', 'pods', 'rejected']);
  });

  it('do not hold for the bill where an interface is not logged, or its records are lost', () => {
    const whyOf = (more: Partial<Scenario>) =>
      play(scenario([one, two], [talk(noon, oneToTwo, 500, 900)], more)).truth.promises.find(
        ({ answer }) => answer === 'bill',
      );
    const format = namedFormats.recommended;
    const all = [logOf('all', format)];
    expect(whyOf({ flowLogs: all })).toMatchObject({ holds: true });
    expect(whyOf({ flowLogs: [logOf('one', format, { of: { interfaces: ['eni-one'] } })] })).toEqual({
      answer: 'bill',
      holds: false,
      why: 'not every interface is logged all the time',
    });
    const skipped = [{ interface: 'eni-one', from: midnight, to: midnight + day }];
    expect(whyOf({ flowLogs: all, skipped })).toMatchObject({
      holds: false,
      why: 'records were lost: the part in `lost` may be missing',
    });
  });

  it('do not hold where a flow log begins within an interval of another', () => {
    const long = talk(noon, oneToTwo, 60_000, 0, { end: noon + 600 });
    const begins = (at: number) => {
      const flowLogs = [
        logOf('late', fields, { logged: [{ from: at, to: midnight + day }] }),
        logOf('all', fields),
      ];
      return play(scenario([one, two], [long], { flowLogs })).truth;
    };
    expect(holding(begins(noon + 300))).toEqual(['rejected']);
    expect(holding(begins(noon))).toContain('pairs');
    // the truth is the same: each byte once
    expect(begins(noon + 300).totals.bytes).toBe(60_000);
  });
});
