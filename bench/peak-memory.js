// Loaded with `node -r`: tells the peak memory of the process, in KiB, in the file that PEAK names.
const { writeFileSync } = require('node:fs');

process.on('exit', () => writeFileSync(process.env.PEAK, String(process.resourceUsage().maxRSS)));
