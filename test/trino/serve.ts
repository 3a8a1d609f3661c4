import { startTrino } from './trino';

/*
 * A Trino for a program of another process: says where it is in one line of JSON, and ends when its standard input does.
 *
 *     node -r ./stacks/run-typescript.js test/trino/serve.ts [property=value of the catalog `hive` ...]
 */
const hive = Object.fromEntries(process.argv.slice(2).map((property) => property.split('=')));
void startTrino({ hive }).then(({ url, dataRoot, stop }) => {
  process.stdout.write(`${JSON.stringify({ url, dataRoot })}\n`);
  process.stdin.resume().once('end', () => void stop().then(() => process.exit()));
});
