import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { escapeTemplate } from '../../modules/escape-template';

/** Text that Terraform, or a replacement in JavaScript, could take for something of its own. */
const nasty: Record<string, string> = {
  'a field': '${version}',
  'a format string': '${version} ${account-id} ${interface-id}',
  'a directive': '%{ if true }yes%{ endif }',
  'an escaped field': '$${version}',
  'an escaped directive': '%%{if}',
  'fields in each other': '${a${b}}',
  'a field after dollars': '$$$${x}',
  'a directive after a dollar': '$%{x} %${y}',
  'dollars and percents alone': '$ $$ % %% $} %}',
  'what a replacement text means': "$& $1 $$ $` $'",
  'quotes, backslashes and lines': '"${x}" \\${y}\n\\n',
  nothing: '',
};

describe('escapeTemplate', () => {
  it('doubles the mark of an expression and of a directive', () => {
    expect(escapeTemplate('${version} and %{if}')).toBe('$${version} and %%{if}');
  });

  it('leaves text alone that means nothing to Terraform', () => {
    expect(escapeTemplate("$ $$ % %% {} $} 100% $1 $& '")).toBe("$ $$ % %% {} $} 100% $1 $& '");
  });

  const terraform = spawnSync('terraform', ['version'], { env: { ...process.env, CHECKPOINT_DISABLE: '1' } });
  const itWithTerraform = terraform.status === 0 ? it : it.skip;

  itWithTerraform(
    'brings every nasty text through Terraform as it was written',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'flowtoll-escape-'));
      const run = (...args: string[]) => {
        const env = { ...process.env, CHECKPOINT_DISABLE: '1' };
        const { status, stdout, stderr } = spawnSync('terraform', args, {
          cwd: folder,
          env,
          encoding: 'utf8',
        });
        if (status !== 0) throw new Error(stderr);
        return stdout;
      };
      try {
        const names = Object.keys(nasty);
        const output = Object.fromEntries(
          names.map((name, index) => [`o${index}`, { value: escapeTemplate(nasty[name]!) }]),
        );
        writeFileSync(join(folder, 'main.tf.json'), JSON.stringify({ output }));
        run('init', '-input=false');
        run('apply', '-input=false', '-auto-approve');
        const read = JSON.parse(run('output', '-json')) as Record<string, { value: string }>;
        expect(Object.fromEntries(names.map((name, index) => [name, read[`o${index}`]!.value]))).toEqual(
          nasty,
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    60_000,
  );
});
