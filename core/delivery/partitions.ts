import { UserError } from '../user-error';
import type { S3Delivery } from './s3-delivery';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/**
 * How far from a record's time its folder can lie: AWS files a record by its end, up to an aggregation interval after
 * its start, delivers late at times, and objects have been seen whose rows are an hour off their key.
 */
export const defaultSlackMs = hour;

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
  const step = delivery.perHourPartition ? hour : day;
  const first = Math.floor((range.from.getTime() - slackMs) / step);
  const last = Math.ceil((range.to.getTime() + slackMs) / step);
  return Array.from({ length: last - first }, (_, index) =>
    folderOfHour(delivery, account, region, new Date((first + index) * step)),
  );
}
