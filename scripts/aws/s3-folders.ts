import { parseDateFolder, rootFolder, type DateFolder } from '../../core/delivery/partitions';
import type { LogPlace } from '../../core/tables/log-table';
import type { S3 } from './s3';

/** A folder that files were delivered to. */
export interface DeliveredFolder {
  readonly account: string;
  /** The begin of its day or hour. */
  readonly time: Date;
}

/** Lists this many folders at a time. */
const atOnce = 16;

/**
 * The folders of a place that hold files, in time order. A call lists all folders of a year, month or day; no file is
 * listed, so a year of hours takes some 380 calls.
 *
 * @param range only folders that overlap it
 */
export async function deliveredFolders(
  s3: Pick<S3, 'folders'>,
  place: LogPlace,
  range: { readonly from?: Date; readonly to?: Date } = {},
): Promise<DeliveredFolder[]> {
  const overlaps = ({ from, to }: DateFolder) =>
    (range.from === undefined || to > range.from) && (range.to === undefined || from < range.to);
  const found: DeliveredFolder[] = [];
  for (const account of place.accounts) {
    const root = rootFolder(place, account, place.region);
    let open = [root];
    while (open.length > 0) {
      const below = await inTurns(open, (folder) => datesBelow(s3, place, root, folder));
      const inRange = below.flat().filter(({ date }) => overlaps(date));
      for (const { date } of inRange) if (date.holdsFiles) found.push({ account, time: date.from });
      open = inRange.filter(({ date }) => !date.holdsFiles).map(({ folder }) => folder);
    }
  }
  return found.sort((one, other) => one.time.getTime() - other.time.getTime());
}

/** The begin of the oldest folder that holds files; undefined where nothing was delivered yet. */
export async function firstDelivery(s3: Pick<S3, 'folders'>, place: LogPlace): Promise<Date | undefined> {
  const firsts = await Promise.all(
    place.accounts.map((account) => {
      const root = rootFolder(place, account, place.region);
      return firstBelow(s3, place, root, root);
    }),
  );
  const times = firsts.filter((time) => time !== undefined);
  return times.sort((one, other) => one.getTime() - other.getTime())[0];
}

/** S3 lists in the order of names, which is the order of time. */
async function firstBelow(
  s3: Pick<S3, 'folders'>,
  place: LogPlace,
  root: string,
  folder: string,
): Promise<Date | undefined> {
  for await (const below of s3.folders(place.bucket, folder)) {
    const date = parseDateFolder(place, below.slice(root.length));
    const first = date && (date.holdsFiles ? date.from : await firstBelow(s3, place, root, below));
    if (first) return first;
  }
  return undefined;
}

async function datesBelow(s3: Pick<S3, 'folders'>, place: LogPlace, root: string, folder: string) {
  const dates: { folder: string; date: DateFolder }[] = [];
  for await (const below of s3.folders(place.bucket, folder)) {
    const date = parseDateFolder(place, below.slice(root.length));
    if (date) dates.push({ folder: below, date });
  }
  return dates;
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += atOnce) {
    results.push(...(await Promise.all(items.slice(at, at + atOnce).map(work))));
  }
  return results;
}
