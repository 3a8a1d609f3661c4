import { AthenaNamedQuery } from '@cdktf/provider-aws/lib/athena-named-query';
import { Construct } from 'constructs';
import { escapeTemplate } from './escape-template';
import type { QueryWorkspace } from './query-workspace';

export interface SavedQueriesProps {
  readonly workspace: QueryWorkspace;
  /** Each by a name that is unique in the workgroup. */
  readonly queries: readonly SavedQuery[];
}

export interface SavedQuery {
  readonly name: string;
  /** What the console shows beside the name, at most 1,024 characters. */
  readonly description: string;
  readonly sql: string;
}

/**
 * Queries that Athena's console lists under "Saved queries" of the workgroup. They cost nothing until somebody runs
 * them. Athena cannot change one: another text is a replacement.
 */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { workspace, queries }: SavedQueriesProps) {
    super(scope, id);
    for (const { name, description, sql } of queries) {
      new AthenaNamedQuery(this, name, {
        name,
        description: escapeTemplate(description),
        workgroup: workspace.workgroup.id,
        database: workspace.database.name,
        query: escapeTemplate(sql),
      });
    }
  }
}
