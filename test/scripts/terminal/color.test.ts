import { wantsColor } from '../../../scripts/terminal/color';

test.each([
  ['a terminal', {}, true, true],
  ['a pipe', {}, false, false],
  ['a terminal with NO_COLOR', { NO_COLOR: '1' }, true, false],
  ['a terminal with an empty NO_COLOR', { NO_COLOR: '' }, true, true],
  ['a terminal with NO_COLOR and FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, false, true],
  ['a pipe with an empty FORCE_COLOR', { FORCE_COLOR: '' }, false, true],
  ['a terminal with FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
  ['a terminal that cannot', { TERM: 'dumb' }, true, false],
  ['a terminal that can', { TERM: 'xterm-256color' }, true, true],
])('%s', (_, environment, isTerminal, color) => {
  expect(wantsColor(environment, isTerminal)).toBe(color);
});
