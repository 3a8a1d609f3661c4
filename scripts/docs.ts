import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billPage } from '../core/report/bill-page';
import { dimensionsPage, questionsPage } from '../core/questions/questions-page';
import { fieldsPage } from '../core/records/field-table';

/** The pages of docs/ that are made from the sources, by file name. */
export const generatedPages: Readonly<Record<string, () => string>> = {
  'bill.md': billPage,
  'dimensions.md': dimensionsPage,
  'fields.md': fieldsPage,
  'questions.md': questionsPage,
};

if (require.main === module) {
  for (const [file, page] of Object.entries(generatedPages)) {
    writeFileSync(join(__dirname, '..', 'docs', file), page());
  }
}
