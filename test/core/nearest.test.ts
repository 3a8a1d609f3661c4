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
