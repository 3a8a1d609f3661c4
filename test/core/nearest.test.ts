import { didYouMean } from '../../core/nearest';

const animals = ['cat', 'crocodile', 'hippopotamus'];

test.each([
  ['cat', 'cat'],
  ['cta', 'cat'],
  ['hat', 'cat'],
  ['crocodil', 'crocodile'],
  ['Crocodile', 'crocodile'],
  ['crocodylus', 'crocodile'],
  ['hipopotamus', 'hippopotamus'],
  ['hippo-potamus', 'hippopotamus'],
])("for '%s' it offers '%s'", (written, nearest) => {
  expect(didYouMean(written, animals)).toBe(`did you mean '${nearest}'?`);
});

test.each(['', 'dog', 'elephant', '12345678901234567890', 'crab apple'])(
  "for '%s' it offers nothing, because nothing is near",
  (written) => {
    expect(didYouMean(written, animals)).toBe('');
  },
);

test('of several it offers the nearest', () => {
  expect(didYouMean('bytess', ['byte', 'bytes', 'kbytes'])).toBe("did you mean 'bytes'?");
});

test('where nothing is known it offers nothing', () => {
  expect(didYouMean('cat', [])).toBe('');
});

test.each([
  [
    'port',
    ['source', 'source_port', 'destination_port'],
    "did you mean 'source_port' or 'destination_port'?",
  ],
  ['endpoint', ['cross-az', 'gateway-endpoint'], "did you mean 'gateway-endpoint'?"],
  [
    'tag',
    ['long_a_tag', 'long_b_tag', 'long_c_tag'],
    "did you mean 'long_a_tag', 'long_b_tag' or 'long_c_tag'?",
  ],
  ['endpoints', ['some-endpoints-of-many', 'cross-az'], "did you mean 'some-endpoints-of-many'?"],
  ['tag', ['a_tag', 'b_tag', 'c_tag', 'd_tag', 'e_tag', 'f_tag', 'g_tag'].map((name) => `long_${name}`), ''],
])("for the word '%s' it offers the few names that have it", (written, known, offer) => {
  expect(didYouMean(written, known)).toBe(offer);
});
