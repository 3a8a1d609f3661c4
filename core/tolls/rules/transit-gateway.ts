import { type Rule, firstOf } from './rule';

/** Every byte into a transit gateway's attachment, in the VPC that sends it; none out of one. */
export const transitGateway: Rule = {
  toll: 'transit-gateway',
  applies: `COALESCE(to_kind = 'transit_gateway', false)`,
  fromTimes: '1',
  toTimes: '0',
  how: firstOf([['named', 'named']], 'learnt'),
};
