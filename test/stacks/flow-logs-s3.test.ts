import { questions } from '../../core/questions/catalogue';
import { account, flowLogsS3, partition, tlsOnly, typesOfEveryBucket, type Block } from '../modules/synth';

const vpcId = '${data.aws_eks_cluster.eks-cluster.vpc_config[0].vpc_id}';
const bucketArn = '${aws_s3_bucket.archive/bucket/bucket.arn}';

/** The 29 fields up to version 5, then those that hops need. */
const recommendedFormat =
  '$${version} $${account-id} $${interface-id} $${srcaddr} $${dstaddr} $${srcport} $${dstport} $${protocol} ' +
  '$${packets} $${bytes} $${start} $${end} $${action} $${log-status} $${vpc-id} $${subnet-id} $${instance-id} ' +
  '$${tcp-flags} $${type} $${pkt-srcaddr} $${pkt-dstaddr} $${region} $${az-id} $${sublocation-type} ' +
  '$${sublocation-id} $${pkt-src-aws-service} $${pkt-dst-aws-service} $${flow-direction} $${traffic-path} ' +
  '$${resource-id} $${interface-type} $${next-hop-interface-id} $${next-hop-subnet-id} $${next-hop-az-id} ' +
  '$${next-hop-vpc-id} $${next-hop-interface-type}';

const guards = [
  'aws_s3_bucket_policy.archive/bucket/policy',
  'aws_s3_bucket_public_access_block.archive/bucket/public-access-block',
  'aws_s3_bucket_ownership_controls.archive/bucket/ownership',
  'aws_s3_bucket_server_side_encryption_configuration.archive/bucket/encryption',
];

