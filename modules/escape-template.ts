/**
 * Makes text pass through Terraform as it is written: `${version}` would be read as an expression of Terraform's, and
 * `%{` as a directive. Apply it once, where text becomes the value of an argument; never inside `Fn`, which escapes
 * again, and never to text that holds tokens.
 */
export function escapeTemplate(text: string): string {
  // functions, because a $ in a replacement text has a meaning of its own
  return text.replaceAll('${', () => '$${').replaceAll('%{', () => '%%{');
}
