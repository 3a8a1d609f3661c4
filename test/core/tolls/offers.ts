/** Files in the shape of AWS's Price List, made by hand with what a reader could stumble over. */

interface Product {
  readonly family?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** USD by where the tier begins; the last has no end. */
  readonly tiers: readonly (readonly [begin: string, end: string, usd: string])[];
  readonly unit?: string;
}

const flat = (usd: string) => [['0', 'Inf', usd]] as const;

/** As AWS writes it: spaces before colons, on-demand terms before reservations. */
export function offerFile(offerCode: string, products: Readonly<Record<string, Product>>): string {
  const skus = Object.entries(products);
  const file = {
    formatVersion: 'v1.0',
    disclaimer: 'This pricing list is for informational purposes only. All prices are "subject" to {change}.',
    offerCode,
    version: '20261001000000',
    publicationDate: '2026-10-01T00:00:00Z',
    products: Object.fromEntries(
      skus.map(([sku, { family = 'Data Transfer', attributes }]) => [
        sku,
        { sku, productFamily: family, attributes: { servicecode: offerCode, ...attributes } },
      ]),
    ),
    terms: {
      OnDemand: Object.fromEntries(skus.map(([sku, product]) => [sku, termsOf(sku, product)])),
      Reserved: { OTHER: { 'OTHER.1': { sku: 'OTHER', priceDimensions: {} } } },
    },
    attributesList: {},
  };
  return JSON.stringify(file, null, 2).replaceAll('": ', '" : ');
}

function termsOf(sku: string, { tiers, unit = 'GB' }: Product): object {
  const priceDimensions = Object.fromEntries(
    // AWS lists them in any order
    tiers.toReversed().map(([beginRange, endRange, usd], index) => [
      `${sku}.JRTCKXETXF.${index}`,
      {
        rateCode: `${sku}.JRTCKXETXF.${index}`,
        description: `$${usd} per ${unit} - {so} "far"`,
        beginRange,
        endRange,
        unit,
        pricePerUnit: { USD: `${usd}`.padEnd(12, '0') },
        appliesTo: [],
      },
    ]),
  );
  return {
    [`${sku}.JRTCKXETXF`]: {
      offerTermCode: 'JRTCKXETXF',
      sku,
      effectiveDate: '2026-09-01T00:00:00Z',
      priceDimensions,
      termAttributes: {},
    },
  };
}

const from = (region: string, more: Record<string, string>) => ({
  fromLocationType: 'AWS Region',
  fromRegionCode: region,
  operation: '',
  ...more,
});

/** Transfer from Ireland, whose usage types begin with EU. */
export const transferOffer = offerFile('AWSDataTransfer', {
  REGIONAL: {
    attributes: from('eu-west-1', {
      transferType: 'IntraRegion',
      toRegionCode: 'eu-west-1',
      usagetype: 'EU-DataTransfer-Regional-Bytes',
    }),
    tiers: flat('0.01'),
  },
  // the same of one operation, at no price
  REGIONAL_OF_AN_OPERATION: {
    attributes: from('eu-west-1', {
      transferType: 'IntraRegion',
      toRegionCode: 'eu-west-1',
      usagetype: 'EU-DataTransfer-Regional-Bytes',
      operation: 'Something',
    }),
    tiers: flat('0'),
  },
  // a usage type that only looks alike
  ZONES: {
    attributes: from('eu-west-1', {
      transferType: 'IntraRegion',
      toRegionCode: 'eu-west-1',
      usagetype: 'EU-DataTransfer-xAZ-Out-Bytes',
    }),
    tiers: flat('0'),
  },
  OUT: {
    attributes: from('eu-west-1', {
      transferType: 'AWS Outbound',
      toLocation: 'External',
      toLocationType: 'Other',
      usagetype: 'EU-DataTransfer-Out-Bytes',
    }),
    tiers: [
      ['0', '10240', '0.09'],
      ['10240', '51200', '0.085'],
      ['51200', '153600', '0.07'],
      ['153600', 'Inf', '0.05'],
    ],
  },
  FREE: {
    attributes: {
      transferType: 'AWS Outbound',
      fromLocation: 'Global',
      toLocation: 'External',
      usagetype: 'Global-DataTransfer-Out-Bytes',
    },
    tiers: [['0', '100', '0']],
  },
  TO_OHIO: {
    attributes: from('eu-west-1', {
      transferType: 'InterRegion Outbound',
      toLocationType: 'AWS Region',
      toRegionCode: 'us-east-2',
      usagetype: 'EU-USE2-AWS-Out-Bytes',
    }),
    tiers: flat('0.02'),
  },
  FROM_OHIO: {
    attributes: from('us-east-2', {
      transferType: 'InterRegion Inbound',
      toRegionCode: 'eu-west-1',
      usagetype: 'EU-USE2-AWS-In-Bytes',
    }),
    tiers: flat('0'),
  },
  TO_A_LOCAL_ZONE: {
    attributes: from('eu-west-1', {
      transferType: 'InterRegion Outbound',
      toLocationType: 'AWS Local Zone',
      toRegionCode: 'us-west-2-lax-1',
      usagetype: 'EU-LAX1-AWS-Out-Bytes',
    }),
    tiers: flat('0.03'),
  },
});

