import { farHow } from './far-how';
import type { Rule } from './rule';

/** S3 and DynamoDB by a gateway endpoint: free, and shown. */
export const gatewayEndpoint: Rule = {
  toll: 'gateway-endpoint',
  applies: `way = 'gateway-endpoint'`,
  fromTimes: 'CASE WHEN leaves THEN 1 ELSE 0 END',
  toTimes: 'CASE WHEN leaves THEN 0 ELSE 1 END',
  how: `CASE WHEN path IS NOT NULL THEN 'path' ELSE 'no-path-service' END`,
};

/** Services of this Region by public address, and CloudFront from everywhere: free, and shown. */
export const awsService: Rule = {
  toll: 'aws-service',
  applies: `way = 'internet-gateway' AND NOT both_ends AND (far_service LIKE 'CLOUDFRONT%' OR far_service <> 'EC2' AND COALESCE(far_here, false))`,
  fromTimes: 'CASE WHEN leaves THEN 1 ELSE 0 END',
  toTimes: 'CASE WHEN leaves THEN 0 ELSE 1 END',
  how: farHow,
};