describe('the stack flow-logs-s3', () => {
  describe('by the recommended preset', () => {
    const stack = flowLogsS3();
    const flowLog = stack.one('aws_flow_log');
    const folder = /^\$\{aws_s3_bucket\.archive\/bucket\/bucket\.arn\}\/(?<prefix>[^/]+\/)$/.exec(
      flowLog['log_destination'] as string,
    )?.groups?.['prefix'];

    it('makes these resources, and no others', () => {
      expect(stack.types).toEqual([
        'aws_athena_named_query',
        'aws_athena_workgroup',
        'aws_flow_log',
        'aws_glue_catalog_database',
        ...typesOfEveryBucket,
      ]);
      expect(Object.keys(stack.all('aws_s3_bucket'))).toEqual([
        'archive/bucket/bucket',
        'queries/results/bucket',
      ]);
    });

    it('saves the questions that its record format can answer, and none where that is off', () => {
      const names = Object.values(stack.all('aws_athena_named_query')).map(({ name }) => name);
      const ids = questions.map(({ id }) => id).filter((id) => id !== 'ecs-tasks'); // the format has no ECS fields
      expect(names.toSorted()).toEqual(ids.map((id) => `flowtoll-${id}`).toSorted());
      const off = flowLogsS3({ s3: { athena: { savedQueries: false } } });
      expect(off.types).not.toContain('aws_athena_named_query');
      const article = flowLogsS3({ s3: { preset: 'eks-article' } }).all('aws_athena_named_query');
      expect(article).toHaveProperty(['saved-queries/flowtoll-az-pairs']);
      // the article's format has no traffic-path
      expect(article).not.toHaveProperty(['saved-queries/flowtoll-traffic-paths']);
    });

    it('pins the logical ids of what holds data or would lose some', () => {
      const { resource } = stack.document;
      const ids = ['aws_athena_workgroup', 'aws_flow_log', 'aws_glue_catalog_database', 'aws_s3_bucket'].map(
        (type) => [type, Object.keys(resource![type]!)],
      );
      expect(ids).toEqual([
        ['aws_athena_workgroup', ['queries_workgroup_59FF31C4']],
        ['aws_flow_log', ['flow-log-traffic_flow-log_F4A46A90']],
        ['aws_glue_catalog_database', ['queries_database_43A26614']],
        ['aws_s3_bucket', ['archive_bucket_F1E5D96D', 'queries_results_bucket_5A0ADAC7']],
      ]);
    });

    it('pins the logical id of the key', () => {
      const { resource } = flowLogsS3({ s3: { encryption: 'customer-key' } }).document;
      expect(Object.keys(resource!['aws_kms_key']!)).toEqual(['archive_key_3F84AD30']);
    });

    it('records all traffic of the VPC of the EKS cluster, hourly in Parquet in a folder of its own', () => {
      expect(folder).toMatch(/^v11-parquet-hourly-[0-9a-f]{8}\/$/);
      expect(flowLog).toEqual({
        vpc_id: vpcId,
        traffic_type: 'ALL',
        max_aggregation_interval: 600,
        log_format: recommendedFormat,
        log_destination_type: 's3',
        log_destination: `${bucketArn}/${folder}`,
        destination_options: {
          file_format: 'parquet',
          hive_compatible_partitions: false,
          per_hour_partition: true,
        },
        tags: { Name: 'flowtoll-traffic' },
        depends_on: guards,
      });
    });

    it('lets delivery write into that folder alone', () => {
      const { policy } = stack.one('aws_s3_bucket_policy', 'archive/bucket/policy') as {
        policy: { Statement: Block[] };
      };
      expect(policy.Statement.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
        ['DenyWithoutTls', [bucketArn, `${bucketArn}/*`]],
        ['AWSLogDeliveryWrite', [`${bucketArn}/${folder}AWSLogs/${account}/*`]],
        ['AWSLogDeliveryAclCheck', bucketArn],
      ]);
    });

    it('keeps logs a year and results 30 days, both encrypted with AES256', () => {
      const expirations = Object.values(stack.all('aws_s3_bucket_lifecycle_configuration')).map(
        ({ rule }) => (rule as Block[])[0]!['expiration'],
      );
      expect(expirations).toEqual([[{ days: 365 }], [{ days: 30 }]]);
      for (const { rule } of Object.values(stack.all('aws_s3_bucket_server_side_encryption_configuration'))) {
        expect(rule).toEqual([
          {
            apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' },
            bucket_key_enabled: false,
          },
        ]);
      }
    });

    it('takes the names of buckets, database and results from the variables', () => {
      expect(Object.values(stack.all('aws_s3_bucket')).map(({ bucket }) => bucket)).toEqual([
        '${var.bucket_name}',
        '${var.bucket_name}-results',
      ]);
      expect(stack.one('aws_glue_catalog_database')['name']).toBe('${var.flowlog_gb_glue_name}');
      expect(stack.one('aws_athena_workgroup')).toMatchObject({
        name: 'flowtoll',
        configuration: {
          result_configuration: {
            output_location:
              's3://${aws_s3_bucket.queries/results/bucket.bucket}/${trimsuffix(var.athena_data_prefix, "/")}/',
          },
        },
      });
    });

    it('says what it deployed', () => {
      expect(stack.output('flowtoll')).toEqual({
        contract: 1,
        stack: 'flow-logs-s3',
        region: 'eu-central-1',
        account,
        partition,
        networks: [],
        source_accounts: [],
        flow_logs: [
          {
            name: 'traffic',
            id: '${aws_flow_log.flow-log-traffic/flow-log.id}',
            source: vpcId,
            record_format: recommendedFormat,
            max_aggregation_interval: 600,
            traffic_type: 'ALL',
            destination: {
              type: 's3',
              bucket: '${aws_s3_bucket.archive/bucket/bucket.bucket}',
              prefix: folder,
              file_format: 'parquet',
              hive_compatible_partitions: false,
              per_hour_partition: true,
            },
          },
        ],
        athena: {
          database: '${aws_glue_catalog_database.queries/database.name}',
          table: 'vpc_flow_logs',
          columns: 'aws',
          partitions: 'projection',
          workgroup: '${aws_athena_workgroup.queries/workgroup.name}',
          results_location:
            's3://${aws_s3_bucket.queries/results/bucket.bucket}/${trimsuffix(var.athena_data_prefix, "/")}/',
        },
      });
    });

    it('has the outputs of the original', () => {
      expect(Object.keys(stack.document['output']!).sort()).toEqual([
        'bucket_arn',
        'eks_cluster_output',
        'flowtoll',
      ]);
      expect(stack.output('bucket_arn')).toBe(bucketArn);
      expect(stack.output('eks_cluster_output')).toBe(vpcId);
    });
  });

  describe("by the EKS article's preset", () => {
    const stack = flowLogsS3({ s3: { preset: 'eks-article' } });

    it("records the article's 18 fields as text, a folder a day, in the root of the bucket", () => {
      expect(stack.one('aws_flow_log')).toEqual({
        vpc_id: vpcId,
        traffic_type: 'ALL',
        max_aggregation_interval: 600,
        log_format:
          '$${version} $${account-id} $${instance-id} $${interface-id} $${pkt-srcaddr} $${srcaddr} $${srcport} ' +
          '$${pkt-dstaddr} $${dstaddr} $${dstport} $${protocol} $${packets} $${bytes} $${start} $${end} ' +
          '$${action} $${log-status} $${az-id}',
        log_destination_type: 's3',
        log_destination: bucketArn,
        destination_options: {
          file_format: 'plain-text',
          hive_compatible_partitions: false,
          per_hour_partition: false,
        },
        tags: { Name: 'flowtoll-traffic' },
        depends_on: guards,
      });
    });

    it("has the article's database, table, partitions, column names and results folder", () => {
      expect(stack.document['variable']!['flowlog_gb_glue_name']!['default']).toBe('flowloggluedb');
      expect(stack.document['variable']!['athena_data_prefix']!['default']).toBe('query-results');
      expect((stack.output('flowtoll') as { athena: Block }).athena).toMatchObject({
        table: 'vpc_flow_logs',
        partitions: 'explicit',
        columns: 'eks-article',
      });
      expect(stack.one('aws_athena_workgroup')['configuration']).toMatchObject({
        enforce_workgroup_configuration: true,
      });
    });

    it('has a bucket of AES256 that delivery may write to from its root, and keeps its logs', () => {
      const { policy } = stack.one('aws_s3_bucket_policy', 'archive/bucket/policy') as {
        policy: { Statement: Block[] };
      };
      expect(policy.Statement[1]!['Resource']).toEqual([`${bucketArn}/AWSLogs/${account}/*`]);
      const encryption = stack.one(
        'aws_s3_bucket_server_side_encryption_configuration',
        'archive/bucket/encryption',
      );
      expect(JSON.stringify(encryption)).toContain('"sse_algorithm":"AES256"');
      const lifecycle = stack.one('aws_s3_bucket_lifecycle_configuration', 'archive/bucket/lifecycle') as {
        rule: Block[];
      };
      expect(lifecycle.rule[0]!['expiration']).toEqual([]);
    });

    it('has the outputs of the original', () => {
      expect(stack.output('bucket_arn')).toBe(bucketArn);
      expect(stack.output('eks_cluster_output')).toBe(vpcId);
    });
  });

  it('takes every setting of bucket and queries', () => {
    const stack = flowLogsS3({
      removal: 'destroy',
      s3: {
        bucketName: 'my-logs',
        encryption: 'customer-key',
        keyReaders: ['arn:aws:iam::123456789012:role/analyst'],
        versioning: false,
        transitions: [{ storageClass: 'STANDARD_IA', afterDays: 30 }],
        expirationDays: 90,
        accessLogs: { bucket: 'access', prefix: 'flow-logs/' },
        sourceAccounts: ['210987654321'],
        athena: {
          database: 'network',
          table: 'flows',
          partitions: 'explicit',
          workgroup: 'network',
          resultsPrefix: 'answers/',
          resultsExpirationDays: 7,
          scanLimitBytes: 1024 ** 3,
        },
        fileFormat: 'plain-text',
        hiveCompatiblePartitions: true,
        perHourPartition: false,
      },
    });
    const key = '${aws_kms_key.archive/key/key.arn}';
    const flowLog = stack.one('aws_flow_log');
    const folder = (flowLog['log_destination'] as string).slice(`${bucketArn}/`.length);
    expect(folder).toMatch(/^v11-text-hive-daily-[0-9a-f]{8}\/$/);
    expect(flowLog['destination_options']).toEqual({
      file_format: 'plain-text',
      hive_compatible_partitions: true,
      per_hour_partition: false,
    });

    // the key stands before both buckets, and goes after them
    const dependsOnKey = { force_destroy: true, depends_on: ['aws_kms_key.archive/key/key'] };
    expect(stack.all('aws_s3_bucket')).toEqual({
      'archive/bucket/bucket': { bucket: '${var.bucket_name}', ...dependsOnKey },
      'queries/results/bucket': { bucket: '${var.bucket_name}-results', ...dependsOnKey },
    });
    expect(stack.one('aws_kms_alias')['name']).toBe('alias/flowtoll');
    for (const { rule } of Object.values(stack.all('aws_s3_bucket_server_side_encryption_configuration'))) {
      expect(JSON.stringify(rule)).toContain(`"kms_master_key_id":"${key}"`);
    }
    expect(stack.one('aws_athena_workgroup')).toEqual({
      name: 'network',
      description: 'Questions about VPC Flow Logs, made by flowtoll',
      force_destroy: true,
      configuration: {
        enforce_workgroup_configuration: true,
        publish_cloudwatch_metrics_enabled: true,
        bytes_scanned_cutoff_per_query: 1073741824,
        engine_version: { selected_engine_version: 'Athena engine version 3' },
        result_configuration: {
          output_location:
            's3://${aws_s3_bucket.queries/results/bucket.bucket}/${trimsuffix(var.athena_data_prefix, "/")}/',
          expected_bucket_owner: account,
          encryption_configuration: { encryption_option: 'SSE_KMS', kms_key_arn: key },
        },
      },
    });
    const { policy } = stack.one('aws_s3_bucket_policy', 'archive/bucket/policy') as {
      policy: { Statement: Block[] };
    };
    expect(policy.Statement[1]).toEqual({
      Sid: 'AWSLogDeliveryWrite',
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: [
        `${bucketArn}/${folder}AWSLogs/aws-account-id=${account}/*`,
        `${bucketArn}/${folder}AWSLogs/aws-account-id=210987654321/*`,
      ],
      Condition: {
        StringEquals: {
          'aws:SourceAccount': [account, '210987654321'],
          's3:x-amz-acl': 'bucket-owner-full-control',
        },
        ArnLike: {
          'aws:SourceArn': [account, '210987654321'].map(
            (one) => `arn:${partition}:logs:eu-central-1:${one}:*`,
          ),
        },
      },
    });
    const results = stack.one('aws_s3_bucket_policy', 'queries/results/policy') as {
      policy: { Statement: Block[] };
    };
    expect(results.policy.Statement).toEqual([tlsOnly('queries/results/bucket')]);
    expect(Object.values(stack.all('aws_s3_bucket_logging')).map((one) => one['target_bucket'])).toEqual([
      'access',
      'access',
    ]);
    const rules = Object.values(stack.all('aws_s3_bucket_lifecycle_configuration')).map(
      ({ rule }) => (rule as Block[])[0],
    );
    expect(rules).toMatchObject([
      { transition: [{ storage_class: 'STANDARD_IA', days: 30 }], expiration: [{ days: 90 }] },
      { transition: [], expiration: [{ days: 7 }] },
    ]);
    expect((stack.output('flowtoll') as Block)['source_accounts']).toEqual(['210987654321']);
    expect((stack.output('flowtoll') as { athena: Block }).athena).toMatchObject({
      table: 'flows',
      columns: 'aws',
      partitions: 'explicit',
    });
  });

  it('encrypts with a given key, without making one', () => {
    const kmsKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d';
    const stack = flowLogsS3({ s3: { encryption: { kmsKeyArn } } });
    expect(stack.types).not.toContain('aws_kms_key');
    for (const { rule } of Object.values(stack.all('aws_s3_bucket_server_side_encryption_configuration'))) {
      expect(JSON.stringify(rule)).toContain(`"kms_master_key_id":"${kmsKeyArn}"`);
    }
  });

  it('keeps what it logged where removal is not said, and prevents no destroy', () => {
    const stack = flowLogsS3();
    for (const type of ['aws_s3_bucket', 'aws_athena_workgroup']) {
      for (const block of Object.values(stack.all(type))) expect(block['force_destroy']).toBe(false);
    }
    expect(JSON.stringify(stack.document)).not.toContain('prevent_destroy');
  });

  describe('rules', () => {
    // as much as the stack can make: the rules hold for every resource, not for the first one
    const everything = flowLogsS3({
      removal: 'destroy',
      s3: {
        encryption: 'customer-key',
        flowLogs: { all: {}, rejects: { destination: 'cloudwatch', trafficType: 'REJECT' } },
      },
      cloudwatch: { encryption: 'customer-key' },
    });

    it.each([
      ['by default', flowLogsS3()],
      ['with everything', everything],
    ])('every bucket is guarded: %s', (_, stack) => {
      const buckets = Object.keys(stack.all('aws_s3_bucket')).map((path) => `\${aws_s3_bucket.${path}.id}`);
      expect(buckets).toHaveLength(2);
      for (const type of typesOfEveryBucket.slice(1)) {
        expect(Object.values(stack.all(type)).map(({ bucket }) => bucket)).toEqual(buckets);
      }
    });

    it.each([
      ['by default', flowLogsS3()],
      ['with everything', everything],
    ])('nobody is allowed by a wildcard principal: %s', (_, stack) => {
      const policies = stack.types.flatMap((type) =>
        Object.values(stack.all(type)).flatMap((block) => [block['policy'], block['assume_role_policy']]),
      ) as ({ Statement: Block[] } | undefined)[];
      const allowed = policies
        .flatMap((policy) => policy?.Statement ?? [])
        .filter((s) => s['Effect'] === 'Allow');
      expect(allowed.length).toBeGreaterThan(0);
      for (const { Principal } of allowed) expect(JSON.stringify(Principal) ?? '').not.toContain('"*"');
    });
  });
});