const inIreland = (usagetype: string, operation = '') => ({
  locationType: 'AWS Region',
  regionCode: 'eu-west-1',
  usagetype,
  operation,
});

/** The NAT gateways of Ireland: zonal, regional, and with a bandwidth of their own. */
export const ec2Offer = offerFile('AmazonEC2', {
  BOX: {
    family: 'Compute Instance',
    attributes: inIreland('EU-BoxUsage:m5.large', 'RunInstances'),
    tiers: flat('0.107'),
    unit: 'Hrs',
  },
  HOURS: {
    family: 'NAT Gateway',
    attributes: inIreland('EU-NatGateway-Hours', 'NatGateway'),
    tiers: flat('0.048'),
    unit: 'Hrs',
  },
  BYTES: {
    family: 'NAT Gateway',
    attributes: inIreland('EU-NatGateway-Bytes', 'NatGateway'),
    tiers: flat('0.048'),
  },
  REGIONAL: {
    family: 'NAT Gateway',
    attributes: inIreland('EU-RegionalNatGateway-Bytes', 'NatGateway'),
    tiers: flat('0.5'),
  },
  BANDWIDTH: {
    family: 'NAT Gateway',
    attributes: inIreland('EU-NatGateway-Prvd-Bytes', 'NatGateway'),
    tiers: flat('0'),
  },
});

export const vpcOffer = offerFile('AmazonVPC', {
  ATTACHMENT: {
    family: 'Transit Gateway',
    attributes: inIreland('EU-TransitGateway-Hours', 'TransitGatewayVPC'),
    tiers: flat('0.05'),
    unit: 'hour',
  },
  ATTACHED_VPN: {
    family: 'Transit Gateway',
    attributes: inIreland('EU-TransitGateway-Hours', 'TransitGatewayVPN'),
    tiers: flat('0.07'),
    unit: 'hour',
  },
  THROUGH: {
    family: 'Transit Gateway',
    attributes: inIreland('EU-TransitGateway-Bytes', 'TransitGatewayVPC'),
    tiers: flat('0.02'),
    unit: 'GigaBytes',
  },
  ENDPOINT: {
    family: 'VpcEndpoint',
    attributes: inIreland('EU-VpcEndpoint-Hours', 'VpcEndpoint'),
    tiers: flat('0.011'),
    unit: 'Hrs',
  },
  THROUGH_ENDPOINT: {
    family: 'VpcEndpoint',
    attributes: inIreland('EU-VpcEndpoint-Bytes', 'VpcEndpoint'),
    tiers: [
      ['0', '1048576', '0.01'],
      ['1048576', '5242880', '0.006'],
      ['5242880', 'Inf', '0.004'],
    ],
  },
  LOAD_BALANCER_ENDPOINT: {
    family: 'VpcEndpoint',
    attributes: inIreland('EU-VpcEndpoint-GWLBE-Bytes', 'VpcEndpoint'),
    tiers: flat('0.0035'),
  },
  ADDRESS: {
    family: 'IP Address',
    attributes: inIreland('EU-PublicIPv4:InUseAddress', 'AllocateAddressVPC'),
    tiers: flat('0.005'),
    unit: 'Hrs',
  },
});

export const cloudWatchOffer = offerFile('AmazonCloudWatch', {
  TO_S3: {
    family: 'Data Payload',
    attributes: inIreland('EU-S3-Egress-Bytes', 'LogDelivery'),
    tiers: [
      ['0', '10240', '0.25'],
      ['10240', 'Inf', '0.15'],
    ],
  },
  TO_LOGS: {
    family: 'Data Payload',
    attributes: inIreland('EU-VendedLog-Bytes', 'PutLogEvents'),
    tiers: flat('0.57'),
  },
  PARQUET: {
    family: 'Data Payload',
    attributes: inIreland('EU-S3-Egress-InputBytes', 'ParquetConversion'),
    tiers: flat('0.035'),
  },
});

export { flat };
