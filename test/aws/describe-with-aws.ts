import { missingTools } from './terraform';

/** A suite that needs Terraform and an AWS on loopback; skipped, with what to install, where the tools are missing. */
export function describeWithAws(name: string, suite: () => void): void {
  const missing = missingTools();
  if (missing.length === 0) {
    describe(name, suite);
    return;
  }
  console.warn(`skipped: ${name}\n${missing.map((sentence) => `- ${sentence}`).join('\n')}`);
  describe.skip(name, suite);
}
