import { join } from 'node:path';
import { duckdb } from '../../../core/sql/duckdb';
import { planPivot } from '../../../core/traffic/pivot';
import { findLocalData } from '../../../scripts/engines/local-data';
import { useLogs } from '../tables/logs';

/*
 * Transfers of a few records written by hand. What is expected is what those who wrote the records have sent; never what
 * a run gave.
 */

const logs = useLogs();

const fields =
  'interface-id instance-id interface-type vpc-id flow-direction srcaddr dstaddr pkt-srcaddr pkt-dstaddr bytes start end action log-status';

interface Interface {
  readonly id: string;
  readonly address: string;
  readonly vpc?: string;
  readonly instance?: string;
  readonly type?: string;
}

interface Packets {
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
  /** Seconds after noon of 2 March 2026. */
  readonly start?: number;
  readonly end?: number;
}

const noon = Date.UTC(2026, 2, 2, 12) / 1000;

/** The record of an interface that these packets leave by. */
function out(at: Interface, packets: Packets): string {
  return record(at, packets, 'egress', at.address, packets.to);
}

/** The record of an interface that these packets come in by. */
function into(at: Interface, packets: Packets): string {
  return record(at, packets, 'ingress', packets.from, at.address);
}

function record(
  at: Interface,
  { from, to, bytes, start = 0, end = start + 10 }: Packets,
  ...hop: string[]
): string {
  const { instance = at.type === undefined ? `i-${at.id}` : '-', type = '-', vpc = 'vpc-1' } = at;
  const times = [noon + start, noon + end];
  return [`eni-${at.id}`, instance, type, vpc, ...hop, from, to, bytes, ...times, 'ACCEPT', 'OK'].join(' ');
}

/** What moved between whom, as `source > destination: bytes`. */
async function transfers(records: readonly string[]): Promise<string[]> {
  const name = '123456789012_vpcflowlogs_us-east-1_fl-0123456789abcdef0_20260302T1200Z_0a1b2c3d.log.gz';
  const path = logs.write(name, [fields, ...records, ''].join('\n'));
  const data = await findLocalData({ data: [join(path, '..')] });
  const plan = planPivot({ by: ['source', 'destination'], measures: ['bytes'] }, duckdb, data.available);
  const { rows } = await logs.engine().query(plan.statement(data.lines(plan.fields)));
  return rows.map(([source, destination, bytes]) => `${source} > ${destination}: ${bytes}`).sort();
}

const client: Interface = { id: 'client', address: '10.0.1.10' };
const server: Interface = { id: 'server', address: '10.0.2.20' };
const left: Interface = { id: 'left', address: '10.0.1.30' };
const right: Interface = { id: 'right', address: '10.0.2.30' };

describe('an instance that forwards holds nothing of what passes it', () => {
  const asked = { from: client.address, to: server.address, bytes: 700 };
  const firewall: Interface = { id: 'firewall', address: '10.0.1.99' };

  it('counts once what is over in seconds, both ends logged', async () => {
    const records = [out(client, asked), into(firewall, asked), out(firewall, asked), into(server, asked)];
    expect(await transfers(records)).toEqual(['10.0.1.10 > 10.0.2.20: 700']);
  });

  it('counts once what comes in by one interface of the instance and goes out by another', async () => {
    const pods = { from: '10.0.1.11', to: '10.0.2.21', bytes: 700 };
    const inner: Interface = { id: 'inner', address: '10.0.1.98', instance: 'i-firewall' };
    const outer: Interface = { id: 'outer', address: '10.0.2.98', instance: 'i-firewall' };
    const records = [out(client, pods), into(inner, pods), out(outer, pods), into(server, pods)];
    expect(await transfers(records)).toEqual(['10.0.1.11 > 10.0.2.21: 700']);
  });

  it('counts once what is inspected in a third VPC', async () => {
    const far = { ...server, address: '10.2.0.20', vpc: 'vpc-2' };
    const inspecting = { ...firewall, address: '10.3.0.99', vpc: 'vpc-3' };
    const packets = { ...asked, to: far.address };
    const records = [
      out(client, packets),
      into(inspecting, packets),
      out(inspecting, packets),
      into(far, packets),
    ];
    expect(await transfers(records)).toEqual(['10.0.1.10 > 10.2.0.20: 700']);
  });

  it("counts once where only one of its interfaces is logged: nobody else's own address is behind it", async () => {
    const outer: Interface = { id: 'outer', address: '10.0.2.98', instance: 'i-firewall' };
    expect(await transfers([out(client, asked), out(outer, asked)])).toEqual(['10.0.1.10 > 10.0.2.20: 700']);
  });

  it('takes what it saw where nobody else saw as much', async () => {
    const records = [out(client, { ...asked, bytes: 300 }), into(firewall, asked), out(firewall, asked)];
    expect(await transfers(records)).toEqual(['10.0.1.10 > 10.0.2.20: 700']);
  });
});

it('counts once what a transit gateway hands out and takes back by one interface', async () => {
  const attachment: Interface = { id: 'tgw', address: '10.3.0.5', vpc: 'vpc-3', type: 'transit_gateway' };
  const packets = { from: '10.1.0.10', to: '10.2.0.20', bytes: 700 };
  expect(await transfers([out(attachment, packets), into(attachment, packets)])).toEqual([
    '10.1.0.10 > 10.2.0.20: 700',
  ]);
});

describe('an address that moves takes its bytes along', () => {
  const sent = { from: '10.0.9.9', to: '192.0.2.7' };

  it('adds what it sent from one node and then from the other', async () => {
    const records = [
      out(left, { ...sent, bytes: 500, start: 0, end: 600 }),
      out(right, { ...sent, bytes: 40, start: 610, end: 1200 }),
    ];
    expect(await transfers(records)).toEqual(['10.0.9.9 > 192.0.2.7: 540']);
  });

  it('adds what it sent meanwhile, where it comes back: a failover and its failback', async () => {
    const records = [
      out(left, { ...sent, bytes: 500, start: 0, end: 600 }),
      out(right, { ...sent, bytes: 40, start: 610, end: 1200 }),
      out(left, { ...sent, bytes: 3, start: 1210, end: 1800 }),
    ];
    expect(await transfers(records)).toEqual(['10.0.9.9 > 192.0.2.7: 543']);
  });

  it('adds what it was sent meanwhile', async () => {
    const got = { from: '192.0.2.7', to: '10.0.9.9' };
    const records = [
      into(left, { ...got, bytes: 500, start: 0, end: 600 }),
      into(right, { ...got, bytes: 40, start: 610, end: 1200 }),
      into(left, { ...got, bytes: 3, start: 1210, end: 1800 }),
    ];
    expect(await transfers(records)).toEqual(['192.0.2.7 > 10.0.9.9: 543']);
  });

  it('adds what a node sends from the address that a terminated instance had', async () => {
    const gone = { ...left, address: '10.0.9.9' };
    const records = [
      out(gone, { ...sent, bytes: 500, start: 0, end: 600 }),
      out(right, { ...sent, bytes: 40, start: 4000, end: 4600 }),
    ];
    expect(await transfers(records)).toEqual(['10.0.9.9 > 192.0.2.7: 540']);
  });
});

it("leaves out what ends at a NAT gateway's own address, also where no leg inside was seen", async () => {
  const gateway: Interface = { id: 'nat', address: '10.0.0.220', type: 'nat_gateway' };
  expect(await transfers([into(gateway, { from: '192.0.2.7', to: '10.0.0.220', bytes: 700 })])).toEqual([]);
});
