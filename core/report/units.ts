const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes as a person reads them (a GB is 2^30 bytes): three significant digits in powers of 1024, e.g. `12.3 GB`; below 1 KB exact. */
export function printBytes(bytes: number | bigint): string {
  let amount = Math.abs(Number(bytes));
  let unit = 0;
  // 999.5 would round to four digits
  while ((unit === 0 ? amount >= 1024 : amount >= 999.5) && unit < byteUnits.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  const sign = bytes < 0 ? '-' : '';
  return `${sign}${threeDigits(amount, unit === 0)} ${byteUnits[unit]}`;
}

function threeDigits(amount: number, exact: boolean): string {
  if (Number.isInteger(amount) && (exact || amount >= 100)) return groupThousands(String(amount));
  const places = amount < 0.9995 ? 3 : amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0;
  return groupThousands(amount.toFixed(places));
}

/** Puts the separators into a decimal number: `1234567.5` becomes `1,234,567.5`. */
export function groupThousands(digits: string): string {
  const [whole, fraction] = digits.split('.');
  const grouped = whole!.replace(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `1 file`, `1,234 files`. */
export function printCount(amount: number, one: string, many = `${one}s`): string {
  return `${groupThousands(String(amount))} ${amount === 1 ? one : many}`;
}

/** A time span as a person reads it: `0.3 s`, `45 s`, `3 min 5 s`, `2 h 10 min`. */
export function printDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/**
 * A decimal number written out in digits, cut to the most places asked for (rounded half away from zero) and filled
 * to the fewest. Exact: text never passes through a floating point number.
 */
export function printDecimal(value: string | number | bigint, fewest: number, most: number): string {
  const text = typeof value === 'number' ? digitsOf(value) : String(value);
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole === undefined) return text;
  if (fraction.length <= most) {
    const kept = fraction.replace(/0+$/, '').padEnd(fewest, '0');
    return sign + groupThousands(kept === '' ? whole : `${whole}.${kept}`);
  }
  const scaled = BigInt(whole + fraction.slice(0, most)) + (fraction[most]! >= '5' ? 1n : 0n);
  const digits = String(scaled).padStart(most + 1, '0');
  const rounded = most === 0 ? digits : `${digits.slice(0, -most)}.${digits.slice(-most)}`;
  const kept = sign === '-' && scaled === 0n ? rounded : sign + rounded;
  return printDecimal(kept, fewest, most);
}

/** A number in digits alone, as `1e-7` is none. */
function digitsOf(value: number): string {
  const text = String(value);
  return text.includes('e') && Number.isFinite(value)
    ? Math.abs(value) < 1
      ? value.toFixed(20)
      : String(BigInt(value))
    : text;
}
