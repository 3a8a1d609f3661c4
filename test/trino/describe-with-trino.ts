import { missingForTrino } from './install';

/** A suite that needs a Trino; skipped, with what to install, where the tools are missing. */
export function describeWithTrino(name: string, suite: () => void): void {
  const missing = missingForTrino();
  if (missing.length === 0) {
    describe(name, suite);
    return;
  }
  console.warn(`skipped: ${name}\n${missing.map((sentence) => `- ${sentence}`).join('\n')}`);
  describe.skip(name, suite);
}
