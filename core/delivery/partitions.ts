import { existingTime } from '../records/existing-time';
import { UserError } from '../user-error';
import type { S3Delivery, S3Layout } from './s3-delivery';

const msOfHour = 60 * 60 * 1000;
const msOfDay = 24 * msOfHour;

/**
 * How far from a record's time its folder can lie: AWS files a record by its end, up to an aggregation interval after
 * its start, delivers late at times, and objects have been seen whose rows are an hour off their key.
 */
export const defaultSlackMs = msOfHour;

/** Everything of one account and Region: the folder above the dates. */
export function rootFolder(delivery: S3Delivery, account: string, region: string): string {
  const path = delivery.hiveCompatiblePartitions
    ? `aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${region}`
    : `${account}/vpcflowlogs/${region}`;
  return `${delivery.prefix}AWSLogs/${path}/`;
}

/** The folder, day or hour by the layout, that a file of this time is in. */
export function folderOfHour(delivery: S3Delivery, account: string, region: string, time: Date): string {
  const [year, month, dayOfMonth, hourOfDay] = time.toISOString().split(/[-T:]/);
  const date = delivery.hiveCompatiblePartitions
    ? `year=${year}/month=${month}/day=${dayOfMonth}/` +
      (delivery.perHourPartition ? `hour=${hourOfDay}/` : '')
    : `${year}/${month}/${dayOfMonth}/` + (delivery.perHourPartition ? `${hourOfDay}/` : '');
  return `${rootFolder(delivery, account, region)}${date}`;
}

/** The milliseconds that one folder of files stands for. */
export function stepOf(layout: S3Layout): number {
  return layout.perHourPartition ? msOfHour : msOfDay;
}

/** A folder of dates, and the time that it stands for. */
export interface DateFolder {
  /** Half-open. */
  readonly from: Date;
  readonly to: Date;
  /** Whether files are in it: a day or an hour, by the layout; else it is a year, a month or a day of such folders. */
  readonly holdsFiles: boolean;
}

const hiveNames = ['year', 'month', 'day', 'hour'];

/**
 * Reads a folder of dates below the root of an account and Region, e.g. `2026/01/` or `year=2026/month=01/`.
 *
 * @returns undefined for what is no folder of this layout, and for a date that does not exist
 */
export function parseDateFolder(layout: S3Layout, folder: string): DateFolder | undefined {
  const names = folder.replace(/\/$/, '').split('/');
  const depth = layout.perHourPartition ? 4 : 3;
  const digits = names.map((name, level) => {
    const [, key, value] = /^(?:(\w+)=)?(\d{2}|\d{4})$/.exec(name) ?? [];
    const named = layout.hiveCompatiblePartitions ? hiveNames[level] : undefined;
    return key === named && value?.length === (level === 0 ? 4 : 2) ? value : undefined;
  });
  if (digits.length > depth || digits.includes(undefined)) return undefined;

  const [year, month = '01', day = '01', hourOfDay = '00'] = digits as [string, ...string[]];
  const from = existingTime(`${year}-${month}-${day}T${hourOfDay}:00:00.000Z`);
  if (!from) return undefined;
  const to = new Date(from);
  if (digits.length === 1) to.setUTCFullYear(to.getUTCFullYear() + 1);
  else if (digits.length === 2) to.setUTCMonth(to.getUTCMonth() + 1);
  else to.setTime(to.getTime() + (digits.length === 3 ? msOfDay : msOfHour));
  return { from, to, holdsFiles: digits.length === depth };
}

/**
 * The folders that can hold records whose start lies in [from, to), in time order. They can hold other records too:
 * folders prune, `start` decides.
 *
 * @param slackMs how far outside the range to look on both sides; one hour by default
 * @throws UserError where `to` is not after `from`
 */
export function foldersOfRange(
  delivery: S3Delivery,
  account: string,
  region: string,
  range: { readonly from: Date; readonly to: Date },
  slackMs: number = defaultSlackMs,
): string[] {
  if (!(range.from < range.to)) {
    throw new UserError(
      `the end of a time range must be after its start, got: ${range.from.toISOString()} to ${range.to.toISOString()}`,
    );
  }
  const step = stepOf(delivery);
  const first = Math.floor((range.from.getTime() - slackMs) / step);
  const last = Math.ceil((range.to.getTime() + slackMs) / step);
  return Array.from({ length: last - first }, (_, index) =>
    folderOfHour(delivery, account, region, new Date((first + index) * step)),
  );
}
