import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { LocalBackend, S3Backend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { providerCeiling } from '../core/configuration/provider-floor';
import type { ResolvedConfiguration } from '../core/configuration/resolve';
import { outputContract, outputName, type Deployment } from '../core/outputs';
import { AwsEnvironment } from '../modules/aws-environment';
import { escapeTemplate } from '../modules/escape-template';

/** Tags as they were written, whatever Terraform would read in them. */
function escaped(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [escapeTemplate(key), escapeTemplate(value)]),
  );
}

/** What both stacks share: provider, tags, state, and the output that tells scripts what was deployed. */
export abstract class FlowtollStack extends TerraformStack {
  readonly environment: AwsEnvironment;

  constructor(
    scope: Construct,
    private readonly stackName: string,
    protected readonly configuration: ResolvedConfiguration,
    providerFloor: string,
  ) {
    super(scope, stackName);
    const { region, account, environment, tags } = configuration;
    new AwsProvider(this, 'aws', {
      region,
      allowedAccountIds: account === undefined ? undefined : [account],
      defaultTags: [
        {
          tags: {
            Project: 'flowtoll',
            Stack: stackName,
            ...(environment && { Environment: environment }),
            ...escaped(tags),
          },
        },
      ],
    });
    this.addOverride('terraform.required_version', '>= 1.5.0');
    this.addOverride('terraform.required_providers.aws.version', `>= ${providerFloor}, < ${providerCeiling}`);
    this.keepState();
    this.environment = new AwsEnvironment(this, 'environment', { region });
  }

  /** A name with the environment in it, e.g. `flowtoll-prod`. */
  protected named(...words: string[]): string {
    return ['flowtoll', this.configuration.environment, ...words]
      .filter((word) => word !== undefined)
      .join('-');
  }

  /** Scripts read only this output, so that they speak of what was applied. */
  protected describeDeployment(
    deployment: Pick<Deployment, 'flow_logs' | 'athena' | 'source_accounts'>,
  ): void {
    const { environment, networks } = this.configuration;
    const value: Deployment = {
      contract: outputContract,
      stack: this.stackName,
      environment,
      region: this.environment.region,
      account: this.environment.account,
      partition: this.environment.partition,
      networks: networks.map((network) => ({ ...network, name: escapeTemplate(network.name) })),
      ...deployment,
    };
    new TerraformOutput(this, outputName, {
      value,
      description: 'What was deployed, for the flowtoll commands',
    });
  }

  private keepState(): void {
    const { backend, environment } = this.configuration;
    if (!backend) {
      const file = ['terraform', this.stackName, environment, 'tfstate']
        .filter((word) => word !== undefined)
        .join('.');
      new LocalBackend(this, { path: `${process.cwd()}/${file}` });
      return;
    }
    const key = [backend.keyPrefix, environment, `${this.stackName}.tfstate`].filter(
      (word) => word !== undefined,
    );
    new S3Backend(this, {
      bucket: backend.bucket,
      region: backend.region,
      key: key.join('/'),
      encrypt: true,
      kmsKeyId: backend.kmsKeyArn,
    });
    // S3's own locking, newer than the bindings
    this.addOverride('terraform.required_version', '>= 1.10.0');
    this.addOverride('terraform.backend.s3.use_lockfile', true);
  }
}
