import type { CommonOptions } from '../../core/questions/options';
import { UserError } from '../../core/user-error';
import { openAthena, type Athena } from '../aws/athena';
import { openS3, type S3 } from '../aws/s3';
import { findDeployment } from '../deployment';
import type { AthenaDeployment } from '../engines/athena';
import type { Terminal } from '../terminal/terminal';

/** What commands work with that make and change tables. */
export interface CatalogSession {
  readonly deployment: AthenaDeployment;
  readonly athena: Athena;
  readonly s3: S3;
}

/**
 * Runs work on the tables of what was deployed; Ctrl-C stops what runs in Athena.
 *
 * @throws UserError where nothing with Athena is deployed
 */
export async function withCatalog<T>(
  options: CommonOptions,
  terminal: Terminal,
  work: (session: CatalogSession) => Promise<T>,
): Promise<T> {
  const deployment = await findDeployment(options, '--outputs, or --flow-log with --database');
  const { athena: names, region, stack } = deployment;
  if (!names) {
    throw new UserError(
      options.flowLog === undefined
        ? `stack '${stack}' has no Athena; name one that has with --stack`
        : `--flow-log ${options.flowLog} needs --database, the name of the database for its table`,
    );
  }
  const { workgroup, database } = names;
  const athena = await openAthena({ region, workgroup, database });
  const forget = terminal.onInterrupt(() => athena.cancelAll());
  const s3 = await openS3(region);
  try {
    return await work({ deployment: { ...deployment, athena: names }, athena, s3 });
  } finally {
    forget();
    s3.close();
    await athena.close();
  }
}
