import type { Period } from '../../core/questions/options';
import { foldersOfRange, parseDateFolder, rootFolder } from '../../core/delivery/partitions';
import { parseObjectKey } from '../../core/delivery/object-key';
import type { LogPlace } from '../../core/tables/log-table';
import type { S3 } from '../aws/s3';
import type { DeliveredFolder } from '../aws/s3-folders';

/** The files that a question about a time would read. */
export interface FoundFiles {
  readonly files: number;
  readonly bytes: number;
  /** The flow logs that wrote them. */
  readonly flowLogs: ReadonlySet<string>;
  /** The folders that hold them. */
  readonly folders: readonly DeliveredFolder[];
}

/** Lists this many folders at a time. */
const atOnce = 16;

/**
 * Finds the files in folders that can hold records of the period, by their keys alone.
 *
 * @param now epoch seconds, the end of a period without one
 */
export async function findFiles(
  s3: Pick<S3, 'list'>,
  places: readonly LogPlace[],
  period: Period,
  now: number,
): Promise<FoundFiles> {
  const found = { files: 0, bytes: 0, flowLogs: new Set<string>() };
  const holding = new Map<string, DeliveredFolder>();
  const folders = places.flatMap((place) => foldersOf(place, period, now));
  const list = async () => {
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for await (const { key, bytes } of s3.list(folder.bucket, folder.prefix)) {
        if (!folder.holds(key) || isHidden(key)) continue;
        // an engine reads whatever is in a partition's folder, also what others have put there
        found.files += 1;
        found.bytes += bytes;
        const delivered = folder.read(folderOf(key));
        if (delivered) holding.set(`${folder.bucket}/${folderOf(key)}`, delivered);
        const object = parseObjectKey(key);
        if (object) found.flowLogs.add(object.flowLogId);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, list));
  return { ...found, folders: [...holding.values()] };
}

interface ListedFolder {
  readonly bucket: string;
  readonly prefix: string;
  /** Whether the engine reads the object of this key. */
  holds(key: string): boolean;
  /** Whose folder of files it is, and of when; undefined for one that AWS makes no such of. */
  read(folder: string): DeliveredFolder | undefined;
}

/** A year of hours has too many folders to list each, and a bucket too many keys to list all: days are listed, or months. */
function foldersOf(place: LogPlace, { from, to }: Period, now: number): ListedFolder[] {
  const { bucket, region } = place;
  return place.accounts.flatMap((account) => {
    const root = rootFolder(place, account, region);
    const read = (folder: string) => {
      const date = parseDateFolder(place, folder.slice(root.length));
      return date?.holdsFiles ? { account, time: date.from } : undefined;
    };
    if (from === undefined) return [{ bucket, prefix: root, holds: () => true, read }];
    const range = { from: new Date(from * 1000), to: new Date(Math.max(to ?? now, from + 1) * 1000) };
    const inRange = new Set(foldersOfRange(place, account, region, range));
    const holds = (key: string) => inRange.has(folderOf(key));
    const days = foldersOfRange({ ...place, perHourPartition: false }, account, region, range);
    const listed = days.length <= mostDays ? days : new Set(days.map((day) => folderOf(day.slice(0, -1))));
    return [...listed].map((prefix) => ({ bucket, prefix, holds, read }));
  });
}

const mostDays = 31;

/** Folders, and what Hive takes for hidden. */
function isHidden(key: string): boolean {
  return /(?:^|\/)(?:[._][^/]*)?$/.test(key);
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}
