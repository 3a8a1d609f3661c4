import { startTrino } from './trino';

/*
 * A Trino for a program of another process: says where it is in one line of JSON, and ends when its standard input does.
 *
 *     node -r ./stacks/run-typescript.js test/trino/serve.ts
 */
void startTrino().then(({ url, dataRoot, stop }) => {
  process.stdout.write(`${JSON.stringify({ url, dataRoot })}\n`);
  process.stdin.resume().once('end', () => void stop().then(() => process.exit()));
});
