import { existingTime } from '../records/existing-time';
import { folderOfHour } from './partitions';
import type { FileFormat, S3Delivery } from './s3-delivery';

/** One file that AWS delivered, as told by its key. */
export interface FlowLogObject extends S3Delivery {
  readonly account: string;
  readonly region: string;
  /** The 5-minute slot, UTC, in which the records of the file end. */
  readonly slot: Date;
  readonly flowLogId: string;
  /** AWS's own mark that keeps several files of one slot apart. */
  readonly hash: string;
}

const suffixes: Record<FileFormat, string> = { 'plain-text': '.log.gz', parquet: '.log.parquet' };

/** The key of a file, as AWS writes it. */
export function printObjectKey(object: FlowLogObject): string {
  const stamp = `${object.slot.toISOString().slice(0, 16).replace(/[-:]/g, '')}Z`;
  const name = [object.account, 'vpcflowlogs', object.region, object.flowLogId, stamp, object.hash].join('_');
  return `${folderOfHour(object, object.account, object.region, object.slot)}${name}${suffixes[object.fileFormat]}`;
}

const fileName =
  /^(?<account>\d{12})_vpcflowlogs_(?<region>[a-z0-9-]+)_(?<id>fl-[0-9a-f]+)_(?<stamp>\d{8}T\d{4})Z_(?<hash>[0-9A-Za-z]+)(?<suffix>\.log\.gz|\.log\.parquet|\.parquet)$/;

/**
 * Reads the key of a flow log file.
 *
 * Takes any folder before `AWSLogs`, percent-encoded keys as in S3's event notifications, and Parquet files whatever
 * their ending. Path and file name must agree on account, Region and layout; the date in the path may differ from the
 * stamp, because AWS delivers late.
 *
 * @returns undefined for anything that is not a flow log file: folders, other services' logs, dates that do not exist
 */
export function parseObjectKey(key: string): FlowLogObject | undefined {
  const decoded = decode(key);
  const start = decoded.search(/(?<=^|\/)AWSLogs\//);
  if (start < 0) return undefined;

  const prefix = decoded.slice(0, start);
  const parts = decoded.slice(prefix.length).split('/');
  const name = fileName.exec(parts.pop()!)?.groups;
  const path = name && (parsePlain(parts) ?? parseHive(parts));
  const slot = name && parseStamp(name['stamp']!);
  if (!path || !slot || path.account !== name['account'] || path.region !== name['region']) return undefined;

  return {
    prefix,
    fileFormat: name['suffix'] === '.log.gz' ? 'plain-text' : 'parquet',
    hiveCompatiblePartitions: path.hive,
    perHourPartition: path.hourly,
    account: path.account,
    region: path.region,
    slot,
    flowLogId: name['id']!,
    hash: name['hash']!,
  };
}

interface ParsedPath {
  account: string;
  region: string;
  hive: boolean;
  hourly: boolean;
}

function parsePlain(parts: readonly string[]): ParsedPath | undefined {
  const [, account, service, region, year, month, day, hour, ...rest] = parts;
  if (service !== 'vpcflowlogs' || rest.length > 0) return undefined;
  return dated({ account, region, hive: false }, year, month, day, hour);
}

function parseHive(parts: readonly string[]): ParsedPath | undefined {
  const names = ['aws-account-id', 'aws-service', 'aws-region', 'year', 'month', 'day', 'hour'];
  const values = parts.slice(1).map((part, index) => {
    const [name, value, ...more] = part.split('=');
    return name === names[index] && more.length === 0 ? value : undefined;
  });
  const [account, service, region, year, month, day, hour] = values;
  if (service !== 'vpcflowlogs' || values.length > names.length || (values.length === 7 && !hour))
    return undefined;
  return dated({ account, region, hive: true }, year, month, day, hour);
}

function dated(
  path: { account: string | undefined; region: string | undefined; hive: boolean },
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  hour: string | undefined,
): ParsedPath | undefined {
  const { account, region, hive } = path;
  if (account === undefined || region === undefined) return undefined;
  if (!/^\d{4}-\d\d-\d\d-\d\d$/.test([year, month, day, hour ?? '00'].join('-'))) return undefined;
  if (!parseStamp(`${year}${month}${day}T${hour ?? '00'}00`)) return undefined;
  return { account, region, hive, hourly: hour !== undefined };
}

/** Reads `20260131T2355`; undefined for a time that does not exist. */
function parseStamp(stamp: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)$/.exec(stamp);
  if (!match) return undefined;
  const [, year, month, day, hour, minute] = match;
  return existingTime(`${year}-${month}-${day}T${hour}:${minute}:00.000Z`);
}

/** A key that is not percent-encoded may hold a bare `%`: it stands for itself. */
function decode(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
