import { QueryWorkspace } from '../../modules/query-workspace';
import { SavedQueries } from '../../modules/saved-queries';
import { synthesize } from './synth';

const stack = synthesize((scope, environment) => {
  const workspace = new QueryWorkspace(scope, 'queries', {
    environment,
    database: 'flowtoll',
    workgroup: 'flowtoll',
    resultsBucketName: 'my-logs-results',
    resultsPrefix: 'query-results',
  });
  new SavedQueries(scope, 'saved', {
    workspace,
    queries: [
      { name: 'top-talkers', description: 'Who sends?', sql: 'SELECT 1' },
      { name: 'odd', description: '100 %{ sure }', sql: `SELECT '\${version}'` },
    ],
  });
});

describe('SavedQueries', () => {
  it('are named queries of the workspace’s workgroup and database', () => {
    expect(stack.one('aws_athena_named_query', 'saved/top-talkers')).toEqual({
      name: 'top-talkers',
      description: 'Who sends?',
      workgroup: '${aws_athena_workgroup.queries/workgroup.id}',
      database: '${aws_glue_catalog_database.queries/database.name}',
      query: 'SELECT 1',
    });
  });

  it('reach Athena as they are written: Terraform reads nothing in them', () => {
    expect(stack.one('aws_athena_named_query', 'saved/odd')).toMatchObject({
      description: '100 %%{ sure }',
      query: `SELECT '$\${version}'`,
    });
  });
});
