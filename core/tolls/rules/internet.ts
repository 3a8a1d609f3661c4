import { farHow } from './far-how';
import type { Rule } from './rule';

/** Out to the internet, at the sender's price. */
export const internetEgress: Rule = {
  toll: 'internet-egress',
  applies: `way = 'internet-gateway' AND NOT both_ends AND leaves AND far_service IS NULL`,
  fromTimes: '1',
  toTimes: '0',
  how: farHow,
};

/** In from the internet or from another Region: free, and shown. */
export const internetIngress: Rule = {
  toll: 'internet-ingress',
  applies: `NOT leaves AND (way = 'peering' AND path = 5
    OR way = 'internet-gateway' AND NOT both_ends AND (far_service IS NULL OR NOT COALESCE(far_here, far_service = 'EC2')) AND COALESCE(far_service, '') NOT LIKE 'CLOUDFRONT%')`,
  fromTimes: '0',
  toTimes: '1',
  how: farHow,
};
