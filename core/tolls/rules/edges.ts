import type { Rule } from './rule';

/** Out by a virtual private gateway (path 3), to a VPN or Direct Connect; what comes in by one is free. */
export const virtualPrivateGateway: Rule = {
  toll: 'virtual-private-gateway',
  applies: `way = 'virtual-private-gateway' AND from_logged AND direction = 'out'`,
  fromTimes: '1',
  toTimes: '0',
  how: `'path'`,
};

/** Out to a Local Zone or a Wavelength Zone (path 6). */
export const localZone: Rule = {
  toll: 'local-zone',
  applies: `way = 'local-zone' AND from_logged`,
  fromTimes: '1',
  toTimes: '0',
  how: `'path'`,
};
