import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meets, resultsSuffix, terraformCondition } from '../../../core/configuration/value-check';
import * as valueCheck from '../../../core/configuration/value-check';
import { valueSamples } from './value-samples';

const isCheck = (value: unknown) => typeof value === 'object' && value !== null && 'allowed' in value;

test('every check has samples', () => {
  const checks = Object.values(valueCheck as Record<string, unknown>).filter(isCheck);
  expect(new Set(valueSamples.map(({ check }) => check))).toEqual(new Set(checks));
});

describe.each([...valueSamples])('$setting', ({ check, good, bad }) => {
  test.each(Object.entries(good))('good: %s', (_, value) => {
    expect(meets(check, value)).toBe(true);
  });

  test.each(Object.entries(bad))('bad: %s', (_, value) => {
    expect(meets(check, value)).toBe(false);
  });

  test('says what is allowed, as the end of a sentence', () => {
    expect(check.allowed).toMatch(/^[^\n]{10,}[^.\n]$/);
  });

  // HCL wants a backslash doubled, and RE2 has neither look-around nor back-references
  test('is written in what JavaScript and Terraform read alike', () => {
    for (const pattern of [...check.matches, ...(check.matchesNot ?? [])]) {
      expect(pattern).not.toMatch(/\\|\(\?|\$\{|%\{/);
    }
  });
});

test("the longest name of the archive's bucket and the ending of its results bucket fill S3's 63 characters", () => {
  expect(resultsSuffix).toBe('-results');
  expect(meets(valueCheck.archiveBucketName, 'a'.repeat(63 - resultsSuffix.length))).toBe(true);
  expect(meets(valueCheck.archiveBucketName, 'a'.repeat(64 - resultsSuffix.length))).toBe(false);
});

test('a value must match every pattern, and none of the others', () => {
  const check = { allowed: 'a word', matches: ['^[a-z]+$', 'a'], matchesNot: ['^aws', 'z$'] };
  const words = ['data', 'cdb', 'Data', 'awsa', 'az'];
  expect(words.filter((word) => meets(check, word))).toEqual(['data']);
});

test('a Terraform condition is every pattern, and none of the others', () => {
  const check = { allowed: 'a word', matches: ['^[a-z]+$', 'a'], matchesNot: ['^aws', '"'] };
  expect(terraformCondition(check, 'name')).toBe(
    'can(regex("^[a-z]+$", var.name)) && can(regex("a", var.name)) && ' +
      '!can(regex("^aws", var.name)) && !can(regex("\\"", var.name))',
  );
});

const samples = valueSamples.flatMap(({ setting, check, good, bad }, group) =>
  Object.entries({ ...good, ...bad }).map(([what, value], index) => ({
    sample: `${setting}: ${what}`,
    check,
    value,
    variable: `value_${group}_${index}`,
  })),
);

/** Evaluates every condition on a variable of its own, as a stack's input variable is checked. */
function askTerraform(): Record<string, boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'flowtoll-value-check-'));
  try {
    const module = {
      variable: Object.fromEntries(
        samples.map(({ variable, value }) => [variable, { type: 'string', default: value }]),
      ),
      locals: {
        verdicts: Object.fromEntries(
          samples.map(({ check, variable }) => [variable, `\${${terraformCondition(check, variable)}}`]),
        ),
      },
    };
    writeFileSync(join(directory, 'main.tf.json'), JSON.stringify(module));
    const environment: NodeJS.ProcessEnv = { ...process.env, CHECKPOINT_DISABLE: '1' };
    delete environment['TF_CLI_CONFIG_FILE'];
    const run = spawnSync('terraform', ['console'], {
      cwd: directory,
      env: environment,
      input: 'jsonencode(local.verdicts)\n',
      encoding: 'utf8',
    });
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
    // the console prints the text as a string of HCL, whose escapes of quotes are those of JSON
    return JSON.parse(JSON.parse(run.stdout) as string) as Record<string, boolean>;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const hasTerraform = spawnSync('terraform', ['-version'], {
  env: { ...process.env, CHECKPOINT_DISABLE: '1' },
});
const whereTerraformIs = hasTerraform.status === 0 ? test : test.skip;
if (hasTerraform.status !== 0) {
  console.warn('skipped: no terraform on the PATH to evaluate the conditions of input variables with');
}

whereTerraformIs('Terraform judges every sample as the configuration does', () => {
  const verdicts = askTerraform();
  const disagreements = samples.filter(
    ({ check, value, variable }) => verdicts[variable] !== meets(check, value),
  );
  expect(disagreements.map(({ sample }) => sample)).toEqual([]);
  expect(Object.keys(verdicts)).toHaveLength(samples.length);
});
