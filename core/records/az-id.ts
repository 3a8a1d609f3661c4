/**
 * What an Availability Zone id looks like: `use1-az1`, of a Local Zone `usw2-lax1-az1`, of a Wavelength Zone
 * `use1-wl1-bos-wlz1`. Names such as `us-east-1a` are none: each account has its own.
 * https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
 */
export const azIdPattern = '^[a-z]+[0-9]+(-[a-z0-9]+)*-(az|wlz)[0-9]+$';

export function isAzId(text: string): boolean {
  return new RegExp(azIdPattern).test(text);
}
