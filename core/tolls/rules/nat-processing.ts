import { isNat } from '../metered-ends';
import { type Rule, firstOf } from './rule';

/** Every byte into a NAT gateway, from its clients and from outside, paid by the client. */
export const natProcessing: Rule = {
  toll: 'nat-processing',
  applies: isNat('to_kind'),
  fromTimes: 'CASE WHEN source_beyond THEN 0 ELSE 1 END',
  toTimes: 'CASE WHEN source_beyond THEN 1 ELSE 0 END',
  how: firstOf(
    [
      [`leg = 'nat-difference'`, 'nat-difference'],
      [`leg = 'nat-inside' OR leg IS NULL AND NOT to_logged`, 'nat-inside'],
      ['type_learnt', 'type-learnt'],
      [`leg = 'nat-outside'`, 'nat-outside'],
      ['named', 'named'],
    ],
    'learnt',
  ),
};
