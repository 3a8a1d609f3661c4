import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parseObjectKey } from '../../core/delivery/object-key';
import type { Period } from '../../core/questions/options';
import type { LogFileGroup } from '../../core/tables/log-files';
import type { DeliveredLogs } from '../../core/tolls/bill';

/**
 * What AWS has delivered, by Region, as the text that it charges by; undefined where files are not as AWS delivers them
 * to S3, or are Parquet, which does not tell how long its text was.
 */
export function deliveredLogs(
  groups: readonly LogFileGroup[],
  { from = -Infinity, to = Infinity }: Period,
): DeliveredLogs[] | undefined {
  const bytes = new Map<string, bigint>();
  for (const { fileFormat, compression, files } of groups) {
    for (const { path } of files) {
      const object = parseObjectKey(path);
      if (!object || fileFormat !== 'plain-text' || compression !== 'gzip') return undefined;
      const time = object.slot.getTime() / 1000;
      if (time < from || time >= to) continue;
      bytes.set(object.region, (bytes.get(object.region) ?? 0n) + unpackedLength(path));
    }
  }
  return [...bytes].map(([region, length]) => ({ destination: 's3', region, bytes: length }));
}

/** The Region that all files are of, as AWS names them; undefined where they name none, or several. */
export function regionOfFiles(groups: readonly LogFileGroup[]): string | undefined {
  const regions = new Set(
    groups.flatMap(({ files }) => files.map(({ path }) => parseObjectKey(path)?.region)),
  );
  return regions.size === 1 ? [...regions][0] : undefined;
}

/** A gzip file ends with the length of what it holds, modulo 2^32; AWS delivers files of up to 75 MB. */
function unpackedLength(path: string): bigint {
  const file = openSync(path, 'r');
  try {
    const length = Buffer.alloc(4);
    readSync(file, length, 0, 4, fstatSync(file).size - 4);
    return BigInt(length.readUInt32LE());
  } finally {
    closeSync(file);
  }
}
