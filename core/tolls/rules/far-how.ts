import { firstOf } from './rule';

/** How it is known what is at the other side of an internet gateway. */
export const farHow = firstOf(
  [
    [`leg = 'nat-difference'`, 'nat-difference'],
    [`leg = 'nat-inside'`, 'nat-inside'],
    ['region_assumed', 'no-ranges'],
    ['far_service IS NOT NULL AND far_region IS NOT NULL', 'ranges'],
    [`leg = 'nat-outside'`, 'nat-outside'],
    ['services_unknown', 'no-services'],
    ['path IS NOT NULL', 'path'],
    [`leaves AND far_six`, 'egress-only'],
  ],
  'no-path',
);
