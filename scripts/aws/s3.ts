import type { S3Client } from '@aws-sdk/client-s3';
import { callAws, clientSettings } from './call';

/** A place in S3. */
export interface S3Object {
  readonly bucket: string;
  readonly key: string;
}

/** What ListObjectsV2 tells of an object. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

export interface S3 {
  /** The objects whose keys begin with the prefix, in the order of their keys. */
  list(bucket: string, prefix: string): AsyncGenerator<ListedObject>;
  /** The next level of folders below a prefix that ends in `/` (or is empty); each ends in `/`. */
  folders(bucket: string, prefix: string): AsyncGenerator<string>;
  /** The bytes of an object as they come; reading goes on where a connection was lost. */
  read(object: S3Object): AsyncGenerator<Uint8Array>;
  close(): void;
}

export async function openS3(region: string): Promise<S3> {
  const { S3Client, ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    ...clientSettings(region),
    followRegionRedirects: true,
    // servers other than AWS's have no name for each bucket
    forcePathStyle:
      process.env['AWS_ENDPOINT_URL_S3'] !== undefined || process.env['AWS_ENDPOINT_URL'] !== undefined,
  });

  async function* pages(bucket: string, prefix: string, delimiter?: string) {
    let token: string | undefined;
    do {
      const page = await callAws({ action: 's3:ListBucket', region }, () =>
        client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            Delimiter: delimiter,
            ContinuationToken: token,
          }),
        ),
      );
      yield page;
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  return {
    async *list(bucket, prefix) {
      for await (const { Contents = [] } of pages(bucket, prefix)) {
        for (const { Key, Size } of Contents) yield { key: Key!, bytes: Size ?? 0 };
      }
    },
    async *folders(bucket, prefix) {
      for await (const { CommonPrefixes = [] } of pages(bucket, prefix, '/')) {
        for (const { Prefix } of CommonPrefixes) yield Prefix!;
      }
    },
    read: (object) => readObject(client, region, object),
    close: () => client.destroy(),
  };
}

/** How often reading goes on after a lost connection without a single new byte. */
const most = 5;

async function* readObject(
  client: S3Client,
  region: string,
  { bucket, key }: S3Object,
): AsyncGenerator<Uint8Array> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  let done = 0;
  let etag: string | undefined;
  for (let failures = 0; ;) {
    const { Body, ETag, ContentLength } = await callAws({ action: 's3:GetObject', region }, () =>
      client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(done > 0 && { Range: `bytes=${done}-`, IfMatch: etag }),
        }),
      ),
    );
    etag = ETag;
    const length = done + (ContentLength ?? 0);
    try {
      for await (const piece of Body as AsyncIterable<Uint8Array>) {
        done += piece.length;
        failures = 0;
        yield piece;
      }
      if (ContentLength === undefined || done >= length) return;
    } catch (error) {
      if (++failures >= most) throw error;
      if (done >= length && length > 0) return;
    }
  }
}

/** `s3://bucket/key` taken apart. */
export function parseS3Uri(uri: string): S3Object {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? [];
  if (bucket === undefined) throw new Error(`no place in S3: '${uri}'`);
  return { bucket, key: key! };
}
